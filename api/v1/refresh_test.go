package v1_test

import (
	"strings"
	"testing"

	"newsdesk/internal/journal"
	"newsdesk/internal/testkit/newsroom"
)

// published makes an article of the given members and publishes it.
func published(t *testing.T, n *newsroom.Newsroom, members string) newsroom.Answer {
	t.Helper()
	draft := n.Do("editor_in_chief", "POST", "/v1/editorial/articles", `{"body":[{"type":"paragraph","text":[{"text":"Nội dung."}]}],`+members+`}`).Want(201)
	return n.Do("editor_in_chief", "POST", "/v1/editorial/articles/"+draft.Text("id")+"/publish", "", "If-Match", draft.ETag()).Want(200)
}

func TestWhatADocumentShowsIsFollowed(t *testing.T) {
	newsroom.Each(t, func(t *testing.T, n *newsroom.Newsroom) {
		parent := n.Do("secretary", "POST", "/v1/editorial/sections", `{"name":"Xã hội"}`).Want(201)
		section := n.Do("secretary", "POST", "/v1/editorial/sections", `{"name":"Đời sống","parent_id":"`+parent.Text("id")+`"}`).Want(201)
		author := n.Do("editor", "POST", "/v1/editorial/authors", `{"name":"Minh Thương"}`).Want(201)
		image := n.Do("editor", "POST", "/v1/editorial/images", `{"alt":"Chợ","caption":"Chợ phiên"}`).Want(201)
		related := published(t, n, `"title":"Bài liên quan"`)
		published(t, n, `"title":"Bài chính","section_id":"`+section.Text("id")+`","author_ids":["`+author.Text("id")+`"],"hero_image_id":"`+image.Text("id")+`","related_ids":["`+related.Text("id")+`"]`)
		n.Settle()

		read := func(member, want string) {
			t.Helper()
			if got := n.Do("", "GET", "/v1/articles/bai-chinh", "").Want(200).Text(member); got != want {
				t.Errorf("%s is %q, want %q", member, got, want)
			}
		}
		under := func(slug string, want int) {
			t.Helper()
			if got := n.Do("", "GET", "/v1/articles?section="+slug, "").Want(200).Len("data"); got != want {
				t.Errorf("section %s has %d articles, want %d", slug, got, want)
			}
		}
		read("section/name", "Đời sống")
		under("xa-hoi", 1)

		change := func(kind string, thing newsroom.Answer, body string) newsroom.Answer {
			t.Helper()
			changed := n.Do("secretary", "PATCH", "/v1/editorial/"+kind+"/"+thing.Text("id"), body, "If-Match", thing.ETag()).Want(200)
			n.Settle()
			return changed
		}
		change("authors", author, `{"name":"Minh Thương (bút danh)"}`)
		read("authors/0/name", "Minh Thương (bút danh)")
		change("images", image, `{"caption":"Chợ phiên đầu xuân"}`)
		read("hero/caption", "Chợ phiên đầu xuân")
		section = change("sections", section, `{"name":"Đời sống mới","slug":"doi-song-moi"}`)
		read("section/name", "Đời sống mới")
		read("url", "https://bao.example/doi-song-moi/bai-chinh")
		change("sections", section, `{"parent_id":null}`)
		under("xa-hoi", 0)
		under("doi-song-moi", 1)

		n.Do("", "GET", "/v1/articles/bai-chinh", "").Want(200)
		n.Do("editor_in_chief", "POST", "/v1/editorial/articles/"+related.Text("id")+"/unpublish", `{"note":"Sai số liệu"}`, "If-Match", related.ETag()).Want(200)
		n.Settle()
		read("related", "[]")

		printed, changed, err := n.Press.Rebuild(t.Context())
		if err != nil || printed < 5 || changed != 0 {
			t.Errorf("rebuild printed %d and changed %d (%v), want at least 5 and 0", printed, changed, err)
		}
		if bad, err := journal.Verify(t.Context(), n.DB); bad != 0 || err != nil {
			t.Errorf("the journal does not fit at line %d (%v)", bad, err)
		}
	})
}

func TestIncludePutsWholeDocumentsInPlace(t *testing.T) {
	newsroom.Each(t, func(t *testing.T, n *newsroom.Newsroom) {
		section := n.Do("secretary", "POST", "/v1/editorial/sections", `{"name":"Xã hội","description":"Tin xã hội"}`).Want(201)
		author := n.Do("editor", "POST", "/v1/editorial/authors", `{"name":"Minh Thương","bio":"Phóng viên"}`).Want(201)
		other := published(t, n, `"title":"Bài kia","standfirst":"Sapo kia","section_id":"`+section.Text("id")+`"`)
		published(t, n, `"title":"Bài này","author_ids":["`+author.Text("id")+`"],"related_ids":["`+other.Text("id")+`"]`)
		a := n.Do("", "GET", "/v1/articles/bai-nay?include=authors,related.section&fields=title&body=html,text", "").Want(200)
		for member, want := range map[string]string{
			"authors/0/bio":                 "Phóng viên",
			"related/0/standfirst":          "Sapo kia",
			"related/0/section/description": "Tin xã hội",
			"title":                         "Bài này",
			"body_text":                     "Nội dung.",
		} {
			if got := a.Text(member); got != want {
				t.Errorf("%s is %q, want %q", member, got, want)
			}
		}
		if !strings.Contains(a.Text("body_html"), "<p") {
			t.Errorf("body_html is %q", a.Text("body_html"))
		}
		if a.Get("standfirst") != nil {
			t.Error("a member that was not asked for is there")
		}
		list := n.Do("", "GET", "/v1/articles?include=section&count=true&limit=1", "").Want(200)
		if got := list.Text("page/total"); got != "2" {
			t.Errorf("the total is %s, want 2", got)
		}
		if next := list.Text("page/next"); !strings.Contains(next, "include=section") {
			t.Errorf("the next page is %q, want one with the same parameters", next)
		}
		second := n.Do("", "GET", list.Text("page/next"), "").Want(200)
		if got := second.Text("data/0/title") + second.Text("page/next"); got != "Bài kia" {
			t.Errorf("the second page has %q", got)
		}
		back := n.Do("", "GET", second.Text("page/prev"), "").Want(200)
		if got := back.Text("data/0/title"); got != "Bài này" {
			t.Errorf("back on the first page is %q", got)
		}
	})
}
