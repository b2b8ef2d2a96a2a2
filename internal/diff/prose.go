package diff

import "slices"

// run is a stretch of text in one style, which is its marks and its link.
type run struct {
	length int // in bytes
	style  string
}

// prose is the text inside a value, told apart from what holds it.
type prose struct {
	text  []byte
	runs  []run  // of the text; neighbours differ in style
	frame []byte // the value with a mark in place of each text
	lines int
}

// frameOfLine stands in a frame for a text; JSON has no such byte.
const frameOfLine = "\x00"

// read takes the text out of v. A member that is not there reads as an empty
// text, so that writing the first words changes the words and not the frame.
func read(v value) prose {
	var p prose
	if !v.exists() {
		p.line(nil)
		return p
	}
	p.add(v)
	return p
}

func (p *prose) add(v value) {
	switch {
	case isLine(v):
		p.line(v.items)
	case v.kind() == '[':
		p.frame = append(p.frame, '[')
		for _, item := range v.items {
			p.add(item)
			p.frame = append(p.frame, ',')
		}
		p.frame = append(p.frame, ']')
	case v.kind() == '{':
		p.object(v.members)
	default:
		p.frame = append(p.frame, v.raw...)
	}
}

func (p *prose) object(members map[string]value) {
	p.frame = append(p.frame, '{')
	for _, name := range names(members, nil) {
		p.frame = append(append(p.frame, name...), ':')
		p.add(members[name])
		p.frame = append(p.frame, ',')
	}
	p.frame = append(p.frame, '}')
}

func (p *prose) line(pieces []value) {
	if p.lines > 0 {
		p.write("\n", "")
	}
	p.lines++
	p.frame = append(p.frame, frameOfLine...)
	for _, span := range pieces {
		style := string(span.members["marks"].raw) + string(span.members["link"].raw)
		p.write(span.members["text"].text, style)
	}
}

func (p *prose) write(text, style string) {
	p.text = append(p.text, text...)
	if last := len(p.runs) - 1; last >= 0 && p.runs[last].style == style {
		p.runs[last].length += len(text)
		return
	}
	if text != "" {
		p.runs = append(p.runs, run{len(text), style})
	}
}

// isLine reports whether v is a text: an array of nothing but pieces.
func isLine(v value) bool {
	return v.kind() == '[' && !slices.ContainsFunc(v.items, func(item value) bool { return !isSpan(item) })
}

func isSpan(v value) bool {
	if v.kind() != '{' || v.members["text"].kind() != '"' {
		return false
	}
	for name := range v.members {
		if name != "text" && name != "marks" && name != "link" {
			return false
		}
	}
	return true
}

// hasProse reports whether there is a text of pieces anywhere inside v. An empty
// array could be anything, so it is no evidence.
func hasProse(v value) bool {
	if isLine(v) {
		return len(v.items) > 0
	}
	for _, member := range v.members {
		if hasProse(member) {
			return true
		}
	}
	return slices.ContainsFunc(v.items, hasProse)
}

// readable reports whether v is surely a text: a string, or pieces.
func readable(v value) bool {
	return v.kind() == '"' || isLine(v) && len(v.items) > 0
}

// textual reports whether v can be read as a text, if need be as an empty one.
func textual(v value) bool {
	return !v.exists() || v.kind() == '"' || isLine(v)
}

func plain(v value) string {
	if v.kind() == '"' {
		return v.text
	}
	return string(read(v).text)
}

// restyled reports whether words that stayed changed their marks or links.
// What was written or deleted takes its style with it. The runs are used up.
func restyled(old, new []run, words []Piece) bool {
	for _, span := range words {
		var was, is []run
		if span.Op != Insert {
			was, old = cut(old, len(span.Text))
		}
		if span.Op != Delete {
			is, new = cut(new, len(span.Text))
		}
		if span.Op == Equal && !slices.Equal(was, is) {
			return true
		}
	}
	return false
}

// cut takes the first n bytes off runs, which it uses up.
func cut(runs []run, n int) (head, tail []run) {
	for n > 0 {
		part := min(n, runs[0].length)
		head = append(head, run{part, runs[0].style})
		if runs[0].length -= part; runs[0].length == 0 {
			runs = runs[1:]
		}
		n -= part
	}
	return head, runs
}
