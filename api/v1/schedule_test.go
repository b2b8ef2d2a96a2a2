package v1_test

import (
	"strconv"
	"strings"
	"testing"
	"time"

	"newsdesk/internal/policy"
	"newsdesk/internal/testkit/newsroom"
)

// maxAge is how many seconds a cache may keep an answer.
func maxAge(t *testing.T, a newsroom.Answer) time.Duration {
	t.Helper()
	for part := range strings.SplitSeq(a.Header.Get("Cache-Control"), ",") {
		if seconds, ok := strings.CutPrefix(strings.TrimSpace(part), "max-age="); ok {
			n, err := strconv.Atoi(seconds)
			if err != nil {
				t.Fatal(err)
			}
			return time.Duration(n) * time.Second
		}
	}
	t.Fatalf("there is no max-age in %q", a.Header.Get("Cache-Control"))
	return 0
}

// seen fails unless readers find an article everywhere, or nowhere.
func seen(t *testing.T, n *newsroom.Newsroom, a newsroom.Answer, want bool, gone int) {
	t.Helper()
	status := gone
	if want {
		status = 200
	}
	for _, address := range []string{a.Text("id"), a.Text("slug"), a.Text("slug") + "/html", a.Text("slug") + "/markdown", a.Text("id") + "?fields=title"} {
		if got := n.Do("", "GET", "/v1/articles/"+address, "").Status; got != status {
			t.Errorf("%s has status %d, want %d", address, got, status)
		}
	}
	for _, query := range []string{"", "locale=vi", "sort=-updated_at", "view=full", "count=true&limit=1", "ids=" + a.Text("id"), "section=" + a.Text("section/id")} {
		list := n.Do("", "GET", "/v1/articles?"+query, "").Want(200)
		if got := strings.Contains(list.Text("data"), a.Text("id")); got != want {
			t.Errorf("the list ?%s shows it: %t, want %t", query, got, want)
		}
		total := map[bool]string{true: "1", false: "0"}[want]
		if got := list.Text("page/total"); strings.Contains(query, "count") && got != total {
			t.Errorf("the list counts %s, want %s", got, total)
		}
	}
}

// planned makes an approved article in a section and schedules it.
func planned(n *newsroom.Newsroom, plan string) newsroom.Answer {
	a := draftIn(n, section(n, "Thời sự"), "Bài hẹn giờ")
	a = say(n, policy.EditorInChief, "approve", say(n, policy.EditorInChief, "submit", a, "").Want(200), "").Want(200)
	return say(n, policy.EditorInChief, "schedule", a, plan).Want(200)
}

func TestWhatIsScheduledIsSeenOnTimeWithoutAnyoneAtWork(t *testing.T) {
	newsroom.Each(t, func(t *testing.T, n *newsroom.Newsroom) {
		from := n.Clock.Now().Add(10 * time.Second)
		until := from.Add(time.Hour)
		a := planned(n, `{"publish_at":"`+from.Format(time.RFC3339)+`","unpublish_at":"`+until.Format(time.RFC3339)+`"}`)
		if a.Text("status") != "scheduled" || a.Text("published_revision") != "" || a.Text("first_published_at") != "" {
			t.Errorf("a plan is told as if it had happened: %s", a.Body)
		}
		seen(t, n, a, false, 404)
		for _, address := range []string{"/v1/articles", "/v1/articles/bai-khac", "/v1/sections"} {
			if got := n.Do("", "GET", address, ""); got.Status == 200 && maxAge(t, got) > 10*time.Second {
				t.Errorf("%s may be kept for %s, and changes in 10 s", address, maxAge(t, got))
			}
		}
		n.Clock.Set(from.Add(-time.Millisecond))
		seen(t, n, a, false, 404)
		if got := n.Do("", "GET", "/v1/articles", "").Want(200); maxAge(t, got) != 0 {
			t.Errorf("a millisecond before the change a list may be kept for %s, want 0", maxAge(t, got))
		}
		n.Clock.Set(from)
		seen(t, n, a, true, 0)
		read := n.Do("", "GET", "/v1/articles/"+a.Text("id"), "").Want(200)
		if got := read.Text("published_at"); got != from.Format(time.RFC3339) {
			t.Errorf("readers are told it was published at %s, want %s", got, from.Format(time.RFC3339))
		}
		n.Clock.Set(until.Add(-7 * time.Second))
		if got := n.Do("", "GET", "/v1/articles/"+a.Text("id"), "").Want(200); maxAge(t, got) > 7*time.Second {
			t.Errorf("it may be kept for %s, and ends in 7 s", maxAge(t, got))
		}
		n.Clock.Set(until.Add(-time.Millisecond))
		seen(t, n, a, true, 0)
		n.Clock.Set(until)
		seen(t, n, a, false, 410)

		n.Settle()
		seen(t, n, a, false, 410)
		after := n.Do("editor", "GET", path(a), "").Want(200)
		if after.Text("status") != "unpublished" || after.Text("first_published_at") != from.Format(time.RFC3339) {
			t.Errorf("after both instants the desk has status %s, first published %s", after.Text("status"), after.Text("first_published_at"))
		}
		consistent(t, n)
	})
}

func TestTheDeskCatchesUpBeforeItActs(t *testing.T) {
	newsroom.Each(t, func(t *testing.T, n *newsroom.Newsroom) {
		from := n.Clock.Now().Add(time.Minute)
		a := planned(n, `{"publish_at":"`+from.Format(time.RFC3339)+`"}`)
		n.Clock.Set(from.Add(time.Minute))
		say(n, "secretary", "unschedule", a, "").Want(409)
		edited := n.Do("editor", "PATCH", path(a), `{"title":"Sửa sau giờ đăng"}`, "If-Match", a.ETag()).Want(200)
		if edited.Text("status") != "published" || edited.Text("has_unpublished_changes") != "true" {
			t.Errorf("an edit after the instant leaves status %s and unpublished changes %s", edited.Text("status"), edited.Text("has_unpublished_changes"))
		}
		if got := n.Do("", "GET", "/v1/articles/"+a.Text("id"), "").Want(200).Text("title"); got != "Bài hẹn giờ" {
			t.Errorf("readers see the title %q", got)
		}
		consistent(t, n)
	})
}

func TestAPlanCanBeTakenBackAndChanged(t *testing.T) {
	newsroom.Each(t, func(t *testing.T, n *newsroom.Newsroom) {
		from := n.Clock.Now().Add(4 * time.Minute) // while those who act are signed in
		a := planned(n, `{"publish_at":"`+from.Format(time.RFC3339)+`"}`)
		a = n.Do("secretary", "PATCH", path(a), `{"title":"Tít sửa lúc chờ"}`, "If-Match", a.ETag()).Want(200)
		back := say(n, "secretary", "unschedule", a, "").Want(200)
		if back.Text("status") != "approved" || back.Text("publish_at") != "" {
			t.Errorf("after unschedule the status is %s and publish_at %q", back.Text("status"), back.Text("publish_at"))
		}
		n.Clock.Set(from)
		n.Settle()
		seen(t, n, a, false, 404)
		again := from.Add(time.Minute)
		say(n, "secretary", "schedule", back, `{"publish_at":"`+again.Format(time.RFC3339)+`"}`).Want(200)
		n.Clock.Set(again)
		seen(t, n, a, true, 0)
		if got := n.Do("", "GET", "/v1/articles/"+a.Text("id"), "").Want(200).Text("title"); got != "Tít sửa lúc chờ" {
			t.Errorf("readers see the title %q", got)
		}
		consistent(t, n)
	})
}

func TestAnEmbargoAfterPublicationHidesEverywhereAndEndsByItself(t *testing.T) {
	newsroom.Each(t, func(t *testing.T, n *newsroom.Newsroom) {
		a := say(n, policy.EditorInChief, "publish", draftIn(n, section(n, "Thời sự"), "Bài cấm vận"), "").Want(200)
		seen(t, n, a, true, 0)
		beside := published(t, n, `"title":"Bài bên","related_ids":["`+a.Text("id")+`"],"display_at":"2020-01-01T00:00:00Z"`)
		besideShows := func(want int) {
			t.Helper()
			for _, query := range []string{"", "?include=related", "?include=related.section&fields=related"} {
				if got := n.Do("", "GET", "/v1/articles/"+beside.Text("id")+query, "").Want(200).Len("related"); got != want {
					t.Errorf("another article%s shows %d related, want %d", query, got, want)
				}
			}
		}
		besideShows(1)
		end := n.Clock.Now().Add(time.Hour)
		n.Do("secretary", "PATCH", path(a), `{"embargo_until":"`+end.Format(time.RFC3339)+`"}`, "If-Match", a.ETag()).Want(200)
		n.Settle()
		besideShows(0)
		unlisted(t, n, a, true)
		n.Clock.Set(end.Add(-time.Millisecond))
		unlisted(t, n, a, true)
		n.Clock.Set(end)
		unlisted(t, n, a, false)
		n.Settle()
		besideShows(1)
		consistent(t, n)
	})
}

// unlisted is seen for an article that does not stand alone in its lists.
func unlisted(t *testing.T, n *newsroom.Newsroom, a newsroom.Answer, hidden bool) {
	t.Helper()
	status, total := 200, "2"
	if hidden {
		status, total = 404, "1"
	}
	for _, address := range []string{a.Text("id"), a.Text("slug"), a.Text("slug") + "/html"} {
		if got := n.Do("", "GET", "/v1/articles/"+address, "").Status; got != status {
			t.Errorf("%s has status %d, want %d", address, got, status)
		}
	}
	list := n.Do("", "GET", "/v1/articles?count=true", "").Want(200)
	if listed := strings.Contains(list.Text("data"), `"`+a.Text("id")+`"`); listed == hidden || list.Text("page/total") != total {
		t.Errorf("the list shows it: %t, and counts %s, want %s", listed, list.Text("page/total"), total)
	}
	if got := n.Do("", "GET", "/v1/articles?ids="+a.Text("id"), "").Want(200).Len("missing") == 1; got != hidden {
		t.Errorf("by its id it is missing: %t, want %t", got, hidden)
	}
}
