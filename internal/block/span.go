package block

import (
	"slices"
	"unicode"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"

	"newsdesk/internal/text"
)

// Mark is how a span is set apart from the text around it.
type Mark string

// The marks.
const (
	Strong    Mark = "strong"
	Em        Mark = "em"
	Underline Mark = "underline"
	Strike    Mark = "strike"
	Sup       Mark = "sup"
	Sub       Mark = "sub"
	Code      Mark = "code"
)

// Marks lists the marks in the order in which a span holds them.
func Marks() []Mark {
	return []Mark{Strong, Em, Underline, Strike, Sup, Sub, Code}
}

// Span is a stretch of text of one look. A line feed in its text is a line
// break; no other control character but the tab is allowed.
type Span struct {
	Text  string `json:"text" example:"Chiều 24/3, Đoàn Khối Các cơ quan tỉnh tổ chức tọa đàm."` // as it is, never HTML
	Marks []Mark `json:"marks"`                                                                  // each once, in the order of Marks
	Link  Link   `json:"link" extensions:"x-nullable"`                                           // where it leads, or null
}

// Link is where a span leads. The zero Link leads nowhere and is null in JSON.
type Link struct {
	// URL is absolute (http, https, mailto, tel) or a path of this site that
	// starts with a single slash.
	URL string `json:"url"`
}

// MarshalJSONTo implements json.MarshalerTo.
func (l Link) MarshalJSONTo(enc *jsontext.Encoder) error {
	if l == (Link{}) {
		return enc.WriteToken(jsontext.Null)
	}
	type members Link
	return json.MarshalEncode(enc, members(l))
}

// alike reports whether text of a and of b looks and leads the same.
func alike(a, b Span) bool {
	return a.Link == b.Link && slices.Equal(a.Marks, b.Marks)
}

// ordered returns marks each once and in the order of Marks, nil for none.
func ordered(marks []Mark) []Mark {
	var kept []Mark
	for _, m := range Marks() {
		if slices.Contains(marks, m) {
			kept = append(kept, m)
		}
	}
	return kept
}

// cloneSpans returns a deep copy of spans.
func cloneSpans(spans []Span) []Span {
	copied := slices.Clone(spans)
	for i := range copied {
		copied[i].Marks = slices.Clone(copied[i].Marks)
	}
	return copied
}

// ink is one character and the span it came from.
type ink struct {
	r    rune
	span int32 // its index; a source is far shorter than 2³¹ bytes
}

// tidy returns spans as a typesetter would keep them: white space collapsed as
// HTML does it, no blank at the edge of a line, no empty line, no empty span,
// no two neighbours alike, in NFC. No-break spaces are text and stay.
func tidy(spans []Span) []Span {
	var line []ink
	for i, s := range spans {
		for _, r := range s.Text {
			line = set(line, ink{r, int32(i)})
		}
	}
	for len(line) > 0 && isBlank(line[len(line)-1].r) {
		line = line[:len(line)-1]
	}
	return regroup(spans, line)
}

// set appends next to line, unless it is white space that the end of the line
// swallows. The start of the text swallows blanks as a line break does.
func set(line []ink, next ink) []ink {
	last := '\n'
	if len(line) > 0 {
		last = line[len(line)-1].r
	}
	switch {
	case next.r == '\n' && last == ' ':
		line = line[:len(line)-1]
	case isBlank(next.r) && last == '\n', isBlank(next.r) && next.r != '\n' && last == ' ':
		return line
	case isBlank(next.r) && next.r != '\n':
		next.r = ' '
	case next.r != '\n' && unicode.IsControl(next.r):
		return line
	}
	return append(line, next)
}

func isBlank(r rune) bool {
	switch r {
	case ' ', '\t', '\n', '\r', '\f':
		return true
	}
	return false
}

// regroup cuts line into spans with the looks of the spans it came from.
func regroup(spans []Span, line []ink) []Span {
	var out []Span
	for start := 0; start < len(line); {
		look := spans[line[start].span]
		end := start
		var chars []rune
		for end < len(line) && alike(spans[line[end].span], look) {
			chars = append(chars, line[end].r)
			end++
		}
		look.Text = text.NFC(string(chars))
		out = append(out, look)
		start = end
	}
	return out
}
