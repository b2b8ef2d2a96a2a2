package v1_test

import (
	"fmt"
	"strconv"
	"sync"
	"testing"
	"time"

	"newsdesk/internal/config"
	"newsdesk/internal/content"
	"newsdesk/internal/db"
	"newsdesk/internal/journal"
	"newsdesk/internal/policy"
	"newsdesk/internal/testkit"
	"newsdesk/internal/testkit/newsroom"
)

// together runs f n times at once and returns the answers.
func together(n int, f func(i int) newsroom.Answer) []newsroom.Answer {
	answers := make([]newsroom.Answer, n)
	var all sync.WaitGroup
	for i := range n {
		all.Go(func() { answers[i] = f(i) })
	}
	all.Wait()
	return answers
}

func TestI01ManyArticlesOfOneTitleGetAnAddressEach(t *testing.T) {
	newsroom.Each(t, func(t *testing.T, n *newsroom.Newsroom) {
		n.Token("reporter")
		slugs := map[string]bool{}
		for _, a := range together(50, func(int) newsroom.Answer { return n.Do("reporter", "POST", editorialArticles, story) }) {
			if a.Status != 201 {
				t.Errorf("got status %d, want 201: %s", a.Status, a.Body)
				continue
			}
			slugs[a.Text("slug")] = true
		}
		if len(slugs) != 50 || !slugs["cho-phien"] || !slugs["cho-phien-50"] {
			t.Errorf("got %d slugs, want cho-phien to cho-phien-50: %v", len(slugs), slugs)
		}
	})
}

func TestI02OneOfManyGetsTheSlugTheyAllWant(t *testing.T) {
	newsroom.Each(t, func(t *testing.T, n *newsroom.Newsroom) {
		n.Token("reporter")
		got := map[string]int{}
		for _, a := range together(50, func(i int) newsroom.Answer {
			return n.Do("reporter", "POST", editorialArticles, `{"title":"Bài `+strconv.Itoa(i)+`","slug":"mot-dia-chi"}`)
		}) {
			got[strconv.Itoa(a.Status)+a.Code()]++
		}
		if got["201"] != 1 || got["409slug_taken"] != 49 {
			t.Errorf("got %v, want one 201 and 49 times 409 slug_taken", got)
		}
	})
}

func TestI03ATakenSlugLeavesWhatIsPublicAlone(t *testing.T) {
	newsroom.Each(t, func(t *testing.T, n *newsroom.Newsroom) {
		published(t, n, `"title":"Bài một"`)
		two := published(t, n, `"title":"Bài hai"`)
		before := n.Do("", "GET", "/v1/articles/bai-hai", "").Want(200)
		n.Token("editor")
		unchanged(t, n, func() newsroom.Answer {
			return n.Do("editor", "PATCH", path(two), `{"title":"Khác","slug":"bai-mot"}`, "If-Match", two.ETag()).Want(409)
		})
		if after := n.Do("", "GET", "/v1/articles/bai-hai", "").Want(200); string(after.Body) != string(before.Body) {
			t.Errorf("readers get %s, want %s", after.Body, before.Body)
		}
	})
}

func TestI04I05AChangeSaysWhichRevisionItSaw(t *testing.T) {
	n := newsroom.New(t, db.SQLite)
	chief := hire(t, n, "tong", everywhere(policy.EditorInChief), everywhere(policy.Admin))
	a := n.Do("reporter", "POST", editorialArticles, story).Want(201)
	change := func(path string, headers ...string) newsroom.Answer {
		return unchanged(t, n, func() newsroom.Answer { return n.Do("reporter", "PATCH", path, `{"title":"Tít"}`, headers...) })
	}
	if got := change(path(a)).Want(428); got.Code() != "precondition_required" {
		t.Errorf("the code is %q, want precondition_required", got.Code())
	}
	for _, stale := range []string{`"2.00000000"`, `"9.` + a.ETag()[3:], `W/"7.00000000"`} {
		if got := change(path(a), "If-Match", stale).Want(412); got.Text("current/etag") != a.ETag() || got.Text("current/revision") != "1" {
			t.Errorf("%s: the loser is told of %s, want %s", stale, got.Text("current"), a.ETag())
		}
	}
	for _, bad := range []string{"", "1", "1.00000000", `"1"`, `"x.00000000"`, `"1.a`, `"01.a"`, `"-1.a"`, `"1.a", "2.b"`, "nonsense", `"99999999999999999999.a"`} {
		if got := change(path(a), "If-Match", bad); got.Status != 400 && (got.Status != 428 || bad != "") {
			t.Errorf("If-Match %q: got status %d, want 400", bad, got.Status)
		}
	}
	change(path(a), "If-Match", "*").Want(403)
	change(editorialArticles+"/"+missing(), "If-Match", "*").Want(404)
	n.With(chief, "PATCH", editorialArticles+"/"+missing(), `{"title":"Tít"}`, "If-Match", "*").Want(404)
	n.With(chief, "PATCH", path(a), `{"title":"Tít"}`, "If-Match", "*").Want(200)
	n.Do("reporter", "PATCH", path(a), `{"title":"Tít 2"}`, "If-Match", `W/"2.00000000--gzip"`).Want(200)
}

func TestI06PublishAndUnpublishAtOnceEndAsTheJournalSays(t *testing.T) {
	newsroom.Each(t, func(t *testing.T, n *newsroom.Newsroom) {
		chief := hire(t, n, "tong", everywhere(policy.EditorInChief), everywhere(policy.Admin))
		a := published(t, n, `"title":"Bài"`)
		answers := together(200, func(i int) newsroom.Answer {
			if i%2 == 0 {
				return n.With(chief, "POST", path(a)+"/publish", "", "If-Match", "*")
			}
			return n.With(chief, "POST", path(a)+"/unpublish", `{"note":"Sai"}`, "If-Match", "*")
		})
		for _, a := range answers {
			if a.Status != 200 && a.Code() != "invalid_transition" {
				t.Errorf("got status %d %s, want 200 or invalid_transition", a.Status, a.Code())
			}
		}
		after := n.Do("editor_in_chief", "GET", path(a), "").Want(200)
		var last journal.Line
		if err := db.Gorm(t.Context(), n.DB).Order("seq DESC").Take(&last, "entry_id = ?", a.Text("id")).Error; err != nil {
			t.Fatal(err)
		}
		want := map[string]string{"publish": "published", "unpublish": "unpublished"}[last.Verb]
		if got := after.Text("status"); got != want || strconv.Itoa(last.Version) != after.Text("revision") {
			t.Errorf("the status is %s at revision %s; the journal ends with %s at %d", got, after.Text("revision"), last.Verb, last.Version)
		}
		read := n.Do("", "GET", "/v1/articles/bai", "").Status
		if want := map[string]int{"publish": 200, "unpublish": 410}[last.Verb]; read != want {
			t.Errorf("after %s readers get status %d, want %d", last.Verb, read, want)
		}
		consistent(t, n)
	})
}

func TestI07DeleteAndPublishAtOnceLeaveOneWinner(t *testing.T) {
	newsroom.Each(t, func(t *testing.T, n *newsroom.Newsroom) {
		chief := n.Token("editor_in_chief")
		for i := range 20 {
			a := draftIn(n, "", "Bài "+strconv.Itoa(i))
			answers := together(2, func(i int) newsroom.Answer {
				if i == 0 {
					return n.With(chief, "DELETE", path(a), "", "If-Match", a.ETag())
				}
				return n.With(chief, "POST", path(a)+"/publish", "", "If-Match", a.ETag())
			})
			deleted, public := answers[0].Status == 204, answers[1].Status == 200
			if deleted == public {
				t.Errorf("got status %d and %d, want one winner", answers[0].Status, answers[1].Status)
			}
			if got := n.Do("", "GET", "/v1/articles/"+a.Text("id"), "").Status == 200; got != public {
				t.Errorf("readers see it: %t, and it was published: %t", got, public)
			}
			if got := n.Do("editor_in_chief", "GET", path(a), "").Want(200); (got.Text("deleted_at") != "") != deleted {
				t.Errorf("deleted_at is %q, and it was deleted: %t", got.Text("deleted_at"), deleted)
			}
		}
		consistent(t, n)
	})
}

// consistent fails unless the journal fits and the shelf holds just what the
// live versions give.
func consistent(t *testing.T, n *newsroom.Newsroom) {
	t.Helper()
	n.Settle()
	if bad, err := journal.Verify(t.Context(), n.DB); bad != 0 || err != nil {
		t.Errorf("the journal does not fit at line %d (%v)", bad, err)
	}
	if _, changed, err := n.Press.Rebuild(t.Context()); changed != 0 || err != nil {
		t.Errorf("rebuild changed %d documents (%v), want 0", changed, err)
	}
	var orphans int64
	err := db.Gorm(t.Context(), n.DB).Table("editions").Joins("JOIN entries ON entries.id = editions.entry_id").
		Where("entries.live_version = 0 OR entries.deleted_at IS NOT NULL OR editions.version <> entries.live_version").Count(&orphans).Error
	if orphans != 0 || err != nil {
		t.Errorf("%d documents are on the shelf without their entry being live (%v)", orphans, err)
	}
}

func TestI08I09I10APlanLiesAheadAndInOrder(t *testing.T) {
	n := newsroom.New(t, db.SQLite)
	draft := draftIn(n, "", "Bài hẹn giờ")
	a := say(n, "editor", "approve", say(n, "editor", "submit", draft, "").Want(200), "").Want(200)
	n.Token("secretary")
	now := n.Clock.Now()
	at := func(d time.Duration) string { return now.Add(d).Format(time.RFC3339) }
	for id, c := range map[string]struct {
		plan   string
		status int
	}{
		"I08 in the past":               {`{"publish_at":"` + at(-time.Second) + `"}`, 422},
		"I08 now":                       {`{"publish_at":"` + at(0) + `"}`, 422},
		"I08 never":                     {`{}`, 422},
		"I08 null":                      {`{"publish_at":null}`, 422},
		"I09 without an offset":         {`{"publish_at":"2026-03-29T02:30:00"}`, 422},
		"I09 an hour that is ambiguous": {`{"publish_at":"2026-10-25T01:30:00 Europe/London"}`, 422},
		"I09 a day that is not":         {`{"publish_at":"2027-02-29T01:30:00Z"}`, 422},
		"I10 an end before the start":   {`{"publish_at":"` + at(2*time.Hour) + `","unpublish_at":"` + at(time.Hour) + `"}`, 422},
		"I10 an end at the start":       {`{"publish_at":"` + at(time.Hour) + `","unpublish_at":"` + at(time.Hour) + `"}`, 422},
	} {
		t.Run(id, func(t *testing.T) {
			unchanged(t, n, func() newsroom.Answer { return say(n, "secretary", "schedule", a, c.plan).Want(c.status) })
		})
	}
	say(n, "secretary", "publish", a, `{"unpublish_at":"`+at(-time.Hour)+`"}`).Want(422)
	mine := n.Do("contributor", "POST", editorialArticles, story).Want(201)
	say(n, "contributor", "schedule", mine, `{"publish_at":"`+at(time.Hour)+`"}`).Want(403)
	say(n, "secretary", "schedule", a, `{"publish_at":"`+at(time.Second)+`","unpublish_at":"`+at(2*time.Second)+`"}`).Want(200)
}

func TestI11ReviewIsPassedOnlyWithTheRight(t *testing.T) {
	n := newsroom.New(t, db.SQLite)
	n.Token("editor")
	n.Token("secretary")
	bypass := hire(t, n, "thu-ky", policy.Grant{Role: policy.Secretary, Sections: []string{policy.Everywhere}, Bypass: true})
	for _, state := range []string{"draft", "in_review"} {
		a := draftIn(n, "", "Bài chưa duyệt")
		if state == "in_review" {
			a = say(n, "editor", "submit", a, "").Want(200)
		}
		for _, r := range []policy.Role{policy.Editor, policy.Secretary} {
			unchanged(t, n, func() newsroom.Answer { return say(n, r, "publish", a, "").Want(403) })
		}
		if listed(n.Do("secretary", "GET", path(a), "").Want(200), policy.Publish) {
			t.Errorf("%s: a secretary is offered to publish what nobody reviewed", state)
		}
		n.With(bypass, "POST", path(a)+"/publish", "", "If-Match", a.ETag()).Want(200)
	}
}

func TestI12FourEyesSeeEveryArticle(t *testing.T) {
	testkit.Engines(t, func(t *testing.T, e db.Engine) {
		n := newsroom.New(t, e, func(c *config.Config) { c.FourEyes = true })
		a := n.Do("editor", "POST", editorialArticles, story).Want(201)
		a = say(n, "editor", "submit", a, "").Want(200)
		unchanged(t, n, func() newsroom.Answer { return say(n, "editor", "approve", a, "").Want(403) })
		say(n, "secretary", "approve", a, "").Want(200)
	})
}

// What allowed_actions lists is what the caller may do: for every role and
// every state, each verb succeeds or fails as the list said.
func TestAllowedActionsAreThoseThatSucceed(t *testing.T) {
	n := newsroom.New(t, db.SQLite)
	tomorrow := n.Clock.Now().Add(24 * time.Hour).Format(time.RFC3339)
	states := []content.State{content.Draft, content.InReview, content.Approved, content.Scheduled, content.Published, content.Unpublished, content.Archived}
	for _, r := range []policy.Role{policy.Editor, policy.Secretary, policy.EditorInChief, policy.Auditor} {
		for _, s := range states {
			for _, v := range policy.Verbs() {
				a := inState(n, s, tomorrow)
				want := listed(n.Do(r, "GET", path(a), "").Want(200), v)
				if got := perform(n, r, v, a, tomorrow).Status < 300; got != want {
					t.Errorf("%s, %s, %s: it was possible: %t, and allowed_actions said %t", r, s, v, got, want)
				}
			}
		}
	}
}

func listed(a newsroom.Answer, v policy.Verb) bool {
	for i := range a.Len("allowed_actions") {
		if a.Text(fmt.Sprintf("allowed_actions/%d", i)) == string(v) {
			return true
		}
	}
	return false
}

// inState makes an article and leads it to a state.
func inState(n *newsroom.Newsroom, s content.State, tomorrow string) newsroom.Answer {
	a := draftIn(n, "", "Bài "+string(s))
	var verbs []policy.Verb
	switch s {
	case content.InReview:
		verbs = []policy.Verb{policy.Submit}
	case content.Approved:
		verbs = []policy.Verb{policy.Submit, policy.Approve}
	case content.Scheduled:
		verbs = []policy.Verb{policy.Submit, policy.Approve, policy.Schedule}
	case content.Published:
		verbs = []policy.Verb{policy.Publish}
	case content.Unpublished:
		verbs = []policy.Verb{policy.Publish, policy.Unpublish}
	case content.Archived:
		verbs = []policy.Verb{policy.Publish, policy.Unpublish, policy.Archive}
	default: // a draft is what it begins as
	}
	for _, v := range verbs {
		a = perform(n, policy.EditorInChief, v, a, tomorrow).Want(200)
	}
	return a
}

// perform says a verb with whatever it needs.
func perform(n *newsroom.Newsroom, r policy.Role, v policy.Verb, a newsroom.Answer, at string) newsroom.Answer {
	switch v {
	case policy.Update:
		return n.Do(r, "PATCH", path(a), `{"overline":"Mới"}`, "If-Match", a.ETag())
	case policy.Delete:
		return n.Do(r, "DELETE", path(a), "", "If-Match", a.ETag())
	case policy.Schedule:
		return say(n, r, "schedule", a, `{"publish_at":"`+at+`"}`)
	default:
		return say(n, r, string(v), a, `{"note":"Lý do"}`)
	}
}
