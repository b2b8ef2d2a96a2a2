package block

import (
	"strconv"
	"strings"

	"golang.org/x/net/html"
)

// Markdown is b as CommonMark with GitHub's pipe tables. What Markdown has no
// sign for is written as the inline or block HTML that CommonMark allows: some
// marks, corrections, tables with a caption, and whatever is not resolved, so
// that FromMarkdown finds it again. What is resolved is written for readers.
// The role of a paragraph is lost; white space is normalised.
func (b Body) Markdown() string {
	var out strings.Builder
	for i, one := range b {
		s := markdownOf(rewrite(one, tidy), alternate(b, i))
		if s != "" && out.Len() > 0 {
			out.WriteString("\n\n")
		}
		out.WriteString(s)
	}
	return out.String()
}

// alternate reports whether the list at i needs the other sign, because it
// would run on from the list before it.
func alternate(b Body, i int) bool {
	flip := false
	for j := i; j > 0; j-- {
		here, ok := b[j].(List)
		before, also := b[j-1].(List)
		if !ok || !also || here.Ordered != before.Ordered {
			break
		}
		flip = !flip
	}
	return flip
}

func markdownOf(b Block, flip bool) string {
	switch b := b.(type) {
	case Paragraph:
		return marked(b.Text, flowing)
	case Heading:
		return strings.TrimRight(strings.Repeat("#", min(max(b.Level, 2), 4))+" "+marked(b.Text, lined), " ")
	case List:
		return strings.Join(markdownItems(b.Ordered, b.Items, flip), "\n")
	case Quote:
		return markdownQuote(b)
	case Table:
		return markdownTable(b)
	case Image:
		return markdownUse(b.Use, b)
	case Gallery:
		return markdownGallery(b)
	case Embed:
		return markdownEmbed(b)
	case Event:
		return markdownCard(b.Event, b)
	case Campaign:
		return markdownCard(b.Campaign, b)
	case CampaignFigure:
		if b.Value != nil {
			return escaped(textFigure(b), true, lined)
		}
	case Divider:
		return "---"
	}
	return asHTML(b)
}

// asHTML is b as an HTML block. It has no line feed, which could end it.
func asHTML(b Block) string {
	var out strings.Builder
	_ = html.Render(&out, htmlOf(b)) // cannot fail: see Body.HTML
	return strings.ReplaceAll(out.String(), "\n", " ")
}

func markdownItems(ordered bool, items []Item, flip bool) []string {
	var out []string
	for i, it := range items {
		sign := bullet(ordered, i, flip)
		indent := strings.Repeat(" ", len(sign))
		text := marked(it.Text, flowing)
		out = append(out, strings.TrimRight(sign+strings.ReplaceAll(text, "\n", "\n"+indent), " "))
		for _, line := range markdownItems(it.Ordered, it.Items, false) {
			out = append(out, indent+strings.ReplaceAll(line, "\n", "\n"+indent))
		}
	}
	return out
}

// bullet is the sign of item i. A list that flips has the other sign of its
// kind, which CommonMark takes for the start of another list.
func bullet(ordered bool, i int, flip bool) string {
	number := strconv.Itoa(i + 1)
	switch {
	case ordered && flip:
		return number + ") "
	case ordered:
		return number + ". "
	case flip:
		return "+ "
	}
	return "- "
}

func markdownQuote(b Quote) string {
	text := marked(b.Text, flowing)
	if by := oneLine(b.Attribution); by != "" {
		text += "\n\n" + dash + escaped(by, false, lined)
	}
	return "> " + strings.ReplaceAll(text, "\n", "\n> ")
}

func markdownTable(b Table) string {
	if b.Caption != "" || len(b.Rows) == 0 {
		return asHTML(b)
	}
	b = squared(b)
	width := len(b.Rows[0])
	header := b.Header
	if len(header) == 0 {
		header = make([]Cell, width)
	}
	out := []string{markdownRow(header), "|" + strings.Repeat(" --- |", width)}
	for _, row := range b.Rows {
		out = append(out, markdownRow(row))
	}
	return strings.Join(out, "\n")
}

func markdownRow(cells []Cell) string {
	var out strings.Builder
	out.WriteByte('|')
	for _, c := range cells {
		out.WriteString(" " + marked(c, lined) + " |")
	}
	return out.String()
}

// markdownUse is a picture and its words, or b as HTML while there is no
// picture to see.
func markdownUse(u Use, b Block) string {
	if u.Image == nil || u.Image.URL == nil {
		return asHTML(b)
	}
	picture := "![" + escaped(oneLine(spokenAlt(*u.Image)), false, lined) + "](" + destination(*u.Image.URL) + ")"
	words := oneLine(nonEmpty(" ", u.Image.Caption, parenthesis(deref(u.Image.Credit))))
	if words == "" {
		return picture
	}
	return picture + "\\\n" + escaped(words, true, lined)
}

func markdownGallery(g Gallery) string {
	parts := make([]string, len(g.Items))
	for i, u := range g.Items {
		if u.Image == nil || u.Image.URL == nil {
			return asHTML(g)
		}
		parts[i] = markdownUse(u, g)
	}
	return strings.Join(parts, "\n\n")
}

func markdownEmbed(b Embed) string {
	if _, ok := ProviderOf(b.URL); !ok {
		return asHTML(b)
	}
	return "<" + b.URL + ">"
}

func markdownCard(s *Stub, b Block) string {
	switch {
	case s == nil:
		return asHTML(b)
	case !safeURL(s.URL):
		return escaped(oneLine(s.Label()), true, lined)
	}
	return "[" + escaped(oneLine(s.Label()), false, lined) + "](" + destination(s.URL) + ")"
}
