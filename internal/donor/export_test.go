package donor

// Models are the rows of this package, for the test that compares them with
// their tables.
func Models() []any { return []any{&row{}, &Consent{}, &requestRow{}} }
