package block_test

import (
	"strings"
	"testing"
	"time"

	"newsdesk/internal/block"
)

// soon fails t if convert takes longer than any honest document would.
func soon(t *testing.T, name string, convert func() string) {
	t.Helper()
	done := make(chan string, 1)
	go func() { done <- convert() }()
	select {
	case result := <-done:
		t.Logf("%s: %s", name, result)
	case <-time.After(5 * time.Minute):
		t.Fatalf("got nothing after five minutes for %s: it hangs", name)
	}
}

func outcome(b block.Body, codes []string) string {
	if len(codes) > 0 {
		return strings.TrimSpace(codes[0])
	}
	if len(b) == 0 {
		return "empty"
	}
	return "converted"
}

func TestEveryLimitOfMarkdownIsTold(t *testing.T) {
	for name, c := range map[string]struct{ source, want string }{
		"a source too long":    {strings.Repeat("a", block.MaxMarkdown+1), " too_long"},
		"too many lines":       {strings.Repeat("a\n", 50_000), " too_many"},
		"quotations too deep":  {strings.Repeat(">", 33), " too_deep"},
		"lists too deep":       {strings.Repeat("- 1. ", 17) + "x", " too_deep"},
		"too many definitions": {strings.Repeat("[a]: b\n", 5_001), " too_many"},
		"too many links":       {strings.Repeat("[a](b)", 5_000), " too_many"},
	} {
		if _, faults := block.FromMarkdown(c.source); len(faults) != 1 || told(faults)[0] != c.want {
			t.Errorf("got %q for %s, want %q", told(faults), name, c.want)
		}
	}
	for _, s := range []string{strings.Repeat("-", 100), strings.Repeat("- ", 30) + "x", "> - x", strings.Repeat("[a](b)\n", 4000)} {
		if _, faults := block.FromMarkdown(s); len(faults) > 0 {
			t.Errorf("got %v for honest Markdown that begins %.20q, want none", told(faults), s)
		}
	}
}

func TestHugeAndDeepSourcesAreBounded(t *testing.T) {
	if testing.Short() {
		t.Skip("Reading the largest sources takes ten seconds")
	}
	for name, s := range map[string]string{
		"a million divs":          strings.Repeat("<div>", 1_000_000),
		"divs that fit":           strings.Repeat("<div>", 800_000),
		"quotes":                  strings.Repeat("<blockquote>", 300) + strings.Repeat("x ", 1_000_000),
		"corrections":             strings.Repeat(`<div class=correction>`, 400) + strings.Repeat("<i></i>", 400_000),
		"galleries":               strings.Repeat(`<div class=gallery>`, 400) + strings.Repeat("<i></i>", 400_000),
		"figures in captions":     strings.Repeat("<figure data-image-id=a><figcaption>x", 200),
		"tables in cells":         strings.Repeat("<table><tr><td>x", 150),
		"lists in items":          strings.Repeat("<ul><li>x", 240),
		"headings in quotes":      strings.Repeat("<h2><blockquote>", 200) + strings.Repeat("x ", 500_000),
		"one long row, many rows": "<table><tr>" + strings.Repeat("<td>", 300_000) + strings.Repeat("<tr><td>", 300_000),
		"marks left open":         strings.Repeat("<b>", 400) + strings.Repeat("<p>x", 1000),
		"one long paragraph":      strings.Repeat("a <b>b</b>\n", 380_000),
		"many breaks":             strings.Repeat("x<br><br>", 400_000),
	} {
		soon(t, "HTML: "+name, func() string {
			b, faults := block.FromHTML(s)
			return outcome(b, told(faults))
		})
	}
	for name, unit := range map[string]string{
		"quotes": ">", "quotes apart": "> > ", "lists": "- ", "brackets": "[", "closed": "[a]", "links": "[a](", "links apart": "[a]( ",
		"pointed links": "[a](<b", "titles": `[a](b "`, "images": "![", "stars": "*a ", "runs of stars": "a**b*c ", "nests": "*_",
		"backticks": "`a``b```c````", "tags": "<a ", "attributes": `<a b="`, "entities": "&", "comments": "<!-- ", "declarations": "<!A ",
		"items": "- a\n", "definitions": "[a]: b\n", "rows": "|a\n", "underlined": "a\n-\n", "fences": "```\n", "breaks": "\\\n",
		"strikes": "~~a ", "elements": "<div>\n\n", "escapes": `\`, "divs": "<div>",
	} {
		s := strings.Repeat(unit, block.MaxMarkdown/len(unit))
		soon(t, "Markdown: "+name, func() string {
			b, faults := block.FromMarkdown(s)
			return outcome(b, told(faults))
		})
	}
	soon(t, "Markdown: indented", func() string {
		b, faults := block.FromMarkdown(indented(1000))
		return outcome(b, told(faults))
	})
}

// indented is a list that goes one level deeper with every line.
func indented(depth int) string {
	var s strings.Builder
	for i := range depth {
		s.WriteString(strings.Repeat("  ", i) + "- a\n")
	}
	return s.String()
}
