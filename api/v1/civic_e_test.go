package v1_test

import (
	"fmt"
	"math"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"newsdesk/internal/policy"
	"newsdesk/internal/testkit/newsroom"
)

const eventsPath = "/v1/editorial/events"

// draftOf begins an event.
func draftOf(n *newsroom.Newsroom, body string) newsroom.Answer {
	return n.Do(policy.EditorInChief, "POST", eventsPath, body).Want(201)
}

// eventOf begins an event and publishes it.
func eventOf(n *newsroom.Newsroom, body string) newsroom.Answer { return bringOut(n, draftOf(n, body)) }

func bringOut(n *newsroom.Newsroom, a newsroom.Answer) newsroom.Answer {
	return n.Do(policy.EditorInChief, "POST", eventsPath+"/"+a.Text("id")+"/publish", "", "If-Match", a.ETag()).Want(200)
}

// amend changes an event and publishes it.
func amend(n *newsroom.Newsroom, a newsroom.Answer, body string) newsroom.Answer {
	return bringOut(n, n.Do(policy.EditorInChief, "PATCH", eventsPath+"/"+a.Text("id"), body, "If-Match", a.ETag()).Want(200))
}

func ics(n *newsroom.Newsroom, path string) string { return string(read(n, path).Want(200).Body) }

func read(n *newsroom.Newsroom, path string, headers ...string) newsroom.Answer {
	return n.With("", "GET", path, "", headers...)
}

// eventList are the ids, or another member, of the events of a list.
func eventList(n *newsroom.Newsroom, query, member string) (all []string) {
	a := read(n, "/v1/events?limit=100&"+query).Want(200)
	for i := range a.Len("data") {
		all = append(all, a.Text(fmt.Sprintf("data/%d/%s", i, member)))
	}
	return all
}

func at(t *testing.T, s string) time.Time {
	t.Helper()
	parsed, err := time.Parse(time.RFC3339, s)
	if err != nil {
		t.Fatal(err)
	}
	return parsed
}

const seminar = `{"title":"Tọa đàm “Đảng với thanh niên – Thanh niên với Đảng”","start":{"date":"2020-03-24","day_part":"afternoon"}}`

func TestE01AnImpreciseEventIsToldAsItIsKnown(t *testing.T) {
	newsroom.Each(t, func(t *testing.T, n *newsroom.Newsroom) {
		n.Clock.Set(at(t, "2020-03-24T08:00:00+07:00"))
		id := eventOf(n, seminar).Text("id")
		day := func(from, to string) []string {
			return eventList(n, "from="+url.QueryEscape(from)+"&to="+url.QueryEscape(to), "id")
		}
		if got := day("2020-03-24T00:00+07:00", "2020-03-25T00:00+07:00"); !slices.Equal(got, []string{id}) {
			t.Errorf("on its day: got %q, want the event", got)
		}
		if got := day("2020-03-25T00:00+07:00", "2020-03-26T00:00+07:00"); len(got) != 0 {
			t.Errorf("on the next day: got %q, want nothing", got)
		}
		for _, c := range []struct{ now, want string }{
			{"2020-03-24T08:00:00+07:00", "upcoming"}, {"2020-03-24T15:00:00+07:00", "ongoing"}, {"2020-03-25T00:00:00+07:00", "ended"},
		} {
			n.Clock.Set(at(t, c.now))
			if got := read(n, "/v1/events/"+id).Want(200).Text("lifecycle"); got != c.want {
				t.Errorf("at %s: got %s, want %s", c.now, got, c.want)
			}
		}
		doc := read(n, "/v1/events/"+id).Want(200)
		linked := read(n, "/v1/events/"+id+"/json-ld").Want(200)
		if got := linked.Text("startDate"); got != "2020-03-24" {
			t.Errorf("startDate: got %q, want the day", got)
		}
		calendar := ics(n, "/v1/events/"+id+"/calendar.ics")
		for _, want := range []string{"DTSTART;VALUE=DATE:20200324\r\n", "DTEND;VALUE=DATE:20200325\r\n", "TRANSP:TRANSPARENT\r\n"} {
			if !strings.Contains(calendar, want) {
				t.Errorf("the calendar lacks %q:\n%s", want, calendar)
			}
		}
		for where, text := range map[string]string{"JSON-LD": string(linked.Body), "the calendar": calendar} {
			if strings.Contains(strings.ToLower(text), "location") {
				t.Errorf("%s has a location, and nobody said any:\n%s", where, text)
			}
		}
		if got := string(doc.Get("venue")); got != "null" {
			t.Errorf("venue: got %s, want null", got)
		}
		if start := string(doc.Get("start")); strings.Contains(start, "T") || strings.Contains(start, ":00") {
			t.Errorf("start: got %s, want no hour", start)
		}
	})
}

func TestE03AMovedEventKeepsItsNameAndItsPast(t *testing.T) {
	newsroom.Each(t, func(t *testing.T, n *newsroom.Newsroom) {
		n.Clock.Set(at(t, "2026-05-01T08:00:00+07:00"))
		start := func(local string) string {
			return `{"start":{"local":"` + local + `","timezone":"Asia/Ho_Chi_Minh"}}`
		}
		event := eventOf(n, `{"title":"Hòa nhạc","start":{"local":"2026-05-10T19:00","timezone":"Asia/Ho_Chi_Minh"}}`)
		address := "/v1/events/" + event.Text("id")
		uid := func() string {
			_, rest, _ := strings.Cut(ics(n, address+"/calendar.ics"), "UID:")
			uid, _, _ := strings.Cut(rest, "\r\n")
			return uid
		}
		first := uid()
		event = amend(n, amend(n, event, start("2026-05-17T19:30")), start("2026-05-24T19:30"))
		if calendar := ics(n, address+"/calendar.ics"); uid() != first || !strings.Contains(calendar, "SEQUENCE:2\r\n") {
			t.Errorf("got this calendar, want the UID %s and SEQUENCE:2\n%s", first, calendar)
		}
		linked := read(n, address+"/json-ld").Want(200)
		if got := linked.Text("eventStatus"); got != "https://schema.org/EventRescheduled" {
			t.Errorf("eventStatus: got %s", got)
		}
		want := `["2026-05-10T19:00:00+07:00","2026-05-17T19:30:00+07:00"]`
		if got := string(linked.Get("previousStartDate")); got != want {
			t.Errorf("previousStartDate: got %s, want %s", got, want)
		}
		event = amend(n, event, `{"event_status":"postponed","status_reason":"Bão"}`)
		linked = read(n, address+"/json-ld").Want(200)
		if got := linked.Text("eventStatus"); got != "https://schema.org/EventPostponed" || linked.Len("previousStartDate") != 3 {
			t.Errorf("postponed: got %s and %s", got, linked.Get("previousStartDate"))
		}
		if up, put := eventList(n, "when=upcoming", "id"), eventList(n, "when=postponed", "id"); len(up) != 0 || len(put) != 1 {
			t.Errorf("upcoming: got %q, want nothing; postponed: got %q, want the event", up, put)
		}
		amend(n, event, `{"event_status":"cancelled"}`)
		cancelled := n.Clock.Now()
		for _, c := range []struct {
			days int
			want bool
		}{{0, true}, {29, true}, {31, false}} {
			n.Clock.Set(cancelled.AddDate(0, 0, c.days))
			if got := strings.Contains(ics(n, "/feeds/events.ics"), "STATUS:CANCELLED\r\n"); got != c.want {
				t.Errorf("%d days after: in the feed is %v, want %v", c.days, got, c.want)
			}
		}
	})
}

func TestE04ExceptionsOfASeriesAreKept(t *testing.T) {
	newsroom.Each(t, func(t *testing.T, n *newsroom.Newsroom) {
		n.Clock.Set(at(t, "2020-03-20T08:00:00+07:00"))
		event := draftOf(n, `{"title":"Sinh hoạt","start":{"local":"2020-03-24T14:00","timezone":"Asia/Ho_Chi_Minh"},
			"recurrence":{"rrule":"FREQ=WEEKLY;COUNT=4","exdates":[],"rdates":["2020-04-02T09:00"]}}`)
		address := eventsPath + "/" + event.Text("id")
		event = n.Do(policy.EditorInChief, "DELETE", address+"/occurrences/20200331T140000", "", "If-Match", event.ETag()).Want(200)
		event = n.Do(policy.EditorInChief, "PATCH", address+"/occurrences/20200407T140000", `{"start":{"local":"2020-04-08T09:00"}}`, "If-Match", event.ETag()).Want(200)
		n.Do(policy.EditorInChief, "DELETE", address+"/occurrences/20200401T140000", "", "If-Match", event.ETag()).Want(404)
		event = bringOut(n, event)
		want := []string{"2020-03-24T07:00:00Z", "2020-04-02T02:00:00Z", "2020-04-08T02:00:00Z", "2020-04-14T07:00:00Z"}
		starts := func() []string {
			return eventList(n, "from=2020-03-01&to=2020-05-01&expand=occurrences", "start/instant")
		}
		if got := starts(); !slices.Equal(got, want) {
			t.Errorf("got %q, want %q", got, want)
		}
		if got := eventList(n, "from=2020-03-01&to=2020-05-01", "start/instant"); !slices.Equal(got, want[:1]) {
			t.Errorf("not expanded: got %q, want the first", got)
		}
		calendar := ics(n, "/v1/events/"+event.Text("id")+"/calendar.ics")
		for line, times := range map[string]int{
			"BEGIN:VEVENT\r\n": 2, "RRULE:FREQ=WEEKLY;COUNT=4\r\n": 1, "EXDATE;TZID=Asia/Ho_Chi_Minh:20200331T140000\r\n": 1,
			"RDATE;TZID=Asia/Ho_Chi_Minh:20200402T090000\r\n": 1, "RECURRENCE-ID;TZID=Asia/Ho_Chi_Minh:20200407T140000\r\n": 1,
			"DTSTART;TZID=Asia/Ho_Chi_Minh:20200408T090000\r\n": 1,
		} {
			if got := strings.Count(calendar, line); got != times {
				t.Errorf("%q stands %d times, want %d:\n%s", line, got, times, calendar)
			}
		}
		amend(n, event, `{"title":"Sinh hoạt chi đoàn"}`)
		if got := starts(); !slices.Equal(got, want) {
			t.Errorf("after another title: got %q, want %q", got, want)
		}
		occurrences := read(n, "/v1/events/"+event.Text("id")+"/occurrences?from=2020-03-01&to=2020-05-01&limit=3").Want(200)
		if got := occurrences.Text("data/2/event_status") + " " + occurrences.Text("data/2/original_start"); got != "rescheduled 2020-04-07T14:00:00" {
			t.Errorf("the third occurrence: got %s", got)
		}
		if rest := read(n, occurrences.Text("page/next")).Want(200); rest.Len("data") != 1 || rest.Text("data/0/start/instant") != want[3] {
			t.Errorf("the second page: got %s", rest.Body)
		}
	})
}

func TestE07WhatIsNearComesFirst(t *testing.T) {
	newsroom.Each(t, func(t *testing.T, n *newsroom.Newsroom) {
		places := map[string]string{
			"Hải Phòng": "20.844912,106.688084", "Đà Nẵng": "16.047079,108.206230", "TP.HCM": "10.823099,106.629662", "Apia": "-13.8333,-171.7667", "": "",
		}
		ids := map[string]string{}
		for _, name := range []string{"TP.HCM", "Apia", "", "Đà Nẵng", "Hải Phòng"} {
			venue := `null`
			if lat, lon, ok := strings.Cut(places[name], ","); ok {
				venue = `{"name":"` + name + `","geo":{"lat":` + lat + `,"lon":` + lon + `}}`
			}
			ids[name] = eventOf(n, `{"title":"`+name+` gặp gỡ","start":{"date":"2030-01-01"},"venue":`+venue+`}`).Text("id")
		}
		near := func(place string, radius int) string { return fmt.Sprintf("near=%s&radius=%d", place, radius) }
		const hanoi = "21.028511,105.804817"
		if got := eventList(n, near(hanoi, 94000), "id"); !slices.Equal(got, []string{ids["Hải Phòng"]}) {
			t.Errorf("within 94 km: got %q", got)
		}
		if got := eventList(n, near(hanoi, 93900), "id"); len(got) != 0 {
			t.Errorf("within 93.9 km: got %q, want nothing", got)
		}
		if got := eventList(n, near(hanoi, 2_000_000), "id"); !slices.Equal(got, []string{ids["Hải Phòng"], ids["Đà Nẵng"], ids["TP.HCM"]}) {
			t.Errorf("within 2,000 km: got %q", got)
		}
		for i, d := range eventList(n, near(hanoi, 2_000_000), "distance_m") {
			want := []float64{93975, 608981, 1138203}[i]
			if got, err := strconv.ParseFloat(d, 64); err != nil || math.Abs(got-want) > 1 {
				t.Errorf("distance %d: got %s, want %.0f", i, d, want)
			}
		}
		if got := eventList(n, near("-18.1416,178.4419", 1_151_000), "id"); !slices.Equal(got, []string{ids["Apia"]}) {
			t.Errorf("across the antimeridian: got %q, want Apia", got)
		}
		if got := eventList(n, near("0,0", 1000), "id"); len(got) != 0 {
			t.Errorf("at 0,0: got %q, want nothing", got)
		}
		if got := eventList(n, near("0,0", 20_040_000), "id"); len(got) != 4 {
			t.Errorf("on the whole Earth: got %d, want those with a place", len(got))
		}
		read(n, "/v1/events?near=91,0").Want(400) // of a query; the corpus says 422
		n.Do(policy.EditorInChief, "POST", eventsPath, `{"title":"Sai","venue":{"geo":{"lat":91,"lon":0}}}`).Want(422)
		first := read(n, "/v1/events?limit=1&"+near(hanoi, 2_000_000)).Want(200)
		second := read(n, first.Text("page/next")).Want(200)
		if second.Text("data/0/id") != ids["Đà Nẵng"] {
			t.Errorf("the second page: got %s", second.Body)
		}
	})
}

func TestE08WholeDaysAreDaysEverywhere(t *testing.T) {
	newsroom.Each(t, func(t *testing.T, n *newsroom.Newsroom) {
		n.Clock.Set(at(t, "2026-04-01T08:00:00+07:00"))
		id := eventOf(n, `{"title":"Hội chợ","timezone":"Asia/Ho_Chi_Minh","start":{"date":"2026-04-30"},"end":{"date":"2026-05-03"}}`).Text("id")
		if calendar := ics(n, "/v1/events/"+id+"/calendar.ics"); !strings.Contains(calendar, "DTEND;VALUE=DATE:20260504\r\n") {
			t.Errorf("got %s", calendar)
		}
		for query, want := range map[string]int{
			"from=2026-05-03&to=2026-05-04": 1, "from=2026-05-04&to=2026-05-05": 0,
			"from=2026-05-03T00:00:00%2B07:00&to=2026-05-04T00:00:00%2B07:00": 1,
		} {
			if got := eventList(n, query, "id"); len(got) != want {
				t.Errorf("%s: got %d, want %d", query, len(got), want)
			}
		}
		far := read(n, "/v1/events?from=2026-04-01&to=2026-06-01&timezone=America/Los_Angeles").Want(200)
		if got := far.Text("data/0/start/date") + " " + far.Text("data/0/end/date"); got != "2026-04-30 2026-05-03" {
			t.Errorf("from far away: got %s", got)
		}
		n.Do(policy.EditorInChief, "POST", eventsPath, `{"title":"Sai","start":{"date":"2026-05-03"},"end":{"date":"2026-04-30"}}`).Want(422)
		one := eventOf(n, `{"title":"Một ngày","start":{"date":"2026-05-09"},"end":{"date":"2026-05-09"}}`).Text("id")
		if calendar := ics(n, "/v1/events/"+one+"/calendar.ics"); !strings.Contains(calendar, "DTEND;VALUE=DATE:20260510\r\n") {
			t.Errorf("one day: got %s", calendar)
		}
	})
}

func TestE09AFeedIsExactAndItsRulesAreHeld(t *testing.T) {
	newsroom.Each(t, func(t *testing.T, n *newsroom.Newsroom) {
		n.Clock.Set(at(t, "2026-03-01T08:00:00+07:00"))
		for s, want := range map[string]string{
			"FREQ=SECONDLY": "recurrence_not_allowed", "FREQ=MINUTELY": "recurrence_not_allowed", "FREQ=HOURLY": "recurrence_not_allowed",
			"FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30": "recurrence_empty", "FREQ=WEEKLY;BYDAY=MO": "start_not_in_recurrence",
		} {
			refused := n.Do(policy.EditorInChief, "POST", eventsPath,
				`{"title":"Lặp","start":{"local":"2026-03-03T14:00"},"recurrence":{"rrule":"`+s+`","exdates":[],"rdates":[]}}`).Want(422)
			if got := mistakes(refused); !slices.Equal(got, []string{"/recurrence/rrule " + want}) {
				t.Errorf("%s: got %q, want %s", s, got, want)
			}
		}
		const title = `Phố đi bộ; “chợ, đêm” \\ và\nnhạc 😀 — một tiêu đề rất dài để phải gấp dòng ở đâu đó giữa chữ`
		for i := range 20 {
			eventOf(n, fmt.Sprintf(`{"title":"Sự kiện %d","summary":"%s","start":{"local":"2026-03-%02dT19:00"}}`, i, title, i+1))
		}
		first := read(n, "/feeds/events.ics").Want(200)
		for line := range strings.SplitAfterSeq(string(first.Body), "\n") {
			if line != "" && (!strings.HasSuffix(line, "\r\n") || len(line) > 77 || strings.ToValidUTF8(line, "") != line) {
				t.Errorf("this line is not one of a calendar: %q", line)
			}
		}
		if got := read(n, "/feeds/events.ics", "If-None-Match", first.ETag()); got.Status != 304 {
			t.Errorf("again: got %d, want 304", got.Status)
		}
		events := func(a newsroom.Answer) []string { return strings.Split(string(a.Body), "BEGIN:VEVENT\r\n") }
		changed := n.Do(policy.EditorInChief, "GET", eventsPath+"/"+read(n, "/v1/events?limit=1").Text("data/0/id"), "").Want(200)
		n.Clock.Advance(time.Minute)
		amend(n, changed, `{"title":"Tên khác"}`)
		second := read(n, "/feeds/events.ics", "If-None-Match", first.ETag()).Want(200)
		differing := 0
		for i, one := range events(second) {
			if one != events(first)[i] {
				differing++
				if !strings.Contains(one, "SEQUENCE:1\r\n") {
					t.Errorf("what changed has no new sequence:\n%s", one)
				}
			}
		}
		if differing != 1 {
			t.Errorf("%d components differ, want one", differing)
		}
	})
}

func TestE10AnEventAndItsArticlesKnowEachOther(t *testing.T) {
	newsroom.Each(t, func(t *testing.T, n *newsroom.Newsroom) {
		event := eventOf(n, seminar)
		address := "/v1/events/" + event.Text("id")
		article := n.Do(policy.EditorInChief, "POST", "/v1/editorial/articles",
			`{"title":"Bài về tọa đàm","body_markdown":"Chữ","event_ids":["`+event.Text("id")+`"]}`).Want(201)
		if got := read(n, address+"?include=coverage").Want(200); got.Len("coverage") != 0 {
			t.Errorf("a draft covers it in public: %s", got.Get("coverage"))
		}
		article = publicise(n, article).Want(200)
		if got := read(n, address+"?include=coverage").Want(200); got.Text("coverage/0/id") != article.Text("id") {
			t.Errorf("coverage: got %s, want the article", got.Get("coverage"))
		}
		if got := read(n, address+"/json-ld").Want(200); got.Text("subjectOf/0/headline") != "Bài về tọa đàm" {
			t.Errorf("subjectOf: got %s", got.Get("subjectOf"))
		}
		n.Do(policy.EditorInChief, "POST", "/v1/editorial/articles/"+article.Text("id")+"/unpublish", `{"note":"Rút"}`, "If-Match", article.ETag()).Want(200)
		n.Settle()
		if got := read(n, address+"?include=coverage").Want(200); got.Len("coverage") != 0 {
			t.Errorf("after it was withdrawn: got %s, want nothing", got.Get("coverage"))
		}
		read(n, "/v1/articles/"+article.Text("id")).Want(410)
	})
}
