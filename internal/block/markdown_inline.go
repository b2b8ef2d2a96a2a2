package block

import (
	"strings"
	"unicode/utf8"
)

// flow says what a line feed in a text can become.
type flow bool

const (
	flowing flow = true  // a hard line break of Markdown
	lined   flow = false // an HTML line break, where Markdown must stay on its line
)

// scribe writes spans as inline Markdown.
type scribe struct {
	strings.Builder
	flow flow
	// closed says that the last thing written is a closing sign of emphasis or
	// code, with which another such sign would run together.
	closed bool
}

// marked is spans as inline Markdown. The spans must be tidy.
func marked(spans []Span, f flow) string {
	w := scribe{flow: f}
	for link, run := range byLink(spans) {
		linked := safeURL(link.URL)
		if linked {
			w.sign("[")
		}
		for _, s := range run {
			w.span(s)
		}
		if linked {
			w.sign("](" + destination(link.URL) + ")")
		}
	}
	return w.String()
}

func (w *scribe) sign(s string) {
	w.WriteString(s)
	w.closed = false
}

// span writes s with stars and backticks where they cannot be misread, and
// with HTML elsewhere.
func (w *scribe) span(s Span) {
	marks := ordered(s.Marks)
	if len(marks) == 0 {
		w.sign(escaped(s.Text, w.atLineStart(), w.flow))
		return
	}
	if sign := starred(marks); sign != "" && !w.closed && wordEdges(s.Text) {
		w.WriteString(sign + escaped(s.Text, false, w.flow) + sign)
		w.closed = true
		return
	}
	if len(marks) == 1 && marks[0] == Code && !w.closed && bareCode(s.Text) {
		w.WriteString("`" + s.Text + "`")
		w.closed = true
		return
	}
	w.tagged(s.Text, marks)
}

func (w *scribe) tagged(text string, marks []Mark) {
	var open, shut string
	for _, m := range marks {
		name := markAtom(m).String()
		open += "<" + name + ">"
		shut = "</" + name + ">" + shut
	}
	w.sign(open + escaped(text, false, w.flow) + shut)
}

func (w *scribe) atLineStart() bool {
	return w.Len() == 0 || strings.HasSuffix(w.String(), "\n")
}

// starred is the run of stars that means marks, or nothing.
func starred(marks []Mark) string {
	switch names(marks) {
	case "strong":
		return "**"
	case "em":
		return "*"
	case "strong, em":
		return "***"
	}
	return ""
}

// wordEdges reports whether s begins and ends with a letter or a digit. Then
// stars around it open and close emphasis whatever stands outside, by the
// flanking rules of CommonMark.
func wordEdges(s string) bool {
	first, _ := utf8.DecodeRuneInString(s)
	last, _ := utf8.DecodeLastRuneInString(s)
	return isAlnum(first) && isAlnum(last)
}

// bareCode reports whether s can stand between single backticks, also in a
// table, and comes back unchanged.
func bareCode(s string) bool {
	return !strings.ContainsAny(s, "`|\n") && strings.TrimSpace(s) == s
}

// escaped is s with a backslash before each character that Markdown could take
// for a sign. first says that s begins a line.
func escaped(s string, first bool, f flow) string {
	var out strings.Builder
	for i, line := range strings.Split(s, "\n") {
		if i > 0 {
			out.WriteString(lineBreak(f, out.String()))
			first = f == flowing
		}
		escapeLine(&out, line, first)
	}
	return out.String()
}

// lineBreak is the break after before. Some readers, goldmark among them, miss
// a break made by a backslash right behind an escaped one.
func lineBreak(f flow, before string) string {
	switch {
	case f == lined:
		return "<br>"
	case strings.HasSuffix(before, `\`):
		return "<br>\n"
	}
	return "\\\n"
}

func escapeLine(out *strings.Builder, line string, first bool) {
	at := -1
	if first {
		at = startSign(line)
	}
	for i, r := range line {
		if i == at || isSign(r) || opensEntity(line[i:]) || r == '!' && i == len(line)-1 {
			out.WriteByte('\\')
		}
		out.WriteRune(r)
	}
}

// isSign reports characters that may be a sign of Markdown anywhere in a line.
func isSign(r rune) bool { return strings.ContainsRune("\\`*_[]<~|#", r) }

// opensEntity reports whether s may begin a character reference.
func opensEntity(s string) bool {
	return len(s) > 1 && s[0] == '&' && (s[1] == '#' || isAlnum(rune(s[1])))
}

// startSign is the index in line of the character that makes a sign of its
// beginning, such as the dot of "1. " and the hyphen of "- ", or -1.
func startSign(line string) int {
	if line == "" {
		return -1
	}
	if strings.IndexByte("-+=:>", line[0]) >= 0 {
		return 0
	}
	digits := len(line) - len(strings.TrimLeft(line, "0123456789"))
	if digits > 0 && digits < len(line) && (line[digits] == '.' || line[digits] == ')') {
		return digits
	}
	return -1
}

// destination is url as the target of a Markdown link.
func destination(url string) string {
	return strings.NewReplacer("&", "&amp;", "(", `\(`, ")", `\)`).Replace(url)
}
