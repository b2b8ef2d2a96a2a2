package block_test

import (
	"html"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/go-json-experiment/json"
	xhtml "golang.org/x/net/html"

	"newsdesk/internal/block"
	"newsdesk/internal/fault"
)

// harm is what is harmful in out when a browser parses it: all but the
// elements and attributes that this package writes, and links that run code.
func harm(t *testing.T, out string) []string {
	t.Helper()
	root, err := xhtml.Parse(strings.NewReader(out))
	if err != nil {
		t.Fatalf("HTML that cannot be parsed again: %v", err)
	}
	var found []string
	for n := range root.Descendants() {
		switch n.Type {
		case xhtml.ElementNode:
			found = append(found, harmOf(n)...)
		case xhtml.CommentNode:
			found = append(found, "a comment")
		default:
		}
	}
	return found
}

func harmOf(n *xhtml.Node) []string {
	const elements = " html head body p h2 h3 h4 ul ol li blockquote cite figure figcaption img picture source div table caption thead tbody tr th td aside time data a br hr strong em u s sup sub code "
	const attributes = " class href rel datetime hidden value data-image-id data-layout data-alt data-event-id data-campaign-id data-figure data-format data-provider "
	var found []string
	if n.Namespace != "" || !strings.Contains(elements, " "+n.Data+" ") {
		found = append(found, "the element "+n.Data)
	}
	for _, a := range n.Attr {
		if !strings.Contains(attributes, " "+a.Key+" ") {
			found = append(found, "the attribute "+a.Key)
		}
		scheme, _, _ := strings.Cut(a.Val, ":")
		if a.Key == "href" && !strings.HasPrefix(a.Val, "/") && !slices.Contains([]string{"http", "https", "mailto", "tel"}, strings.ToLower(scheme)) {
			found = append(found, "the link "+a.Val)
		}
	}
	return found
}

// notOfText reports whether a fault is about anything but which characters
// stand in a text. Converting keeps those; Parse is what refuses them.
func notOfText(f fault.Field) bool {
	return !slices.Contains([]string{"bidi_control", "too_many_marks", "noncharacter", "control_character"}, f.Code)
}

// harmless fails t if s, converted, does harm in any form or breaks our own rules.
func harmless(t *testing.T, s string) {
	t.Helper()
	fromHTML, _ := block.FromHTML(s)
	fromMarkdown, _ := block.FromMarkdown(s)
	for how, b := range map[string]block.Body{"HTML": fromHTML, "Markdown": fromMarkdown} {
		if found := harm(t, b.HTML()); len(found) > 0 {
			t.Errorf("got %v from %s %q, want nothing of the kind in\n%s", found, how, s, b.HTML())
		}
		if _, faults := block.Parse([]byte(marshal(t, b))); slices.ContainsFunc(faults, notOfText) {
			t.Errorf("got %v for what was converted from %s %q, want blocks that Parse takes", told(faults), how, s)
		}
		again, faults := block.FromMarkdown(b.Markdown())
		if found := harm(t, again.HTML()); len(found) > 0 || len(faults) > 0 {
			t.Errorf("got %v, %v from the Markdown of %q", found, told(faults), s)
		}
	}
}

func TestE11HostileMarkupNeverComesOut(t *testing.T) {
	cases := map[string]string{ // hostile HTML and the text that may be left of it
		`<p>a<script>alert(1)</script>b</p>`:                                  "ab",
		`<p>a<style>p{background:url(javascript:x)}</style>b</p>`:             "ab",
		`<p onclick="x" style="color:red" id="y">a</p>`:                       "a",
		`<img src=x onerror=alert(1)><p>a</p>`:                                "a",
		`<p>a</p><svg onload=alert(1)><text>x</text></svg>`:                   "a",
		`<p>a</p><math><mtext><mglyph><style><img src=x onerror=y>`:           "a",
		`<p>a</p><iframe src="javascript:x" srcdoc="<script>x</script>">i`:    "a",
		`<p>a</p><object data="data:text/html,x">x</object><embed src=x>`:     "a",
		`<p><a href="javascript:alert(1)">a</a></p>`:                          "a",
		`<p><a href="data:text/html;base64,PHNjcmlwdD4=">a</a></p>`:           "a",
		`<p>a</p><form action="/x"><input value=x><button>b</button></form>`:  "a",
		`<p>a</p><noscript><p title="</noscript><img src=x onerror=y>">`:      "a\n\n\">",
		`<p>a<!-- <script>x</script> --></p>`:                                 "a",
		`<p>a</p><base href="//evil"><meta http-equiv=refresh content="0;x">`: "a",
		`&lt;script&gt;alert(1)&lt;/script&gt;`:                               "<script>alert(1)</script>",
		`<div data-image-id='"><script>x</script>'>a</div>`:                   "a",
		`<a href="/x" target="_blank" onfocus=x autofocus>a</a>`:              "a",
	}
	for s, want := range cases {
		b, faults := block.FromHTML(s)
		equal(t, "faults of "+s, told(faults), nil)
		equal(t, "text of "+s, b.Text(), want)
		harmless(t, s)
	}
}

func TestE11HostileMarkupIsRefusedInBlocks(t *testing.T) {
	for body, want := range map[string]string{
		`[{"type":"html","html":"<script>"}]`:                                          "/0/type unknown_type",
		`[{"type":"paragraph","html":"<p onclick=x>"}]`:                                "/0/html unknown_member",
		`[{"type":"paragraph","text":"<svg onload=x>"}]`:                               "/0/text wrong_type",
		`[{"type":"paragraph","text":[{"text":"x","style":"x"}]}]`:                     "/0/text/0/style unknown_member",
		`[{"type":"embed","url":"https://evil.vn","srcdoc":"x"}]`:                      "/0/url invalid_url, /0/srcdoc unknown_member",
		`[{"type":"paragraph","text":[{"text":"x","link":{"url":"javascript:x"}}]}]`:   "/0/text/0/link/url invalid_url",
		`[{"type":"paragraph","text":[{"text":"x","link":{"url":"data:text/html"}}]}]`: "/0/text/0/link/url invalid_url",
	} {
		_, faults := block.Parse([]byte(body))
		equal(t, "faults of "+body, strings.Join(told(faults), ", "), want)
	}
	b := block.Body{block.Paragraph{ID: "b1", Text: text("<script>alert(1)</script><img src=x onerror=y>")}}
	if found := harm(t, b.HTML()); len(found) > 0 {
		t.Errorf("got %v of text that looks like markup: %s", found, b.HTML())
	}
}

// corpus is a folder of the collected test data, or a skipped test.
func corpus(t *testing.T, name string) string {
	t.Helper()
	root := os.Getenv("NEWSDESK_CORPORA")
	if root == "" {
		t.Skip("NEWSDESK_CORPORA does not say where the collected test data lies")
	}
	return filepath.Join(root, name)
}

func TestHostileFeedsDoNoHarm(t *testing.T) {
	files, err := filepath.Glob(filepath.Join(corpus(t, "feeds-sanitize"), "*.xml"))
	if err != nil || len(files) < 700 {
		t.Fatalf("got %d feeds, %v, want the whole corpus", len(files), err)
	}
	for _, file := range files {
		raw, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		// Feeds escape HTML once or, in titles, twice; some hold it as XML.
		once := html.UnescapeString(string(raw))
		for _, s := range []string{string(raw), once, html.UnescapeString(once)} {
			harmless(t, s)
		}
		if strings.HasSuffix(file, "_script.xml") {
			// A title would be dropped with all that is in it.
			b, _ := block.FromHTML(strings.ReplaceAll(once, "title", "div"))
			if got := b.Text(); !strings.Contains(got, "safe") || strings.Contains(got, "location") {
				t.Errorf("got the text %q of %s, want the safe words alone", got, filepath.Base(file))
			}
		}
	}
}

func TestNaughtyStringsAreOnlyText(t *testing.T) {
	raw, err := os.ReadFile(filepath.Join(corpus(t, "strings-naughty"), "blns.json"))
	if err != nil {
		t.Fatal(err)
	}
	var naughty []string
	if err := json.Unmarshal(raw, &naughty); err != nil {
		t.Fatal(err)
	}
	for _, s := range naughty {
		harmless(t, s)
		spans := block.Tidy([]block.Span{{Text: "x " + s + " x"}})
		want := block.Body{block.Paragraph{ID: "b1", Text: spans}}
		for how, out := range map[string]string{"HTML": want.HTML(), "Markdown": want.Markdown()} {
			got, _ := block.FromHTML(out)
			if how == "Markdown" {
				got, _ = block.FromMarkdown(out)
			}
			equal(t, how+" of a naughty string", got, want)
		}
	}
}

func FuzzFromHTML(f *testing.F) {
	for _, s := range []string{
		oneOfEach().HTML(), oneOfEach().Resolve(resolver()).HTML(), oneOfEach().Markdown(),
		`<p>a<script>alert(1)</script>`, `<svg><p><style><a id="</style><img src=1 onerror=x>">`, `<a href=" java&#9;script:x">y</a>`,
		`<table><tr><td><ul><li><blockquote><h1>x<td>y<caption>z`, `<math><annotation-xml encoding="text/html"><p onclick=x>`,
		`<figure data-image-id=a><figcaption><figure data-image-id=b><figcaption>x`, "- a\n  > b\n\n| x |\n| - |\n| <u>y |", `<plaintext><b>x`,
		`<select><option><template><frameset>`, `<ul>x<ul><li>y</ul>z<li></ul>`, "<pre>\n\nx\n y</pre>", `<form><isindex prompt="x" onfocus=y>`,
	} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) { harmless(t, s) })
}

func FuzzParse(f *testing.F) {
	for _, wire := range wires() {
		f.Add("[" + wire + "]")
	}
	f.Fuzz(func(t *testing.T, s string) {
		b, faults := block.Parse([]byte(s))
		if len(faults) > 0 {
			return
		}
		raw := marshal(t, b)
		again, faults := block.Parse([]byte(raw))
		if len(faults) > 0 || marshal(t, again) != raw {
			t.Errorf("got %v and another body when %s was parsed again", told(faults), raw)
		}
		b.Check()
		_ = b.Text()
		_ = b.PortableText()
		if found := harm(t, b.HTML()); len(found) > 0 {
			t.Errorf("got %v from %s", found, s)
		}
	})
}
