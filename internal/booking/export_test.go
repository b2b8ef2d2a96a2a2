package booking

// Models are the rows of this package, for the test that compares them with
// their tables.
func Models() []any { return []any{&places{}, &row{}, &answered{}, &scan{}} }
