package block_test

import (
	"strings"
	"testing"

	"github.com/go-json-experiment/json"

	"newsdesk/internal/block"
)

func parseLink(t *testing.T, url string) []string {
	t.Helper()
	raw, err := json.Marshal(url)
	if err != nil {
		t.Fatalf("Marshal(%q): %v", url, err)
	}
	_, faults := block.Parse([]byte(`[{"type":"paragraph","text":[{"text":"x","link":{"url":` + string(raw) + `}}]}]`))
	return told(faults)
}

func TestLinksLeadToSafePlaces(t *testing.T) {
	for _, url := range []string{
		"https://bao.vn", "http://bao.vn/a?b=c&d=e#f", "HTTPS://bao.vn/", "https://bao.vn/tọa-đàm", "https://bao.vn:8443/x",
		"mailto:toasoan@bao.vn", "tel:+84254123456", "/", "/doan-the/toa-dam", "/a?copy=1&lt=2", "https://[2001:db8::1]/x",
	} {
		if got := parseLink(t, url); len(got) > 0 {
			t.Errorf("got %v for a link to %q, want it accepted", got, url)
		}
	}
}

func TestE12LinksThatTrickAreRefused(t *testing.T) {
	for _, url := range []string{
		"", " ", "java\tscript:alert(1)", "java\nscript:alert(1)", "&#106;avascript:alert(1)", "&#x6A;avascript:alert(1)",
		"javascript&colon;alert(1)", "//evil", "//evil.vn/x", `\\evil`, `/\evil`, `\/evil`, "/&#47;evil", "/&sol;evil", "/&bsol;evil",
		"javascript:alert(1)", "JaVaScRiPt:alert(1)", " javascript:alert(1)", "\x01javascript:alert(1)", "javascript://bao.vn/%0aalert(1)",
		"data:text/html,<script>alert(1)</script>", "vbscript:x", "file:///etc/passwd", "blob:https://a/b", "about:blank",
		"https:", "https://", "https:///x", "http:evil", "https://bao.vn@evil.vn/", "https://u:p@evil.vn/", "mailto:", "mailto:nobody", "tel:",
		"relative", "./x", "../x", "?q", "#top", "https://bao.vn/a b", "https://bao.vn/\u200bx", "https://bao.vn/\u202ex", "/a\u2028b",
		"https://bao.vn/\"onclick=x", "https://bao.vn/<x", "https://bao.vn/`", "https://bao.vn/%zz", "/" + strings.Repeat("x", 2048),
	} {
		if got := parseLink(t, url); !strings.Contains(strings.Join(got, ""), "/0/text/0/link/url invalid_url") {
			t.Errorf("got %v for a link to %q, want invalid_url", got, url)
		}
	}
}

func TestE12LinksThatTrickLeadNowhereInWhatIsConverted(t *testing.T) {
	for _, href := range []string{"java\tscript:x", "&#106;avascript:x", "//evil", `\\evil`, "jav&#x09;ascript:x", "data:text/html,x"} {
		want := block.Body{block.Paragraph{ID: "b1", Text: text("đọc")}}
		got, _ := block.FromHTML(`<p><a href="` + href + `">đọc</a></p>`)
		equal(t, "HTML with a link to "+href, got, want)
		got, _ = block.FromMarkdown("[đọc](<" + href + ">)")
		equal(t, "Markdown with a link to "+href, got, want)
	}
}

func TestLinksAreCheckedAgainOnTheWayOut(t *testing.T) {
	b := block.Body{
		block.Paragraph{Text: []block.Span{{Text: "x", Link: block.Link{URL: "javascript:alert(1)"}}}},
		block.Embed{Provider: block.YouTube, URL: "javascript:alert(2)"},
		block.Event{EventID: "e", Event: &block.Stub{Title: "y", URL: "javascript:alert(3)"}},
	}
	for name, out := range map[string]string{"HTML": b.HTML(), "Markdown": b.Markdown()} {
		if strings.Contains(out, "javascript") {
			t.Errorf("got %s with a script: %s", name, out)
		}
	}
}

func TestProvidersAreKnownByTheirHosts(t *testing.T) {
	for url, want := range map[string]block.Provider{
		"https://www.youtube.com/watch?v=x": block.YouTube, "https://m.youtube.com/x": block.YouTube, "https://youtu.be/x": block.YouTube,
		"https://player.vimeo.com/video/1": block.Vimeo, "https://FB.watch/x": block.Facebook, "https://www.tiktok.com/@a/video/1": block.TikTok,
		"https://twitter.com/a/status/1": block.X, "https://on.soundcloud.com/x": block.SoundCloud, "https://open.spotify.com/x": block.Spotify,
		"https://www.instagram.com/p/x": block.Instagram,
		"https://youtube.com.evil.vn/":  "", "https://notyoutube.com/": "", "http://youtu.be/x": "", "https://youtu.be:8443/x": "",
		"https://youtu.be@evil.vn/x": "", "//youtu.be/x": "", "https://youtu.be/<x>": "",
	} {
		got, ok := block.ProviderOf(url)
		if got != want || ok != (want != "") {
			t.Errorf("got %q, %t for %s, want %q", got, ok, url, want)
		}
	}
}
