package v1_test

import (
	"strings"
	"testing"
	"time"

	"newsdesk/internal/app"
	"newsdesk/internal/content"
	"newsdesk/internal/policy"
	"newsdesk/internal/testkit/newsroom"
)

// specimen is what the life of a kind needs to be tried out.
type specimen struct {
	collection string
	body       string // of a whole entry
	change     string // a patch of the member below
	member     string
	old, new   string // values of the member
	private    bool   // readers see it only inside others
}

// specimens has one for each kind. A new kind that is not here fails the test.
func specimens() map[content.Kind]specimen {
	const text = `"body":[{"type":"paragraph","text":[{"text":"Nội dung."}]}]`
	return map[content.Kind]specimen{
		"article":      {collection: "articles", body: `{"title":"Chợ phiên",` + text + `}`, change: `{"title":"Chợ phiên mới"}`, member: "title", old: "Chợ phiên", new: "Chợ phiên mới"},
		"page":         {collection: "pages", body: `{"title":"Giới thiệu",` + text + `}`, change: `{"title":"Về chúng tôi"}`, member: "title", old: "Giới thiệu", new: "Về chúng tôi"},
		"event":        {collection: "events", body: `{"title":"Hội chợ","start":{"date":"2026-03-20"},` + text + `}`, change: `{"title":"Hội chợ xuân"}`, member: "title", old: "Hội chợ", new: "Hội chợ xuân"},
		"campaign":     {collection: "campaigns", body: `{"title":"Góp sách","opens_at":"2026-03-01T00:00:00Z","channels":[{"kind":"in_kind"}],` + text + `}`, change: `{"title":"Góp sách mới"}`, member: "title", old: "Góp sách", new: "Góp sách mới"},
		"section":      {collection: "sections", body: `{"name":"Đoàn thể"}`, change: `{"name":"Xã hội"}`, member: "name", old: "Đoàn thể", new: "Xã hội"},
		"tag":          {collection: "tags", body: `{"name":"thanh niên"}`, change: `{"name":"tuổi trẻ"}`, member: "name", old: "thanh niên", new: "tuổi trẻ"},
		"author":       {collection: "authors", body: `{"name":"Minh Thương"}`, change: `{"name":"M. Thương"}`, member: "name", old: "Minh Thương", new: "M. Thương"},
		"organisation": {collection: "organisations", body: `{"name":"Tỉnh đoàn"}`, change: `{"name":"Tỉnh Đoàn"}`, member: "name", old: "Tỉnh đoàn", new: "Tỉnh Đoàn"},
		"image":        {collection: "images", body: `{"alt":"Chợ"}`, change: `{"alt":"Chợ phiên"}`, member: "alt", old: "Chợ", new: "Chợ phiên", private: true},
	}
}

// career leads one entry through its life and checks each step.
type career struct {
	specimen
	t *testing.T
	n *newsroom.Newsroom
	a newsroom.Answer // the entry as it is now
}

func (c *career) editorial() string { return "/v1/editorial/" + c.collection + "/" + c.a.Text("id") }

// send asks for a change at the current revision.
func (c *career) send(method, below, body string, status int) newsroom.Answer {
	c.t.Helper()
	a := c.n.Do(policy.EditorInChief, method, c.editorial()+below, body, "If-Match", c.a.ETag()).Want(status)
	if status == 200 {
		c.a = a
	}
	return a
}

// say performs a verb and fails unless it leads to a state.
func (c *career) say(verb, body string, want content.State) {
	c.t.Helper()
	if got := c.send("POST", "/"+verb, body, 200).Text("status"); got != string(want) {
		c.t.Errorf("%s leads to %s, want %s", verb, got, want)
	}
}

// delivered fails unless readers get a status at both addresses and, if it is
// 200, this value of the member, there and in the list.
func (c *career) delivered(status int, value string) {
	c.t.Helper()
	if c.private {
		return
	}
	keys := []string{c.a.Text("id")}
	if status != 404 {
		keys = append(keys, c.a.Text("slug"))
	}
	for _, key := range keys {
		got := c.n.Do("", "GET", "/v1/"+c.collection+"/"+key, "").Want(status)
		if status == 200 && got.Text(c.member) != value {
			c.t.Errorf("readers get the %s %q, want %q", c.member, got.Text(c.member), value)
		}
	}
	list := c.n.Do("", "GET", "/v1/"+c.collection, "").Want(200)
	if got := strings.Contains(list.Text("data"), c.a.Text("id")); got != (status == 200) {
		c.t.Errorf("the list shows it: %t, and its address has status %d", got, status)
	}
}

func TestEveryKind(t *testing.T) {
	kinds := app.Kinds()
	newsroom.Each(t, func(t *testing.T, n *newsroom.Newsroom) {
		for _, kind := range kinds.Kinds() {
			one, ok := specimens()[kind]
			if !ok {
				t.Errorf("there is no specimen of the kind %q to try its life with", kind)
				continue
			}
			c := &career{specimen: one, t: t, n: n}
			c.live(kind, kinds[kind].Direct)
		}
		consistent(t, n)
	})
}

func (c *career) live(kind content.Kind, direct bool) {
	c.t.Helper()
	c.begin(kind)
	c.edit(direct)
	c.history()
	if !direct {
		c.review()
		c.publication()
	}
	c.trash(direct)
}

func (c *career) begin(kind content.Kind) {
	c.t.Helper()
	id := missing()
	body := strings.Replace(c.body, "{", `{"id":"`+id+`",`, 1)
	c.a = c.n.Do(policy.EditorInChief, "POST", "/v1/editorial/"+c.collection, body).Want(201)
	if got := c.a.Header.Get("Location"); got != c.editorial() || c.a.Text("id") != id {
		c.t.Errorf("the Location is %q and the id %s, want those of %s", got, c.a.Text("id"), id)
	}
	if c.a.Text("type") != string(kind) || c.a.Text("revision") != "1" || c.a.Text(c.member) != c.old {
		c.t.Errorf("a new %s is %s", kind, c.a.Body)
	}
	again := c.n.Do(policy.EditorInChief, "POST", "/v1/editorial/"+c.collection, body).Want(200)
	if again.ETag() != c.a.ETag() {
		c.t.Errorf("made again it has the entity tag %s, want %s", again.ETag(), c.a.ETag())
	}
	other := strings.Replace(c.change, "{", `{"id":"`+id+`",`, 1)
	if got := c.n.Do(policy.EditorInChief, "POST", "/v1/editorial/"+c.collection, other).Want(409); got.Code() != "id_taken" {
		c.t.Errorf("another entry with this id has the code %q, want id_taken", got.Code())
	}
	list := c.n.Do(policy.EditorInChief, "GET", "/v1/editorial/"+c.collection+"?owner=me&count=true", "").Want(200)
	if list.Text("data/0/id") != id || list.Text("page/total") != "1" {
		c.t.Errorf("the list of the newsroom is %s", list.Body)
	}
}

func (c *career) edit(direct bool) {
	c.t.Helper()
	public := 404
	if direct {
		public = 200
	}
	c.delivered(public, c.old)
	read := c.n.Do(policy.EditorInChief, "GET", c.editorial(), "").Want(200)
	if string(read.Body) != string(c.a.Body) || read.ETag() != c.a.ETag() {
		c.t.Errorf("it reads %s, want what the creation answered: %s", read.Body, c.a.Body)
	}
	first := c.a
	c.send("PATCH", "", c.change, 200)
	if c.a.Text(c.member) != c.new || c.a.Text("revision") != "2" {
		c.t.Errorf("after the change it is %s", c.a.Body)
	}
	c.delivered(public, c.new)
	c.n.Do(policy.EditorInChief, "PATCH", c.editorial(), c.change).Want(428)
	stale := c.n.Do(policy.EditorInChief, "PATCH", c.editorial(), c.change, "If-Match", first.ETag()).Want(412)
	if stale.Text("current/etag") != c.a.ETag() || stale.Text("current/updated_by/name") != "Người editor_in_chief" {
		c.t.Errorf("the loser is told of %s", stale.Text("current"))
	}
}

func (c *career) history() {
	c.t.Helper()
	list := c.n.Do(policy.EditorInChief, "GET", c.editorial()+"/revisions?count=true", "").Want(200)
	if list.Len("data") != 2 || list.Text("data/0/revision") != "2" || list.Text("data/1/verb") != "create" || list.Text("page/total") != "2" {
		c.t.Errorf("the revisions are %s", list.Body)
	}
	page := c.n.Do(policy.EditorInChief, "GET", c.editorial()+"/revisions?limit=1", "").Want(200)
	next := c.n.Do(policy.EditorInChief, "GET", page.Text("page/next"), "").Want(200)
	if next.Text("data/0/revision") != "1" || next.Text("page/next") != "" {
		c.t.Errorf("the second page of revisions is %s", next.Body)
	}
	if old := c.n.Do(policy.EditorInChief, "GET", c.editorial()+"/revisions/1", "").Want(200); !strings.Contains(old.Text("content"), c.old) {
		c.t.Errorf("revision 1 holds %s, want %s", old.Text("content"), c.old)
	}
	for _, query := range []string{"", "?against=1"} {
		diff := c.n.Do(policy.EditorInChief, "GET", c.editorial()+"/revisions/2/diff"+query, "").Want(200)
		if diff.Text("from") != "1" || diff.Text("to") != "2" || !strings.Contains(string(diff.Body), strings.Fields(c.new)[0]) {
			c.t.Errorf("the diff is %s", diff.Body)
		}
	}
	slug := c.a.Text("slug")
	c.send("POST", "/revisions/1/restore", "", 200)
	if c.a.Text(c.member) != c.old || c.a.Text("revision") != "3" || c.a.Text("slug") != slug {
		c.t.Errorf("after revision 1 came back it is %s", c.a.Body)
	}
	last := c.n.Do(policy.EditorInChief, "GET", c.editorial()+"/revisions/3", "").Want(200)
	if got := last.Text("restored_from"); got != "1" {
		c.t.Errorf("the new revision came from %q, want 1", got)
	}
	if uses := c.n.Do(policy.EditorInChief, "GET", c.editorial()+"/usages", "").Want(200); uses.Len("data") != 0 {
		c.t.Errorf("nothing shows it, and its usages are %s", uses.Body)
	}
}

func (c *career) review() {
	c.t.Helper()
	c.send("POST", "/approve", "", 409)
	c.send("POST", "/archive", "", 409)
	c.say("submit", "", content.InReview)
	c.send("POST", "/submit", "", 409)
	c.send("POST", "/return", "", 422)
	c.send("POST", "/return", `{"note":""}`, 422)
	c.say("return", `{"note":"Thêm tên chợ"}`, content.Draft)
	if last := c.n.Do(policy.EditorInChief, "GET", c.editorial()+"/revisions?limit=1", "").Want(200); last.Text("data/0/note") != "Thêm tên chợ" {
		c.t.Errorf("the reason is kept as %q", last.Text("data/0/note"))
	}
	c.say("submit", `{"note":"Đã thêm"}`, content.InReview)
	c.say("approve", "", content.Approved)
	c.delivered(404, "")
	soon := c.n.Clock.Now().Add(time.Minute).Format(time.RFC3339)
	c.say("schedule", `{"publish_at":"`+soon+`"}`, content.Scheduled)
	c.delivered(404, "")
	c.say("unschedule", "", content.Approved)
	c.delivered(404, "")
}

func (c *career) publication() {
	c.t.Helper()
	c.say("publish", "", content.Published)
	c.delivered(200, c.old)
	first := c.a.Text("first_published_at")
	c.n.Clock.Advance(time.Second)
	c.send("PATCH", "", c.change, 200)
	if c.a.Text("has_unpublished_changes") != "true" {
		c.t.Error("an edit after the publication is not told as unpublished")
	}
	c.delivered(200, c.old)
	c.say("publish", "", content.Published)
	c.delivered(200, c.new)
	if got := c.a.Text("first_published_at"); got != first || c.a.Text("published_at") == first || c.a.Text("has_unpublished_changes") != "false" {
		c.t.Errorf("published again it was first published at %s and last at %s, want %s and later", got, c.a.Text("published_at"), first)
	}
	c.send("DELETE", "", "", 409)
	c.send("POST", "/unpublish", "", 422)
	c.say("unpublish", `{"note":"Sai số liệu"}`, content.Unpublished)
	c.delivered(410, "")
	c.say("publish", "", content.Published)
	c.delivered(200, c.new)
	c.say("unpublish", `{"note":"Sai số liệu"}`, content.Unpublished)
	c.say("archive", "", content.Archived)
	c.send("PATCH", "", c.change, 409)
	c.delivered(410, "")
	c.say("restore", "", content.Draft)
	c.delivered(410, "")
	c.send("DELETE", "", "", 409) // it was public once
	c.a = c.n.Do(policy.EditorInChief, "POST", "/v1/editorial/"+c.collection, c.body).Want(201)
}

func (c *career) trash(direct bool) {
	c.t.Helper()
	public := 404
	if direct {
		public = 410
	}
	value := c.a.Text(c.member)
	c.n.Do(policy.EditorInChief, "DELETE", c.editorial(), "").Want(428)
	c.send("DELETE", "", "", 204)
	c.delivered(public, "")
	c.a = c.n.Do(policy.EditorInChief, "GET", c.editorial(), "").Want(200)
	if c.a.Text("deleted_at") == "" || c.a.Text("allowed_actions") != `["restore"]` {
		c.t.Errorf("in the trash it is %s", c.a.Body)
	}
	c.send("PATCH", "", c.change, 409)
	for query, want := range map[string]bool{"": false, "?trashed=true": true} {
		list := c.n.Do(policy.EditorInChief, "GET", "/v1/editorial/"+c.collection+query, "").Want(200)
		if got := strings.Contains(list.Text("data"), c.a.Text("id")); got != want {
			c.t.Errorf("the list%s shows it: %t, want %t", query, got, want)
		}
	}
	c.send("POST", "/restore", "", 200)
	if direct {
		public = 200
	}
	c.delivered(public, value)
	if c.a.Text("deleted_at") != "" || c.a.Text(c.member) != value {
		c.t.Errorf("back from the trash it is %s", c.a.Body)
	}
}

func TestARecordThatIsShownStays(t *testing.T) {
	newsroom.Each(t, func(t *testing.T, n *newsroom.Newsroom) {
		tag := n.Do("editor", "POST", "/v1/editorial/tags", `{"name":"thanh niên"}`).Want(201)
		a := n.Do("editor", "POST", editorialArticles, `{"title":"Bài","tag_ids":["`+tag.Text("id")+`"]}`).Want(201)
		remove := func() newsroom.Answer {
			return n.Do("editor", "DELETE", "/v1/editorial/tags/"+tag.Text("id"), "", "If-Match", tag.ETag())
		}
		if got := remove().Want(409); got.Code() != "in_use" {
			t.Errorf("the code is %q, want in_use", got.Code())
		}
		uses := n.Do("editor", "GET", "/v1/editorial/tags/"+tag.Text("id")+"/usages", "").Want(200)
		if uses.Len("data") != 1 || uses.Text("data/0/id") != a.Text("id") || uses.Text("data/0/roles") != `["tag"]` || uses.Text("data/0/in_public") != "false" {
			t.Errorf("its usages are %s", uses.Body)
		}
		n.Do("editor", "PATCH", path(a), `{"tag_ids":[]}`, "If-Match", a.ETag()).Want(200)
		remove().Want(204)
		n.Do("", "GET", "/v1/tags/thanh-nien", "").Want(410)
	})
}
