package fault

// In says which part of a request an input stands in.
type In uint8

// The parts of a request. The zero value is the body.
const (
	Body In = iota
	Query
	Header
)

func (i In) note() string {
	switch i {
	case Query:
		return " (query)"
	case Header:
		return " (header)"
	case Body:
	}
	return ""
}

// Field says what is wrong with one input.
type Field struct {
	In   In
	Name string // in the body an RFC 6901 JSON Pointer, else the name of the parameter or header
	Code string // stable snake_case: required, too_long, not_found, …
	Text
}

// Fields collects input errors; the zero value is ready to use.
type Fields []Field

// Add records an error of the body at an RFC 6901 pointer.
func (f *Fields) Add(pointer, code, format string, args ...any) {
	*f = append(*f, Field{Name: pointer, Code: code, Text: Text{format, args}})
}

// If records an error of the body at pointer when bad is true.
func (f *Fields) If(bad bool, pointer, code, format string, args ...any) {
	if bad {
		f.Add(pointer, code, format, args...)
	}
}

// At returns the fields with their pointers moved below prefix.
func (f Fields) At(prefix string) Fields {
	moved := make(Fields, len(f))
	for i, one := range f {
		one.Name = prefix + one.Name
		moved[i] = one
	}
	return moved
}

// Err returns nil when nothing was recorded, else an Invalid fault.
func (f Fields) Err() error {
	if len(f) == 0 {
		return nil
	}
	e := New(Invalid, "%d fields need attention", len(f))
	if len(f) == 1 {
		e = New(Invalid, "One field needs attention")
	}
	e.Fields = f
	return e
}

// Parameter returns an InvalidParameter fault about one query parameter.
func Parameter(name, code, format string, args ...any) *Error {
	return about(Query, InvalidParameter, name, code, Text{format, args})
}

// Asked returns a fault of kind k about one query parameter.
func Asked(k Kind, name, code, format string, args ...any) *Error {
	return about(Query, k, name, code, Text{format, args})
}

// HeaderField returns a fault of kind k about one request header.
func HeaderField(k Kind, name, code, format string, args ...any) *Error {
	return about(Header, k, name, code, Text{format, args})
}

// Member returns a fault of kind k about one place in the body.
func Member(k Kind, pointer, code, format string, args ...any) *Error {
	return about(Body, k, pointer, code, Text{format, args})
}

func about(in In, k Kind, name, code string, text Text) *Error {
	return &Error{Kind: k, Text: text, Fields: Fields{{In: in, Name: name, Code: code, Text: text}}}
}
