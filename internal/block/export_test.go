package block

// Tidy shows tests the normal form of a text, which conversions keep.
func Tidy(spans []Span) []Span { return tidy(spans) }
