package diff

import (
	"slices"
	"strings"
	"unicode"
)

// text compares two texts by words. If that is too much work it matches whole
// sentences and compares by words only what is between them; coarse tells that
// some of that, too, had to be replaced as a whole.
func (b *budget) text(old, new string) (spans []Span, coarse bool) {
	if old == new {
		return push(nil, Span{Equal, old}), false
	}
	if spans, ok := b.compare(old, new, words); ok {
		return tidy(spans), false
	}
	outline, ok := b.compare(old, new, sentences)
	if !ok {
		return replaced(old, new), true
	}
	for len(outline) > 0 {
		n := changeLen(outline)
		if n == 0 {
			spans, outline = append(spans, outline[0]), outline[1:]
			continue
		}
		was, is := side(outline[:n], Delete), side(outline[:n], Insert)
		fine, ok := b.compare(was, is, words)
		if !ok {
			fine, coarse = replaced(was, is), true
		}
		spans, outline = append(spans, fine...), outline[n:]
	}
	return tidy(spans), coarse
}

// compare diffs two texts by the tokens that split makes of them.
func (b *budget) compare(old, new string, split func(string) []string) ([]Span, bool) {
	was, is := split(old), split(new)
	kept, ok := b.match(was, is)
	if !ok {
		return nil, false
	}
	var spans []Span
	i, j := 0, 0
	for len(kept) > 0 {
		p, n := kept[0], streak(kept)
		spans = append(spans, replaced(strings.Join(was[i:p.old], ""), strings.Join(is[j:p.new], ""))...)
		i, j = p.old+n, p.new+n
		spans = append(spans, Span{Equal, strings.Join(was[p.old:i], "")})
		kept = kept[n:]
	}
	return append(spans, replaced(strings.Join(was[i:], ""), strings.Join(is[j:], ""))...), true
}

// streak counts the first pairs that follow each other in both texts.
func streak(kept []pair) int {
	n := 1
	for n < len(kept) && kept[n].old == kept[0].old+n && kept[n].new == kept[0].new+n {
		n++
	}
	return n
}

func replaced(old, new string) []Span {
	spans := []Span{{Delete, old}, {Insert, new}}
	return slices.DeleteFunc(spans, func(s Span) bool { return s.Text == "" })
}

// tidy makes one change of changes with only a space between them, and leaves
// the space around a change out of it: people read phrases.
func tidy(spans []Span) []Span {
	var out []Span
	for len(spans) > 0 {
		n := changeLen(spans)
		if n == 0 {
			out, spans = push(out, spans[0]), spans[1:]
			continue
		}
		for _, s := range shrunk(side(spans[:n], Delete), side(spans[:n], Insert)) {
			out = push(out, s)
		}
		spans = spans[n:]
	}
	return out
}

// push appends a span, or makes the last one longer.
func push(spans []Span, s Span) []Span {
	if last := len(spans) - 1; last >= 0 && spans[last].Op == s.Op {
		spans[last].Text += s.Text
		return spans
	}
	if s.Text == "" {
		return spans
	}
	return append(spans, s)
}

// shrunk replaces old by new but for the space that both begin or end with.
func shrunk(old, new string) []Span {
	was, is := strings.TrimLeftFunc(old, unicode.IsSpace), strings.TrimLeftFunc(new, unicode.IsSpace)
	lead := old[:len(old)-len(was)]
	if lead != new[:len(new)-len(is)] {
		lead, was, is = "", old, new
	}
	old, new = was, is
	was, is = strings.TrimRightFunc(old, unicode.IsSpace), strings.TrimRightFunc(new, unicode.IsSpace)
	tail := old[len(was):]
	if tail != new[len(is):] {
		tail, was, is = "", old, new
	}
	return []Span{{Equal, lead}, {Delete, was}, {Insert, is}, {Equal, tail}}
}

// changeLen counts the first spans that are one change. A line break is never
// inside of one: it stands between the items of a list.
func changeLen(spans []Span) int {
	n := 0
	for n < len(spans) {
		bridge := n > 0 && isSpace(spans[n]) && n+1 < len(spans) && isChange(spans[n+1])
		if !isChange(spans[n]) && !bridge {
			return n
		}
		n++
	}
	return n
}

func isSpace(s Span) bool {
	return strings.TrimSpace(s.Text) == "" && !strings.Contains(s.Text, "\n")
}

// side returns the text of the spans on the side that op stands for.
func side(spans []Span, op SpanOp) string {
	var text strings.Builder
	for _, s := range spans {
		if s.Op == op || s.Op == Equal {
			text.WriteString(s.Text)
		}
	}
	return text.String()
}
