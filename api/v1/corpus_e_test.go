package v1_test

import (
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/go-json-experiment/json"
	"golang.org/x/text/unicode/norm"

	"newsdesk/internal/db"
	"newsdesk/internal/testkit/newsroom"
)

// quoted is s as a string in JSON.
func quoted(t *testing.T, s string) string {
	t.Helper()
	b, err := json.Marshal(s)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

// singleLines are members of one line, as patches with %s in place of the text.
func singleLines() []string {
	return []string{
		`{"title":%s}`, `{"overline":%s}`, `{"genre":%s}`, `{"source":{"name":%s}}`, `{"source":{"licence":%s}}`, `{"seo":{"title":%s}}`,
		`{"seo":{"description":%s}}`, `{"dateline":{"place":%s}}`,
	}
}

// proses are members of several lines; all of a body is such.
func proses() []string {
	return []string{
		`{"standfirst":%s}`,
		`{"body":[{"type":"paragraph","text":[{"text":%s}]}]}`,
		`{"body":[{"type":"heading","level":2,"text":[{"text":%s}]}]}`,
		`{"body":[{"type":"list","items":[{"text":[{"text":%s}]}]}]}`,
		`{"body":[{"type":"quote","text":[{"text":%s}]}]}`,
		`{"body":[{"type":"quote","text":[{"text":"a"}],"attribution":%s}]}`,
		`{"body":[{"type":"table","rows":[[[{"text":%s}]]]}]}`,
		`{"body":[{"type":"table","rows":[[[{"text":"a"}]]],"caption":%s}]}`,
	}
}

// patched tries to write a text into each member of a fresh draft.
func patched(t *testing.T, n *newsroom.Newsroom, members []string, text string, f func(member string, a newsroom.Answer)) {
	t.Helper()
	draft := n.Do("reporter", "POST", editorialArticles, `{"title":"Bài"}`).Want(201)
	for _, member := range members {
		a := n.Do("reporter", "PATCH", path(draft), strings.ReplaceAll(member, "%s", quoted(t, text)), "If-Match", draft.ETag())
		f(member, a)
		if a.Status == 200 {
			draft = a
		}
	}
}

// refuses fails unless a text is refused in each of the members.
func refuses(t *testing.T, n *newsroom.Newsroom, members []string, text string) {
	t.Helper()
	patched(t, n, members, text, func(member string, a newsroom.Answer) {
		if a.Status != 422 || a.Len("errors") == 0 || a.Text("errors/0/pointer") == "" {
			t.Errorf("%+q in %s: got status %d, want 422 with a pointer: %.300s", text, member, a.Status, a.Body)
		}
	})
}

// keeps fails unless a text comes back as it was sent from each of the members.
func keeps(t *testing.T, n *newsroom.Newsroom, members []string, text string) {
	t.Helper()
	patched(t, n, members, text, func(member string, a newsroom.Answer) {
		if a.Status != 200 || !strings.Contains(unescaped(t, a.Body), norm.NFC.String(text)) {
			t.Errorf("%+q in %s: got status %d, want it back: %.300s", text, member, a.Status, a.Body)
		}
	})
}

// unescaped is every string of an answer, one behind the other.
func unescaped(t *testing.T, body []byte) string {
	t.Helper()
	var v any
	if err := json.Unmarshal(body, &v); err != nil {
		t.Fatal(err)
	}
	var b strings.Builder
	var walk func(any)
	walk = func(v any) {
		switch v := v.(type) {
		case string:
			b.WriteString(v + "\x00")
		case []any:
			for _, one := range v {
				walk(one)
			}
		case map[string]any:
			for _, one := range v {
				walk(one)
			}
		}
	}
	walk(v)
	return b.String()
}

func TestE01E02E03E08E14TextsThatAreRefused(t *testing.T) {
	n := newsroom.New(t, db.SQLite)
	all := append(singleLines(), proses()...)
	for id, c := range map[string]struct {
		members, texts []string
	}{
		"E01 NUL":                           {all, []string{"a\x00b", "\x00"}},
		"E02 control characters":            {all, []string{"a\x01b", "a\x1bb", "a\x7fb", "a\u0080b", "a\u0085b", "a\u009fb", "a\bb", "a\fb", "a\vb"}},
		"E02 a tab in a line":               {singleLines(), []string{"a\tb"}},
		"E03 turns of direction in a line":  {singleLines(), []string{"a\u202eb\u202c", "a\u2066b\u2069", "\u202a", "\u2069"}},
		"E03 turns that do not end":         {proses(), []string{"a\u202eb", "a\u2067b", "a\u202c", "a\u2066b\u202c"}},
		"E08 heaps of marks":                {all, []string{"a" + strings.Repeat("\u0301", 10_000), "a" + strings.Repeat("\u0323", 10)}},
		"E14 line breaks in a single line":  {singleLines(), []string{"a\nb", "a\r\nb", "a\rb", "a\u2028b", "a\u2029b", "X\r\nBcc: a@b"}},
		"E14 carriage returns":              {proses(), []string{"a\r\nb", "a\rb"}},
		"E15 what is no character":          {all, []string{"a\ufffeb", "a\uffffb", "a\ufdd0b", "a\U0001fffeb"}},
		"E10 a text that is far too long":   {append(singleLines(), proses()[0]), []string{strings.Repeat("dài ", 200_000)}},
		"E10 a line of one character more":  {singleLines(), []string{strings.Repeat("a", 501)}},
		"E10 a prose of one character more": {proses()[:1], []string{strings.Repeat("a", 5001)}},
	} {
		t.Run(id, func(t *testing.T) {
			for _, text := range c.texts {
				refuses(t, n, c.members, text)
			}
		})
	}
}

func TestE03E04ASlugIsOfPlainLetters(t *testing.T) {
	n := newsroom.New(t, db.SQLite)
	for _, slug := range []string{
		"a\u200bb", "a\u200db", "\ufeffa", "a\u202eb", "tọa-đàm", norm.NFD.String("tọa-đàm"), "A-B", "a b", "a--b", "-a", "a-", "a_b", "a/b", "..", "a.html",
		"a%2fb", "а-кириллица", "a\x00", "a\n", strings.Repeat("a", 121), "01912f0c-1d5e-7b3a-9c11-5f0a2b7c9e11", "01912f0c1d5e7b3a9c115f0a2b7c9e11",
		"00000000-0000-0000-0000-000000000000",
	} {
		refuses(t, n, []string{`{"slug":%s}`}, slug)
	}
}

func TestE06ASlugIsTheSameInNFCAndNFD(t *testing.T) {
	newsroom.Each(t, func(t *testing.T, n *newsroom.Newsroom) {
		title := "Tọa đàm Đảng với thanh niên"
		first := n.Do("reporter", "POST", editorialArticles, `{"title":"`+norm.NFC.String(title)+`"}`).Want(201)
		second := n.Do("reporter", "POST", editorialArticles, `{"title":"`+norm.NFD.String(title)+`"}`).Want(201)
		const slug = "toa-dam-dang-voi-thanh-nien"
		if first.Text("slug") != slug || second.Text("slug") != slug+"-2" {
			t.Errorf("the slugs are %q and %q, want %s and the same with 2", first.Text("slug"), second.Text("slug"), slug)
		}
		if first.Text("title") != second.Text("title") {
			t.Errorf("the titles are %+q and %+q, want both in NFC", first.Text("title"), second.Text("title"))
		}
		taken := n.Do("reporter", "POST", editorialArticles, `{"title":"Khác","slug":"`+slug+`"}`).Want(409)
		if taken.Code() != "slug_taken" || taken.Text("errors/0/pointer") != "/slug" {
			t.Errorf("a taken slug is refused with %s", taken.Body)
		}
	})
}

func TestE07TheTitleOfTheSeedStoryKeepsEveryCharacter(t *testing.T) {
	n := newsroom.New(t, db.SQLite)
	const title = `Tọa đàm "Đảng với thanh niên – Thanh niên với Đảng"`
	a := published(t, n, `"title":`+quoted(t, title))
	read := n.Do("", "GET", "/v1/articles/toa-dam-dang-voi-thanh-nien-thanh-nien-voi-dang", "").Want(200)
	for who, got := range map[string]string{"the newsroom": a.Text("title"), "readers": read.Text("title")} {
		if got != title {
			t.Errorf("%s get the title %q, want %q", who, got, title)
		}
	}
}

func TestE09LengthIsInCharactersAsReadersCount(t *testing.T) {
	n := newsroom.New(t, db.SQLite)
	const family, flag = "👨‍👩‍👧‍👦", "🇻🇳"
	for _, text := range []string{family, flag, strings.Repeat(family, 300), strings.Repeat(flag, 300), strings.Repeat("ệ", 300), norm.NFD.String(strings.Repeat("ệ", 300))} {
		keeps(t, n, []string{`{"title":%s}`}, text)
		refuses(t, n, []string{`{"title":%s}`}, text+strings.Repeat(family, 300))
	}
}

func TestE09E13TextsThatAreKept(t *testing.T) {
	n := newsroom.New(t, db.SQLite)
	for _, text := range []string{
		"“ngoặc kép” ‘đơn’ „thấp“ «Pháp»", "1975 – 2025", "ngắt\u00adtừ", "5\u00a0000\u202f000 đồng", "👨‍👩‍👧‍👦🇻🇳", "a\u200db", "<b>& \"'</b>", "\u00a0", "tiếng Việt ẫ ệ ữ",
		"\ue000", "𐌀", "한국어 العربية עברית", "\\u0041", "$1 ${x} {{.}} %s %d",
	} {
		keeps(t, n, append(singleLines(), proses()...), text)
	}
	for _, text := range []string{"hai\ndòng", "cột\tcột", "a \u2067עברית\u2069 b"} {
		keeps(t, n, proses()[:2], text)
	}
}

func TestE10ATitleOfTenMegabytesIsTooLarge(t *testing.T) {
	n := newsroom.New(t, db.SQLite)
	n.Token("reporter")
	unchanged(t, n, func() newsroom.Answer {
		return n.Do("reporter", "POST", editorialArticles, `{"title":"`+strings.Repeat("a", 10<<20)+`"}`).Want(413)
	})
}

// hostile are pieces of HTML that must never reach a reader as HTML.
func hostile() []string {
	return []string{
		`<script>alert(1)</script>`, `<img src=x onerror=alert(1)>`, `<p onclick="alert(1)">a</p>`, `<a href="javascript:alert(1)">a</a>`,
		`<a href="data:text/html,x">a</a>`, `<svg onload=alert(1)><script>1</script></svg>`, `<math><mi xlink:href="javascript:1">a</mi></math>`,
		`<style>@import "//evil"</style>`, `<iframe src="//evil" srcdoc="<script>1</script>"></iframe>`, `<object data="//evil"></object>`,
		`<base href="//evil">`, `<meta http-equiv=refresh content="0;url=//evil">`, `<form action="//evil"><input></form>`, `<!--><script>1</script>-->`,
		`<p style="background:url(javascript:1)">a</p>`, `<noscript><p title="</noscript><img src=x onerror=1>">`,
	}
}

func TestE11NoHTMLOfTheWriterReachesTheReader(t *testing.T) {
	n := newsroom.New(t, db.SQLite)
	for i, source := range hostile() {
		if len(unsafe(source)) == 0 {
			t.Errorf("the test takes %s for safe", source)
		}
		for _, form := range []string{"body_html", "body_markdown", "body"} {
			value := quoted(t, "Mở đầu.\n\n"+source+"\n\nHết.")
			if form == "body_html" {
				value = quoted(t, "<p>Mở đầu.</p>"+source+"<p>Hết.</p>")
			}
			if form == "body" {
				value = `[{"type":"paragraph","text":[{"text":` + quoted(t, source) + `}]}]`
			}
			a := n.Do("editor_in_chief", "POST", editorialArticles, `{"title":"Bài","standfirst":`+quoted(t, source)+`,"`+form+`":`+value+`}`)
			if a.Status == 422 && form != "body" {
				continue
			}
			say(n, "editor_in_chief", "publish", a.Want(201), "").Want(200)
			read := n.Do("", "GET", "/v1/articles/"+a.Text("id")+"?body=html,blocks", "").Want(200).Text("body_html")
			page := string(n.Do("", "GET", "/v1/articles/"+a.Text("id")+"/html", "").Want(200).Body)
			if bad := append(unsafe(read), unsafe(page)...); len(bad) > 0 {
				t.Errorf("%d %s as %s: readers get %q in %s", i, source, form, bad, page)
			}
		}
	}
}

// unsafe lists the tags, attributes and links of a piece of HTML that an
// article has no need of. Quotes stand around the values of attributes and
// nowhere else, because in texts they are escaped.
func unsafe(source string) (bad []string) {
	good := strings.Fields(`!doctype html head meta title link body article h1 h2 p ul ol li a strong em blockquote figure figcaption
		lang= charset= name= content= rel= href= class=`)
	bare := regexp.MustCompile(`"[^"]*"`).ReplaceAllString(strings.ToLower(source), "")
	for _, tag := range regexp.MustCompile(`<[^>]*>?`).FindAllString(bare, -1) {
		for name := range strings.FieldsSeq(strings.TrimPrefix(strings.Trim(tag, "<>"), "/")) {
			if !slices.Contains(good, name) {
				bad = append(bad, name)
			}
		}
	}
	for _, link := range regexp.MustCompile(`href="([^"]*)"`).FindAllStringSubmatch(source, -1) {
		if !strings.HasPrefix(link[1], "https://") {
			bad = append(bad, link[0])
		}
	}
	return bad
}

func TestE11ABlockOfHTMLIsNone(t *testing.T) {
	n := newsroom.New(t, db.SQLite)
	for _, block := range []string{
		`{"type":"html","html":"<b>a</b>"}`, `{"type":"raw","text":"a"}`, `{"type":"script"}`, `{"type":"paragraph","html":"<b>a</b>"}`, `{"type":"paragraph","text":"<b>a</b>"}`,
		`{"type":"paragraph","text":[{"text":"a","marks":["script"]}]}`, `{"type":"paragraph","text":[{"text":"a","style":"color:red"}]}`, `{"type":"embed","url":"https://evil.example/x"}`,
		`{"type":"embed","html":"<iframe>"}`,
	} {
		if a := n.Do("reporter", "POST", editorialArticles, `{"title":"Bài","body":[`+block+`]}`); a.Status != 422 {
			t.Errorf("%s: got status %d, want 422", block, a.Status)
		}
	}
}

func TestE12ALinkLeadsSomewhereSafe(t *testing.T) {
	n := newsroom.New(t, db.SQLite)
	for _, link := range []string{
		"java\tscript:alert(1)", "javascript:alert(1)", "JaVaScRiPt:alert(1)", " javascript:alert(1)", "\x01javascript:1", "&#106;avascript:alert(1)", "//evil.example", `\\evil.example`, `/\evil.example`,
		"data:text/html,x", "vbscript:x", "file:///etc/passwd", "blob:x", "http://a\nb", "https:evil", "https:///x", "evil", "",
	} {
		refuses(t, n, []string{
			`{"body":[{"type":"paragraph","text":[{"text":"a","link":{"url":%s}}]}]}`,
			`{"body":[{"type":"list","items":[{"text":[{"text":"a","link":{"url":%s}}]}]}]}`,
			`{"body":[{"type":"table","rows":[[[{"text":"a","link":{"url":%s}}]]]}]}`,
		}, link)
		if link != "" { // which clears these
			refuses(t, n, []string{`{"source":{"url":%s}}`, `{"seo":{"canonical_url":%s}}`}, link)
		}
	}
	for _, link := range []string{"https://bao.example/a?b=1&c=2#d", "http://bao.example/", "mailto:toasoan@bao.example", "tel:+84123456789", "/gioi-thieu"} {
		keeps(t, n, []string{`{"body":[{"type":"paragraph","text":[{"text":"a","link":{"url":%s}}]}]}`}, link)
	}
}

func TestE15TheJSONOfReadersIsSafeInAScript(t *testing.T) {
	n := newsroom.New(t, db.SQLite)
	published(t, n, `"title":"Bài","standfirst":`+quoted(t, "a\u2028b</script>c\u2029d"))
	read := n.Do("", "GET", "/v1/articles/bai", "").Want(200)
	if got := read.Text("standfirst"); got != "a\u2028b</script>c\u2029d" {
		t.Errorf("readers get %+q", got)
	}
	if got := read.Header.Get("X-Content-Type-Options"); got != "nosniff" {
		t.Errorf("X-Content-Type-Options is %q, want nosniff", got)
	}
	page := string(n.Do("", "GET", "/v1/articles/bai/html", "").Want(200).Body)
	if strings.Contains(page, "</script>") {
		t.Errorf("the page holds the text as a tag: %s", page)
	}
}
