package v1_test

import (
	"testing"

	"golang.org/x/text/unicode/norm"

	"newsdesk/internal/db"
	"newsdesk/internal/testkit/newsroom"
)

// readdress changes the slug of a public article and publishes it.
func readdress(n *newsroom.Newsroom, a newsroom.Answer, slug string) newsroom.Answer {
	edited := n.Do("editor_in_chief", "PATCH", path(a), `{"slug":"`+slug+`"}`, "If-Match", a.ETag()).Want(200)
	return say(n, "editor_in_chief", "publish", edited, "").Want(200)
}

// leads fails unless an address sends its reader to another in one step, where
// there is something to read.
func leads(t *testing.T, n *newsroom.Newsroom, from, to string) {
	t.Helper()
	for _, method := range []string{"GET", "HEAD"} {
		if got := n.Do("", method, from, "").Want(301).Header.Get("Location"); got != to {
			t.Errorf("%s leads to %q, want %q", from, got, to)
		}
	}
	n.Do("", "GET", to, "").Want(200)
}

func TestAnOldAddressLeadsToTheNewOne(t *testing.T) {
	newsroom.Each(t, func(t *testing.T, n *newsroom.Newsroom) {
		a := published(t, n, `"title":"Bài","slug":"a"`)
		edited := n.Do("editor_in_chief", "PATCH", path(a), `{"slug":"b"}`, "If-Match", a.ETag()).Want(200)
		n.Do("", "GET", "/v1/articles/a", "").Want(200)
		n.Do("", "GET", "/v1/articles/b", "").Want(404)
		a = say(n, "editor_in_chief", "publish", edited, "").Want(200)
		leads(t, n, "/v1/articles/a", "/v1/articles/b")
		leads(t, n, "/v1/articles/a?fields=title&body=html", "/v1/articles/b?fields=title&body=html")
		leads(t, n, "/v1/articles/a/html?locale=vi", "/v1/articles/b/html?locale=vi")
		leads(t, n, "/v1/articles/a/markdown", "/v1/articles/b/markdown")
		a = readdress(n, a, "c")
		leads(t, n, "/v1/articles/a", "/v1/articles/c")
		leads(t, n, "/v1/articles/b", "/v1/articles/c")
		say(n, "editor_in_chief", "unpublish", a, `{"note":"Sai"}`).Want(200)
		for _, old := range []string{"a", "b", "c"} {
			n.Do("", "GET", "/v1/articles/"+old, "").Want(410)
		}
	})
}

func TestI14AnAddressThatComesBackMakesNoLoop(t *testing.T) {
	newsroom.Each(t, func(t *testing.T, n *newsroom.Newsroom) {
		a := published(t, n, `"title":"Bài","slug":"a"`)
		a = readdress(n, a, "b")
		readdress(n, a, "a")
		n.Do("", "GET", "/v1/articles/a", "").Want(200)
		leads(t, n, "/v1/articles/b", "/v1/articles/a")
		consistent(t, n)
	})
}

func TestI14AnOldAddressIsTakenForEver(t *testing.T) {
	newsroom.Each(t, func(t *testing.T, n *newsroom.Newsroom) {
		readdress(n, published(t, n, `"title":"Bài","slug":"a"`), "b")
		for _, slug := range []string{"a", "b"} {
			got := n.Do("editor_in_chief", "POST", editorialArticles, `{"title":"Khác","slug":"`+slug+`"}`).Want(409)
			if got.Code() != "slug_taken" {
				t.Errorf("the code is %q, want slug_taken", got.Code())
			}
		}
		if derived := n.Do("editor_in_chief", "POST", editorialArticles, `{"title":"A"}`).Want(201).Text("slug"); derived != "a-2" {
			t.Errorf("a title A makes the slug %q, want a-2", derived)
		}
	})
}

func TestASlugThatWasNeverPublicIsGivenBack(t *testing.T) {
	newsroom.Each(t, func(t *testing.T, n *newsroom.Newsroom) {
		a := n.Do("reporter", "POST", editorialArticles, `{"title":"Bài","slug":"a"}`).Want(201)
		n.Do("reporter", "PATCH", path(a), `{"slug":"b"}`, "If-Match", a.ETag()).Want(200)
		n.Do("reporter", "POST", editorialArticles, `{"title":"Khác","slug":"a"}`).Want(201)
	})
}

func TestAnAddressInNFDIsThatInNFC(t *testing.T) {
	n := newsroom.New(t, db.SQLite)
	tag := n.Do("editor", "POST", "/v1/editorial/tags", `{"name":"`+norm.NFD.String("Đoàn thể")+`"}`).Want(201)
	if got := tag.Text("slug") + " " + tag.Text("name"); got != "doan-the Đoàn thể" {
		t.Errorf("a name in NFD makes %+q, want doan-the and the name in NFC", got)
	}
}

func TestOneSlugServesEachLanguage(t *testing.T) {
	newsroom.Each(t, func(t *testing.T, n *newsroom.Newsroom) {
		vi := published(t, n, `"title":"Covid-19","slug":"covid-19"`)
		en := published(t, n, `"title":"COVID-19 in brief","slug":"covid-19","locale":"en","translation_of":"`+vi.Text("id")+`"`)
		n.Settle()
		for locale, want := range map[string]newsroom.Answer{"": vi, "vi": vi, "en": en, "fr": en} {
			query := ""
			if locale != "" {
				query = "?locale=" + locale
			}
			got := n.Do("", "GET", "/v1/articles/covid-19"+query, "").Want(200)
			if got.Text("id") != want.Text("id") || got.Header.Get("Content-Language") != want.Text("locale") {
				t.Errorf("locale %q gives %s in %s", locale, got.Text("title"), got.Header.Get("Content-Language"))
			}
		}
		read := n.Do("", "GET", "/v1/articles/"+vi.Text("id"), "").Want(200)
		if got := read.Text("translations/0/locale"); got != "en" || read.Len("translations") != 1 {
			t.Errorf("the translations are %s, want the one in English", read.Text("translations"))
		}
		n.Do("editor_in_chief", "POST", editorialArticles, `{"title":"Again","slug":"covid-19","locale":"en"}`).Want(409)
		n.Do("editor_in_chief", "POST", editorialArticles, `{"title":"Again","locale":"en","translation_of":"`+vi.Text("id")+`"}`).Want(409)
	})
}
