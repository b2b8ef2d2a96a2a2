package v1_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"newsdesk/internal/policy"
	"newsdesk/internal/testkit/newsroom"
)

func TestASeriesGoesOnChangedFromOneOfItsOccurrences(t *testing.T) {
	newsroom.Each(t, func(t *testing.T, n *newsroom.Newsroom) {
		n.Clock.Set(at(t, "2020-03-20T08:00:00+07:00"))
		event := eventOf(n, `{"title":"Sinh hoạt","start":{"local":"2020-03-24T14:00"},"recurrence":{"rrule":"FREQ=WEEKLY;COUNT=4"}}`)
		split := eventsPath + "/" + event.Text("id") + "/split"
		body := `{"from":"20200407T140000","change":{"title":"Sinh hoạt tối","start":{"local":"2020-04-07T19:00"}}}`
		n.Do(policy.Reporter, "POST", split, body, "If-Match", event.ETag()).Want(404)
		n.Do(policy.EditorInChief, "POST", split, body, "If-Match", `"900.c0de"`).Want(412)
		if got := n.Do(policy.EditorInChief, "GET", eventsPath, "").Want(200).Len("data"); got != 1 {
			t.Errorf("a split that was refused left %d events", got)
		}
		halves := n.Do(policy.EditorInChief, "POST", split, body, "If-Match", event.ETag()).Want(200)
		for _, half := range []string{"event", "following"} {
			bringOut(n, n.Do(policy.EditorInChief, "GET", eventsPath+"/"+halves.Text(half+"/id"), "").Want(200))
		}
		got := eventList(n, "from=2020-03-01&to=2020-05-01&expand=occurrences", "start/local")
		if want := []string{"2020-03-24T14:00:00", "2020-03-31T14:00:00", "2020-04-07T19:00:00", "2020-04-14T19:00:00"}; !slices.Equal(got, want) {
			t.Errorf("got %q, want %q", got, want)
		}
		following := read(n, "/v1/events/"+halves.Text("following/id")).Want(200)
		if following.Text("follows/id") != event.Text("id") || !strings.Contains(ics(n, "/v1/events/"+following.Text("id")+"/calendar.ics"), "RELATED-TO;RELTYPE=SIBLING:"+event.Text("id")) {
			t.Errorf("the second half does not name the first: %s", following.Get("follows"))
		}
	})
}

func TestPagesOfEventsHoldEachOnceInOrder(t *testing.T) {
	newsroom.Each(t, func(t *testing.T, n *newsroom.Newsroom) {
		n.Clock.Set(at(t, "2026-03-01T08:00:00+07:00"))
		for i := range 7 {
			eventOf(n, fmt.Sprintf(`{"title":"Một lần %d","start":{"local":"2026-03-%02dT19:00"}}`, i, 2+i%4))
			eventOf(n, fmt.Sprintf(`{"title":"Hằng ngày %d","start":{"local":"2026-03-%02dT%02d:00"},"recurrence":{"rrule":"FREQ=DAILY;COUNT=3"}}`, i, 2+i%3, 8+i))
		}
		eventOf(n, `{"title":"Cả quý","start":{"date":"2026-02-01"},"end":{"date":"2026-04-30"}}`)
		for _, query := range []string{"from=2026-03-01&to=2026-03-20", "from=2026-03-01&to=2026-03-20&expand=occurrences", "when=upcoming", "expand=occurrences", "near=21,105&radius=9"} {
			whole := read(n, "/v1/events?limit=100&"+query).Want(200)
			var pages, all []string
			for i := range whole.Len("data") {
				all = append(all, whole.Text(fmt.Sprintf("data/%d/id", i))+whole.Text(fmt.Sprintf("data/%d/occurrence_id", i)))
			}
			for next := "/v1/events?limit=3&" + query; next != ""; {
				page := read(n, next).Want(200)
				for i := range page.Len("data") {
					pages = append(pages, page.Text(fmt.Sprintf("data/%d/id", i))+page.Text(fmt.Sprintf("data/%d/occurrence_id", i)))
				}
				if next = page.Text("page/next"); next == "null" {
					next = ""
				}
			}
			if !slices.Equal(pages, all) {
				t.Errorf("%s: the pages hold %d, the whole %d, or another order", query, len(pages), len(all))
			}
		}
		n.Clock.Set(at(t, "2026-06-01T08:00:00+07:00"))
		past := eventList(n, "when=past", "start/local")
		if len(past) != 15 || !slices.IsSortedFunc(past[:14], func(a, b string) int { return strings.Compare(b, a) }) {
			t.Errorf("what is past: got %q, want fifteen, the latest first", past)
		}
	})
}

func TestTheCalendarOfTheNewsroomShowsWhatOneMayRead(t *testing.T) {
	newsroom.Each(t, func(t *testing.T, n *newsroom.Newsroom) {
		n.Clock.Set(at(t, "2026-03-01T08:00:00+07:00"))
		draftOf(n, `{"title":"Bản nháp","start":{"local":"2026-03-05T19:00"},"recurrence":{"rrule":"FREQ=WEEKLY;COUNT=2"}}`)
		article := n.Do(policy.EditorInChief, "POST", "/v1/editorial/articles", `{"title":"Bài hẹn giờ","body_markdown":"Chữ"}`).Want(201)
		steps := "/v1/editorial/articles/" + article.Text("id")
		article = n.Do(policy.EditorInChief, "POST", steps+"/submit", "", "If-Match", article.ETag()).Want(200)
		article = n.Do(policy.EditorInChief, "POST", steps+"/approve", "", "If-Match", article.ETag()).Want(200)
		n.Do(policy.EditorInChief, "POST", steps+"/schedule", `{"publish_at":"2026-03-06T06:00:00+07:00"}`, "If-Match", article.ETag()).Want(200)
		plan := n.Do(policy.EditorInChief, "GET", "/v1/editorial/calendar", "").Want(200)
		var got []string
		for i := range plan.Len("data") {
			got = append(got, plan.Text(fmt.Sprintf("data/%d/kind", i))+" "+plan.Text(fmt.Sprintf("data/%d/at", i)))
		}
		if want := []string{"event 2026-03-05T12:00:00Z", "publish 2026-03-05T23:00:00Z", "event 2026-03-12T12:00:00Z"}; !slices.Equal(got, want) {
			t.Errorf("got %q, want %q", got, want)
		}
		if others := n.Do(policy.Reporter, "GET", "/v1/editorial/calendar", "").Want(200); others.Len("data") != 0 {
			t.Errorf("a reporter sees drafts of others: %s", others.Body)
		}
		if public := read(n, "/v1/events").Want(200); public.Len("data") != 0 {
			t.Errorf("the public sees a draft: %s", public.Body)
		}
	})
}

func TestWhatIsNotPublicIsInNoListFeedOrDoor(t *testing.T) {
	newsroom.Each(t, func(t *testing.T, n *newsroom.Newsroom) {
		event := eventOf(n, fiveSeats)
		id := event.Text("id")
		register(n, id, "a@example.org", "").Want(201)
		event = n.Do(policy.EditorInChief, "PATCH", eventsPath+"/"+id, `{"embargo_until":"`+n.Clock.Now().Add(time.Hour).Format(time.RFC3339)+`"}`, "If-Match", event.ETag()).Want(200)
		hidden := func(status int) {
			t.Helper()
			for _, path := range []string{"", "/occurrences", "/calendar.ics", "/json-ld", "/places"} {
				read(n, "/v1/events/"+id+path).Want(status)
			}
			register(n, id, "b@example.org", "").Want(status)
			for _, list := range []string{"/v1/events", "/v1/events?from=2026-05-01&to=2026-06-01&expand=occurrences", "/v1/events?ids=" + id, "/feeds/events.ics", "/v1/events?when=past"} {
				if a := read(n, list).Want(200); strings.Contains(string(a.Body), "Tọa đàm") {
					t.Errorf("%s tells of it: %s", list, a.Body)
				}
			}
		}
		hidden(404)
		event = n.Do(policy.EditorInChief, "PATCH", eventsPath+"/"+id, `{"embargo_until":null}`, "If-Match", event.ETag()).Want(200)
		read(n, "/v1/events/"+id).Want(200)
		n.Do(policy.EditorInChief, "POST", eventsPath+"/"+id+"/unpublish", `{"note":"Rút"}`, "If-Match", event.ETag()).Want(200)
		hidden(410)
	})
}
