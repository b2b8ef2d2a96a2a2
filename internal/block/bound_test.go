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
	start := time.Now()
	outcome := convert()
	took := time.Since(start)
	if took > 10*time.Second {
		t.Errorf("got %s after %v for %s, want it within seconds", outcome, took, name)
	}
	t.Logf("%-28s %-12s %v", name, outcome, took.Round(time.Millisecond))
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

func TestHugeAndDeepSourcesAreBounded(t *testing.T) {
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
	for name, s := range map[string]string{
		"quotes":    strings.Repeat(">", 1_000_000),
		"lists":     strings.Repeat("- ", 200_000),
		"brackets":  strings.Repeat("[", 1_000_000),
		"links":     strings.Repeat("[a](", 500_000),
		"stars":     strings.Repeat("*a ", 500_000),
		"stars 2":   strings.Repeat("a**b*c ", 300_000),
		"backticks": strings.Repeat("`a``b```c````", 100_000),
		"tags":      strings.Repeat("<a ", 500_000),
		"entities":  strings.Repeat("&", 2_000_000),
		"tables":    "|" + strings.Repeat("a|", 1000) + "\n|" + strings.Repeat("-|", 1000) + strings.Repeat("\n|", 100_000),
		"comments":  strings.Repeat("<!-- ", 300_000),
		"items":     strings.Repeat("- a\n", 500_000),
		"refs":      strings.Repeat("[a]: b\n", 200_000),
		"indented":  indented(2000),
	} {
		soon(t, "Markdown: "+name, func() string {
			b, faults := block.FromMarkdown(s)
			return outcome(b, told(faults))
		})
	}
}

// indented is a list that goes one level deeper with every line.
func indented(depth int) string {
	var s strings.Builder
	for i := range depth {
		s.WriteString(strings.Repeat("  ", i) + "- a\n")
	}
	return s.String()
}
