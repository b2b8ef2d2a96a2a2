package block

import (
	"strings"
	"unicode"
)

// Text is b as plain text with an empty line between blocks: for the search
// index, for excerpts and for readers without markup. What has no words, or
// is not resolved, leaves no trace.
func (b Body) Text() string {
	var parts []string
	for _, one := range b {
		if s := textOf(one); s != "" {
			parts = append(parts, s)
		}
	}
	return strings.Join(parts, "\n\n")
}

func textOf(b Block) string {
	switch b := b.(type) {
	case List:
		return strings.Join(textItems(b.Items, ""), "\n")
	case Quote:
		return nonEmpty("\n", plain(b.Text), b.Attribution)
	case Table:
		return textTable(b)
	case Image:
		return textUse(b.Use)
	case Gallery:
		return textGallery(b)
	case Embed:
		return b.URL
	case Event:
		return label(b.Event)
	case Campaign:
		return label(b.Campaign)
	case CampaignFigure:
		return textFigure(b)
	case Paragraph, Heading, Correction:
		return plain(texts(b)[0])
	}
	return ""
}

// nonEmpty joins those parts that are not empty.
func nonEmpty(sep string, parts ...string) string {
	var kept []string
	for _, p := range parts {
		if p != "" {
			kept = append(kept, p)
		}
	}
	return strings.Join(kept, sep)
}

func textItems(items []Item, indent string) []string {
	var out []string
	for _, it := range items {
		out = append(out, indent+"- "+plain(it.Text))
		out = append(out, textItems(it.Items, indent+"  ")...)
	}
	return out
}

func textTable(t Table) string {
	rows := []string{t.Caption, textRow(t.Header)}
	for _, row := range t.Rows {
		rows = append(rows, textRow(row))
	}
	return nonEmpty("\n", rows...)
}

func textRow(cells []Cell) string {
	parts := make([]string, len(cells))
	for i, c := range cells {
		parts[i] = plain(c)
	}
	return strings.Join(parts, "\t")
}

// textUse is the caption of a picture and who took it. The alternative text
// tells what is in the picture only where there is no caption.
func textUse(u Use) string {
	if u.Image == nil {
		return deref(u.Caption)
	}
	words := u.Image.Caption
	if words == "" {
		words = spokenAlt(*u.Image)
	}
	return nonEmpty(" ", words, parenthesis(deref(u.Image.Credit)))
}

func deref(s *string) string {
	if s == nil {
		return ""
	}
	return *s
}

func parenthesis(s string) string {
	if s == "" {
		return ""
	}
	return "(" + s + ")"
}

func textGallery(g Gallery) string {
	captions := make([]string, len(g.Items))
	for i, u := range g.Items {
		captions[i] = textUse(u)
	}
	return nonEmpty("\n", captions...)
}

func label(s *Stub) string {
	if s == nil {
		return ""
	}
	return s.Label()
}

func textFigure(b CampaignFigure) string {
	if b.Value == nil {
		return ""
	}
	return b.Value.Text + " (" + clock(b.Value.AsOf) + ")"
}

// WordCount counts the words of the story: what stands between white space
// and has a letter or a digit. Captions, cards and figures are not counted.
// In Vietnamese it counts syllables, as newsrooms do.
func (b Body) WordCount() int {
	count := 0
	for _, one := range b {
		for _, text := range texts(one) {
			count += words(plain(text))
		}
	}
	return count
}

func words(s string) int {
	count := 0
	for field := range strings.FieldsSeq(s) {
		if strings.ContainsFunc(field, isAlnum) {
			count++
		}
	}
	return count
}

func isAlnum(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) }
