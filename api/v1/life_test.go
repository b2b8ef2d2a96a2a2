package v1_test

import (
	"strings"
	"testing"

	"newsdesk/internal/testkit/newsroom"
)

const story = `{"title":"Chợ phiên","standfirst":"Sáng chủ nhật","body":[{"type":"paragraph","text":[{"text":"Bà con đi chợ."}]}]}`

func TestADraftGoesThroughReviewToTheReader(t *testing.T) {
	newsroom.Each(t, func(t *testing.T, n *newsroom.Newsroom) {
		draft := n.Do("reporter", "POST", "/v1/editorial/articles", story).Want(201)
		path := "/v1/editorial/articles/" + draft.Text("id")
		if got := draft.Text("slug"); got != "cho-phien" {
			t.Errorf("the slug is %q, want cho-phien", got)
		}
		n.Do("", "GET", "/v1/articles/cho-phien", "").Want(404)
		submitted := n.Do("reporter", "POST", path+"/submit", "", "If-Match", draft.ETag()).Want(200)
		n.Do("reporter", "POST", path+"/publish", "", "If-Match", submitted.ETag()).Want(403)
		back := n.Do("editor", "POST", path+"/return", `{"note":"Thêm tên chợ"}`, "If-Match", submitted.ETag()).Want(200)
		patched := n.Do("reporter", "PATCH", path, `{"standfirst":"Sáng chủ nhật, chợ phiên họp."}`, "If-Match", back.ETag()).Want(200)
		again := n.Do("reporter", "POST", path+"/submit", "", "If-Match", patched.ETag()).Want(200)
		approved := n.Do("editor", "POST", path+"/approve", "", "If-Match", again.ETag()).Want(200)
		n.Do("", "GET", "/v1/articles/cho-phien", "").Want(404)
		published := n.Do("secretary", "POST", path+"/publish", "", "If-Match", approved.ETag()).Want(200)
		read := n.Do("", "GET", "/v1/articles/cho-phien", "").Want(200)
		if got := read.Text("standfirst"); got != "Sáng chủ nhật, chợ phiên họp." {
			t.Errorf("readers get the standfirst %q", got)
		}
		edited := n.Do("reporter", "PATCH", path, `{"title":"Chợ phiên vùng cao"}`, "If-Match", published.ETag()).Want(200)
		if edited.Text("has_unpublished_changes") != "true" {
			t.Errorf("an edit after publication leaves has_unpublished_changes %s", edited.Text("has_unpublished_changes"))
		}
		if got := n.Do("", "GET", "/v1/articles/cho-phien", "").Want(200); got.Text("title") != "Chợ phiên" {
			t.Errorf("readers see the unpublished title %q", got.Text("title"))
		}
		stale := n.Do("secretary", "PATCH", path, `{"title":"Khác"}`, "If-Match", published.ETag()).Want(412)
		if got := stale.Text("current/updated_by/name"); !strings.Contains(got, "reporter") {
			t.Errorf("the loser is told of %q, want the reporter", got)
		}
		n.Do("secretary", "PATCH", path, `{"title":"Khác"}`).Want(428)
		n.Do("secretary", "POST", path+"/publish", "", "If-Match", edited.ETag()).Want(200)
		list := n.Do("", "GET", "/v1/articles", "").Want(200)
		if got := list.Text("data/0/title"); got != "Chợ phiên vùng cao" {
			t.Errorf("the list shows %q", got)
		}
		n.Settle()
	})
}
