package v1_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"newsdesk/internal/policy"
	"newsdesk/internal/testkit/newsroom"
)

// What the corpus says of previews, shares, copies, bulk acts, streams and
// search holds today because there are no such doors. Whoever builds one finds
// these tests red, and writes the cases for it.
func TestThereIsNoSecondDoor(t *testing.T) {
	for id, words := range map[string][]string{
		"B07 B08 J03 previews": {"preview"},
		"B20 J04 shares":       {"share"},
		"B09 copies":           {"duplicate", "copy", "clone"},
		"B16 bulk acts":        {"bulk", "batch"},
		"B21 streams":          {"stream", "live", "events/stream", "sse"},
		"B30 sites":            {"sites", "tenants"},
		"C06 C20 search":       {"search", "suggest"},
	} {
		t.Run(id, func(t *testing.T) {
			for _, route := range table(t) {
				if strings.HasSuffix(route.Path, "/progress/stream") {
					continue // it tells what the progress route tells everybody, and no drafts
				}
				for part := range strings.SplitSeq(route.Path, "/") {
					if slices.Contains(words, part) {
						t.Errorf("%s %s is there now: the corpus has cases for it", route.Method, route.Path)
					}
				}
			}
		})
	}
}

func TestB07B08B20J03J04NoParameterAndNoHeaderOpensADraft(t *testing.T) {
	newsroom.Each(t, func(t *testing.T, n *newsroom.Newsroom) {
		article := draftIn(n, "", "Bài đã ra")
		public := say(n, "editor_in_chief", "publish", article, "").Want(200)
		edited := n.Do("editor_in_chief", "PATCH", path(article), `{"title":"Chưa ai được đọc"}`, "If-Match", public.ETag()).Want(200)
		address := "/v1/articles/" + public.Text("slug")
		want := n.Do("", "GET", address, "").Want(200)
		for _, name := range []string{"preview", "preview_token", "token", "share", "share_token", "draft", "version", "status", "revision", "site"} {
			n.Do("", "GET", address+"?"+name+"="+edited.Text("id"), "").Want(400)
			got := n.Do("", "GET", address, "", "X-"+strings.ReplaceAll(name, "_", "-"), edited.Text("id")).Want(200)
			sameAs(t, got, want)
		}
		for _, role := range []policy.Role{"editor_in_chief", "reporter"} {
			got := n.Do(role, "GET", address, "").Want(200)
			if string(got.Body) != string(want.Body) || got.Header.Get("Cache-Control") != want.Header.Get("Cache-Control") {
				t.Errorf("J02: the answer to %s is not that of the public", role)
			}
		}
	})
}

func TestB09B16WhatIsNoActDoesNothing(t *testing.T) {
	newsroom.Each(t, func(t *testing.T, n *newsroom.Newsroom) {
		article := draftIn(n, "", "Bài nháp")
		n.Token("contributor")
		for _, at := range []string{path(article) + "/duplicate", path(article) + "/copy", "/v1/editorial/bulk", "/v1/editorial/batch"} {
			unchanged(t, n, func() newsroom.Answer { return n.Do("contributor", "POST", at, `{}`).Want(404) })
		}
		many := `[{"title":"Một"},{"title":"Hai"}]`
		unchanged(t, n, func() newsroom.Answer { return n.Do("editor_in_chief", "POST", editorialArticles, many).Want(400) })
		unchanged(t, n, func() newsroom.Answer {
			return n.Do("contributor", "POST", editorialArticles, `{"title":"Bản dịch","locale":"en","translation_of":"`+article.Text("id")+`"}`).Want(422)
		})
	})
}

// B22: what the newsroom does later on someone's behalf never has more rights
// than they had. A job refreshes what is public, and takes nothing along.
func TestB22AJobThatAContributorCausedPublishesNothing(t *testing.T) {
	newsroom.Each(t, func(t *testing.T, n *newsroom.Newsroom) {
		a := n.Do("contributor", "POST", editorialArticles, `{"title":"Bài của cộng tác viên","body":[{"type":"paragraph","text":[{"text":"Nội dung."}]}]}`).Want(201)
		later := n.Clock.Now().Add(time.Minute).Format(time.RFC3339)
		n.Do("contributor", "POST", path(a)+"/schedule", `{"publish_at":"`+later+`"}`, "If-Match", a.ETag()).Want(403)
		n.Do("contributor", "PATCH", path(a), `{"embargo_until":"`+later+`"}`, "If-Match", a.ETag()).Want(403)
		n.Clock.Advance(time.Hour)
		n.Settle()
		n.Do("", "GET", "/v1/articles/"+a.Text("slug"), "").Want(404)
		if got := n.Do("editor_in_chief", "GET", path(a), "").Want(200).Text("status"); got != "draft" {
			t.Errorf("after the jobs it is %s, want draft", got)
		}
	})
}

func TestB30ThereIsOneSiteWhateverTheHostIs(t *testing.T) {
	newsroom.Each(t, func(t *testing.T, n *newsroom.Newsroom) {
		a := say(n, "editor_in_chief", "publish", draftIn(n, section(n, "Thời sự"), "Bài đã ra"), "").Want(200)
		for _, address := range []string{"/v1/articles/" + a.Text("slug"), "/v1/articles", "/v1/sections", "/v1/site"} {
			want := n.Do("", "GET", address, "")
			for _, headers := range [][]string{{"Host", "evil.example"}, {"X-Forwarded-Host", "evil.example"}, {"X-Tenant", "other"}, {"X-Site", "other"}} {
				got := n.Do("", "GET", address, "", headers...)
				sameAs(t, got, want)
			}
		}
	})
}

func TestC06C20ThereIsNothingToSearchWith(t *testing.T) {
	newsroom.Each(t, func(t *testing.T, n *newsroom.Newsroom) {
		n.Token("editor_in_chief")
		for _, name := range []string{"q", "query", "search", "contains", "filter[title][contains]"} {
			for _, text := range []string{"x", `"`, "NEAR(", "*", "AND OR", "col:x", strings.Repeat("a", 4000)} {
				parameter := "?" + strings.NewReplacer("[", "%5B", "]", "%5D").Replace(name) + "=" + strings.NewReplacer(`"`, "%22", " ", "%20").Replace(text)
				n.Do("", "GET", "/v1/articles"+parameter, "").Want(400)
				n.Do("editor_in_chief", "GET", editorialArticles+parameter, "").Want(400)
			}
		}
	})
}

func TestJ12AnErrorOfAnyKindIsAProblemAndNeverAPage(t *testing.T) {
	newsroom.Each(t, func(t *testing.T, n *newsroom.Newsroom) {
		n.Token("reporter")
		for _, r := range []struct {
			method, path, body string
			role               policy.Role
			status             int
		}{
			{"GET", "/v1/nothing", "", "", 404},
			{"GET", "/v1/articles/khong-co", "", "", 404},
			{"GET", "/v1/articles?x=1", "", "", 400},
			{"DELETE", "/v1/articles", "", "", 405},
			{"GET", editorialArticles, "", "", 401},
			{"POST", "/v1/editorial/sections", `{"name":"Mục"}`, "reporter", 403},
			{"POST", editorialArticles, `{`, "reporter", 400},
			{"POST", editorialArticles, `{"title":5}`, "reporter", 422},
			{"PATCH", editorialArticles + "/" + missing(), `{}`, "reporter", 404},
		} {
			for _, accept := range []string{"", "text/html", "text/html,application/xhtml+xml,*/*;q=0.8", "application/json"} {
				headers := []string{"If-Match", `"1.c0de"`}
				if accept != "" {
					headers = append(headers, "Accept", accept)
				}
				got := n.Do(r.role, r.method, r.path, r.body, headers...)
				if got.Status != r.status && got.Status != 406 {
					t.Errorf("%s %s with Accept %q: got %d, want %d", r.method, r.path, accept, got.Status, r.status)
				}
				if got.Text("code") == "" || strings.Contains(string(got.Body), "<html") {
					t.Errorf("%s %s with Accept %q is no problem: %s", r.method, r.path, accept, got.Body)
				}
			}
		}
	})
}

func TestJ14LinksComeFromTheSettingsWhateverTheHostIs(t *testing.T) {
	newsroom.Each(t, func(t *testing.T, n *newsroom.Newsroom) {
		forged := []string{"Host", "evil.example", "X-Forwarded-Host", "evil.example", "X-Forwarded-Proto", "ftp", "X-Forwarded-Prefix", "/evil", "Forwarded", "host=evil.example"}
		made := n.Do("editor_in_chief", "POST", editorialArticles, `{"title":"Bài","body":[{"type":"paragraph","text":[{"text":"Nội dung."}]}]}`, forged...).Want(201)
		public := n.Do("editor_in_chief", "POST", path(made)+"/publish", "", append(forged, "If-Match", made.ETag())...).Want(200)
		for _, address := range []string{"/v1/articles/" + public.Text("slug"), "/v1/articles?limit=1", "/v1/site", "/openapi.json", "/.well-known/jwks.json"} {
			got := n.Do("", "GET", address, "", forged...).Want(200)
			for _, values := range append(mapValues(got.Header), []string{string(got.Body)}) {
				if strings.Contains(strings.Join(values, " "), "evil") {
					t.Errorf("%s repeats the host that was forged: %v", address, values)
				}
			}
		}
		if got := n.Do("", "GET", "/v1/articles/"+public.Text("slug"), "", forged...).Text("url"); !strings.HasPrefix(got, "https://bao.example/") {
			t.Errorf("the address is %s, want one of the site", got)
		}
		for _, values := range mapValues(made.Header) {
			if strings.Contains(strings.Join(values, " "), "evil") {
				t.Errorf("a header of the creation repeats the forged host: %v", values)
			}
		}
	})
}

func mapValues(header map[string][]string) [][]string {
	all := make([][]string, 0, len(header))
	for _, values := range header {
		all = append(all, values)
	}
	return all
}
