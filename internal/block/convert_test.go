package block_test

import (
	"strings"
	"testing"

	"newsdesk/internal/block"
)

func marked(s string, marks ...block.Mark) block.Span { return block.Span{Text: s, Marks: marks} }

func linked(s, url string) block.Span { return block.Span{Text: s, Link: block.Link{URL: url}} }

func TestHTMLOfOthersIsUnderstood(t *testing.T) {
	paragraph := func(id string, spans ...block.Span) block.Block { return block.Paragraph{ID: id, Text: spans} }
	for source, want := range map[string]block.Body{
		"  ":                                   nil,
		"a\n  <b>b </b> c&nbsp;d":              {paragraph("b1", marked("a "), marked("b ", block.Strong), marked("c\u00a0d"))},
		"<p>a<p>b":                             {paragraph("b1", marked("a")), paragraph("b2", marked("b"))},
		"<div>a<div>b</div>c</div>":            {paragraph("b1", marked("a")), paragraph("b2", marked("b")), paragraph("b3", marked("c"))},
		"a<br>b<br><br>c<br>":                  {paragraph("b1", marked("a\nb")), paragraph("b2", marked("c"))},
		"<b>a</b><strong>b</strong>":           {paragraph("b1", marked("ab", block.Strong))},
		"<i><b>a<p>b</p></b></i>":              {paragraph("b1", marked("a", block.Strong, block.Em)), paragraph("b2", marked("b", block.Strong, block.Em))},
		`<a href="/x">a</a><a href="/y">b</a>`: {paragraph("b1", linked("a", "/x"), linked("b", "/y"))},
		`<a href=" https://bao.vn/a b ">a</a>`: {paragraph("b1", linked("a", "https://bao.vn/a%20b"))},
		"<h1>a</h1><h6>b</h6><h3></h3>":        {block.Heading{ID: "b1", Level: 2, Text: text("a")}, block.Heading{ID: "b2", Level: 4, Text: text("b")}},
		"<pre>a\n  b</pre>":                    {paragraph("b1", marked("a\nb", block.Code))},
		"<ul>a<li>b<ul><li>c</ul><ol><li>d</ol></ul>": {block.List{ID: "b1", Items: []block.Item{
			{Text: text("a")}, {Text: text("b"), Items: []block.Item{{Text: text("c")}, {Text: text("d")}}},
		}}},
		"<ol><li>a</li><ul><li>b</li></ul></ol>": {block.List{ID: "b1", Ordered: true, Items: []block.Item{{Text: text("a"), Items: []block.Item{{Text: text("b")}}}}}},
		"<ul><li>1<ul><li>2<ul><li>3<ul><li>4</ul></ul></ul></ul>": {block.List{ID: "b1", Items: []block.Item{
			{Text: text("1"), Items: []block.Item{{Text: text("2"), Items: []block.Item{{Text: text("3")}, {Text: text("4")}}}}},
		}}},
		"<ul><li><p>a</p><p>b</p><img data-image-id=i></ul>": {
			block.List{ID: "b1", Items: []block.Item{{Text: text("a\nb")}}},
			block.Image{ID: "b2", Use: block.Use{ImageID: "i"}, Layout: block.LayoutInline},
		},
		"<blockquote><p>a<p>b<p>— c</blockquote>":                       {block.Quote{ID: "b1", Text: text("a\nb"), Attribution: "c"}},
		"<blockquote>a<footer>— <b>c</b></footer></blockquote>":         {block.Quote{ID: "b1", Text: text("a"), Attribution: "c"}},
		"<blockquote><h2>a</h2><blockquote>b</blockquote></blockquote>": {block.Quote{ID: "b1", Text: text("a\nb")}},
		"<table><tr><th>a<th>b<tr><td>c</table>": {block.Table{
			ID: "b1", Header: []block.Cell{text("a"), text("b")}, Rows: [][]block.Cell{{text("c"), nil}},
		}},
		`<p><a href="https://youtu.be/x">https://youtu.be/x</a></p>`:                              {block.Embed{ID: "b1", Provider: block.YouTube, URL: "https://youtu.be/x"}},
		`<img src="/a.jpg" alt="x"><figure><img src="/a.jpg"><figcaption>c</figcaption></figure>`: {paragraph("b1", marked("c"))},
		`<figure data-image-id="i"><img alt="a"><figcaption>c <small class="credit">d</small></figcaption></figure>`: {
			block.Image{ID: "b1", Use: block.Use{ImageID: "i", Alt: new("a"), Caption: new("c")}, Layout: block.LayoutInline},
		},
		"<p>Tho\u0302ng</p>":      {paragraph("b1", marked("Thông"))},
		"<p>a\x00b\x07c\xffd</p>": {paragraph("b1", marked("abc\uFFFDd"))},
	} {
		got, faults := block.FromHTML(source)
		equal(t, "faults of "+source, told(faults), nil)
		equal(t, "blocks of "+source, got, want)
	}
}

func TestMarkdownOfOthersIsUnderstood(t *testing.T) {
	got, faults := block.FromMarkdown("# Tiêu đề\n\nMột *hai* ~~ba~~\nbốn\n\n* a\n    1. b\n\n> trích\n>\n> — Bí thư\n\n<https://youtu.be/x>\n\n![ảnh](/a.jpg)\n\n|a|b|\n|-|-|\n|c|d|\n\n***\n")
	equal(t, "faults", told(faults), nil)
	equal(t, "blocks", got, block.Body{
		block.Heading{ID: "b1", Level: 2, Text: text("Tiêu đề")},
		block.Paragraph{ID: "b2", Text: []block.Span{marked("Một "), marked("hai", block.Em), marked(" "), marked("ba", block.Strike), marked(" bốn")}},
		block.List{ID: "b3", Items: []block.Item{{Text: text("a"), Ordered: true, Items: []block.Item{{Text: text("b")}}}}},
		block.Quote{ID: "b4", Text: text("trích"), Attribution: "Bí thư"},
		block.Embed{ID: "b5", Provider: block.YouTube, URL: "https://youtu.be/x"},
		block.Table{ID: "b6", Header: []block.Cell{text("a"), text("b")}, Rows: [][]block.Cell{{text("c"), text("d")}}},
		block.Divider{ID: "b7"},
	})
}

func TestMarkdownSignsDoNotRunTogether(t *testing.T) {
	for want, spans := range map[string][]block.Span{
		"**a**<em>b</em>":                    {marked("a", block.Strong), marked("b", block.Em)},
		"`a`<strong><code>b</code></strong>": {marked("a", block.Code), marked("b", block.Strong, block.Code)},
		"a**b**c":                            {marked("a"), marked("b", block.Strong), marked("c")},
		"<strong>“a”</strong>b":              {marked("“a”", block.Strong), marked("b")},
		"[a](/x)[b](/y)":                     {linked("a", "/x"), linked("b", "/y")},
		"hay\\![a](/x)":                      {marked("hay!"), linked("a", "/x")},
	} {
		b := block.Body{block.Paragraph{ID: "b1", Text: spans}}
		equal(t, "Markdown", b.Markdown(), want)
		again, _ := block.FromMarkdown(want)
		equal(t, "blocks of "+want, again, b)
	}
	heading := block.Body{block.Heading{ID: "b1", Level: 2, Text: text("a\u00a0")}}
	again, _ := block.FromMarkdown(heading.Markdown())
	equal(t, "heading with a no-break space at its end", again, heading)
	lists := block.Body{
		block.List{ID: "b1", Items: []block.Item{{Text: text("a")}}},
		block.List{ID: "b2", Items: []block.Item{{Text: text("b")}}},
		block.List{ID: "b3", Ordered: true, Items: []block.Item{{Text: text("c")}}},
		block.List{ID: "b4", Ordered: true, Items: []block.Item{{Text: text("d")}}},
	}
	equal(t, "Markdown of lists", lists.Markdown(), "- a\n\n+ b\n\n1. c\n\n1) d")
}

func TestPortableTextOfOthersIsUnderstood(t *testing.T) {
	got, faults := block.FromPortableText([]byte(`[
		{"_type":"block","_key":"9a","style":"h1","children":[{"_type":"span","text":"a","marks":[]}],"markDefs":[],"_rev":1},
		{"_type":"block","_key":"9a","style":"odd","children":[{"_type":"span","text":"b","marks":["l","glow","strike-through"]},{"_type":"emoji"}],"markDefs":[{"_type":"link","_key":"l","href":"javascript:x"}]},
		{"_type":"block","_key":"9c","listItem":"bullet","level":1,"children":[{"_type":"span","text":"c"}]},
		{"_type":"block","_key":"9d","listItem":"number","level":9,"children":[{"_type":"span","text":"d"}]},
		{"_type":"block","_key":"9e","listItem":"number","level":1,"children":[{"_type":"span","text":"e"}]},
		{"_type":"block","_key":"9f","children":[{"_type":"span","text":" "}]},
		{"_type":"event","_key":"9g","event_id":"e","event":{"id":"e","title":"x"}}
	]`))
	equal(t, "faults", told(faults), nil)
	equal(t, "blocks", got, block.Body{
		block.Heading{ID: "9a", Level: 2, Text: text("a")},
		block.Paragraph{ID: "b1", Text: []block.Span{marked("b", block.Strike)}},
		block.List{ID: "b2", Items: []block.Item{{Text: text("c"), Ordered: true, Items: []block.Item{{Text: text("d")}}}}},
		block.List{ID: "b3", Ordered: true, Items: []block.Item{{Text: text("e")}}},
		block.Event{ID: "9g", EventID: "e"},
	})
}

func TestPortableTextTellsAllFaults(t *testing.T) {
	for source, want := range map[string]string{
		`[`:  " invalid_json",
		`{}`: " wrong_type",
		`[1,{"_type":"code"},{"_type":"block","children":1},{"_type":"embed","url":"https://evil.vn","html":"x"}]`: "/0 wrong_type, /1/_type unknown_type, /2 wrong_type, /3/url invalid_url, /3/html unknown_member",
	} {
		b, faults := block.FromPortableText([]byte(source))
		equal(t, "faults of "+source, strings.Join(told(faults), ", "), want)
		equal(t, "blocks beside faults", len(b), 0)
	}
}

func TestTextIsReadInNFC(t *testing.T) {
	b, faults := block.Parse([]byte("[{\"type\":\"paragraph\",\"text\":[{\"text\":\"Tho\u0302ng\"}]}]"))
	equal(t, "faults", told(faults), nil)
	equal(t, "text", b.Text(), "Thông")
}
