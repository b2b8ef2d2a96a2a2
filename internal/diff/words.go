package diff

import (
	"slices"
	"strings"
	"unicode"
)

// text compares two texts by words. If that is too much work it matches whole
// sentences and compares by words only what is between them; coarse tells that
// some of that, too, had to be replaced as a whole.
func (b *budget) text(old, new string) (pieces []Piece, coarse bool) {
	if old == new {
		return push(nil, Piece{Equal, old}), false
	}
	if pieces, ok := b.compare(old, new, words); ok {
		return tidy(pieces), false
	}
	outline, ok := b.compare(old, new, sentences)
	if !ok {
		return replaced(old, new), true
	}
	for len(outline) > 0 {
		n := changeLen(outline)
		if n == 0 {
			pieces, outline = append(pieces, outline[0]), outline[1:]
			continue
		}
		was, is := side(outline[:n], Delete), side(outline[:n], Insert)
		fine, ok := b.compare(was, is, words)
		if !ok {
			fine, coarse = replaced(was, is), true
		}
		pieces, outline = append(pieces, fine...), outline[n:]
	}
	return tidy(pieces), coarse
}

// compare diffs two texts by the tokens that split makes of them.
func (b *budget) compare(old, new string, split func(string) []string) ([]Piece, bool) {
	was, is := split(old), split(new)
	kept, ok := b.match(was, is)
	if !ok {
		return nil, false
	}
	var pieces []Piece
	i, j := 0, 0
	for len(kept) > 0 {
		p, n := kept[0], streak(kept)
		pieces = append(pieces, replaced(strings.Join(was[i:p.old], ""), strings.Join(is[j:p.new], ""))...)
		i, j = p.old+n, p.new+n
		pieces = append(pieces, Piece{Equal, strings.Join(was[p.old:i], "")})
		kept = kept[n:]
	}
	return append(pieces, replaced(strings.Join(was[i:], ""), strings.Join(is[j:], ""))...), true
}

// streak counts the first pairs that follow each other in both texts.
func streak(kept []pair) int {
	n := 1
	for n < len(kept) && kept[n].old == kept[0].old+n && kept[n].new == kept[0].new+n {
		n++
	}
	return n
}

func replaced(old, new string) []Piece {
	pieces := []Piece{{Delete, old}, {Insert, new}}
	return slices.DeleteFunc(pieces, func(s Piece) bool { return s.Text == "" })
}

// tidy makes one change of changes with only a space between them, and leaves
// the space around a change out of it: people read phrases.
func tidy(pieces []Piece) []Piece {
	var out []Piece
	for len(pieces) > 0 {
		n := changeLen(pieces)
		if n == 0 {
			out, pieces = push(out, pieces[0]), pieces[1:]
			continue
		}
		for _, s := range shrunk(side(pieces[:n], Delete), side(pieces[:n], Insert)) {
			out = push(out, s)
		}
		pieces = pieces[n:]
	}
	return out
}

// push appends a span, or makes the last one longer.
func push(pieces []Piece, s Piece) []Piece {
	if last := len(pieces) - 1; last >= 0 && pieces[last].Op == s.Op {
		pieces[last].Text += s.Text
		return pieces
	}
	if s.Text == "" {
		return pieces
	}
	return append(pieces, s)
}

// shrunk replaces old by new but for the space that both begin or end with.
func shrunk(old, new string) []Piece {
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
	return []Piece{{Equal, lead}, {Delete, was}, {Insert, is}, {Equal, tail}}
}

// changeLen counts the first pieces that are one change. A line break is never
// inside of one: it stands between the items of a list.
func changeLen(pieces []Piece) int {
	n := 0
	for n < len(pieces) {
		bridge := n > 0 && isSpace(pieces[n]) && n+1 < len(pieces) && isChange(pieces[n+1])
		if !isChange(pieces[n]) && !bridge {
			return n
		}
		n++
	}
	return n
}

func isSpace(s Piece) bool {
	return strings.TrimSpace(s.Text) == "" && !strings.Contains(s.Text, "\n")
}

// side returns the text of the pieces on the side that op stands for.
func side(pieces []Piece, op SpanOp) string {
	var text strings.Builder
	for _, s := range pieces {
		if s.Op == op || s.Op == Equal {
			text.WriteString(s.Text)
		}
	}
	return text.String()
}
