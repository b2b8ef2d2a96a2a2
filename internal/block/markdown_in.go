package block

import (
	"bytes"
	"strings"

	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/extension"
	"github.com/yuin/goldmark/renderer/html"

	"newsdesk/internal/fault"
)

// The limits of Markdown. Unlike HTML it can cost the square of its length to
// read, so that what no author writes is refused before it is read.
const (
	MaxMarkdown    = 1 << 20 // bytes of a source
	maxLines       = 50_000  // lines of a source
	maxContainers  = 32      // signs of quotations and lists at the start of a line
	maxDefinitions = 5_000   // lines that may define a link
	maxLinkSteps   = 1 << 26 // bytes to look at while searching for the ends of links
)

// FromMarkdown converts CommonMark with GitHub's tables and strikethrough into
// blocks. It goes through FromHTML, HTML in the Markdown included, so that
// there is one gate for everything foreign and not two of which one is
// forgotten. A last line of a quotation that starts with an em dash is its
// attribution. Images are let go, as FromHTML says.
//
// The faults are those of FromHTML, with MaxMarkdown as the limit of the size.
func FromMarkdown(s string) (Body, fault.Fields) {
	faults := costly(s)
	if len(faults) > 0 {
		return nil, faults
	}
	reader := goldmark.New(
		goldmark.WithExtensions(extension.Table, extension.Strikethrough),
		goldmark.WithRendererOptions(html.WithUnsafe()), // FromHTML is what makes it safe
	)
	var out bytes.Buffer
	if err := reader.Convert([]byte(s), &out); err != nil {
		faults.Add("", "invalid_markdown", "This cannot be read as Markdown")
		return nil, faults
	}
	return FromHTML(out.String())
}

// costly tells why s should not be read as Markdown at all.
func costly(s string) fault.Fields {
	var faults fault.Fields
	if len(s) > MaxMarkdown {
		faults.Add("", "too_long", "This is %d bytes long; at most %d are possible", len(s), MaxMarkdown)
		return faults
	}
	depth, definitions, steps := 0, 0, 0
	lines := strings.Count(s, "\n") + 1
	for line := range strings.SplitSeq(s, "\n") {
		depth = max(depth, containers(line))
		steps += strings.Count(line, "](") * len(line)
		if strings.Contains(line, "]:") {
			definitions++
		}
	}
	faults.If(depth > maxContainers, "", "too_deep", "The elements of this document nest too deeply")
	faults.If(lines > maxLines, "", "too_many", "There are %d here; at most %d are possible", lines, maxLines)
	faults.If(definitions > maxDefinitions, "", "too_many",
		"There are %d here; at most %d are possible", definitions, maxDefinitions)
	faults.If(steps > maxLinkSteps, "", "too_many", "A line of this document has too many links")
	return faults
}

// containers counts the signs at the start of line that may each open a
// quotation or a list.
func containers(line string) int {
	count := 0
	for i, r := range line {
		switch {
		case r == '>':
			count++
		case r == ' ' || r == '\t':
			if i > 0 && strings.IndexByte("-+*.)", line[i-1]) >= 0 {
				count++
			}
		case !strings.ContainsRune("-+*.)0123456789", r):
			return count
		}
	}
	return count
}
