package block

import (
	"bytes"

	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/extension"
	"github.com/yuin/goldmark/renderer/html"

	"newsdesk/internal/fault"
)

// FromMarkdown converts CommonMark with GitHub's tables and strikethrough into
// blocks. It goes through FromHTML, HTML in the Markdown included, so that
// there is one gate for everything foreign and not two of which one is
// forgotten. A last line of a quotation that starts with an em dash is its
// attribution. Images are let go, as FromHTML says. The faults are its faults.
func FromMarkdown(s string) (Body, fault.Fields) {
	var faults fault.Fields
	if len(s) > MaxSource {
		faults.Add("", "too_long", "This is %d bytes long; at most %d are possible", len(s), MaxSource)
		return nil, faults
	}
	reader := goldmark.New(
		goldmark.WithExtensions(extension.Table, extension.Strikethrough),
		goldmark.WithRendererOptions(html.WithUnsafe()),
	)
	var out bytes.Buffer
	if err := reader.Convert([]byte(s), &out); err != nil {
		faults.Add("", "invalid_markdown", "This cannot be read as Markdown")
		return nil, faults
	}
	return FromHTML(out.String())
}
