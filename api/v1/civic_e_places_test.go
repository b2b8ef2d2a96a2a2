package v1_test

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"newsdesk/internal/policy"
	"newsdesk/internal/testkit/newsroom"
)

// register asks for a place at an event.
func register(n *newsroom.Newsroom, event, email, more string, headers ...string) newsroom.Answer {
	return n.With("", "POST", "/v1/events/"+event+"/registrations", `{"name":"Khách","email":"`+email+`"`+more+`}`, headers...)
}

// atOnce does something n times at the same time.
func atOnce(n int, do func(i int)) {
	var all sync.WaitGroup
	for i := range n {
		all.Go(func() { do(i) })
	}
	all.Wait()
}

const fiveSeats = `{"title":"Tọa đàm","start":{"local":"2026-05-10T19:00"},"registration":{"mode":"rsvp","capacity":5,"party_most":3,"waitlist":"auto"}}`

func TestE05FivePlacesAreFivePlaces(t *testing.T) {
	newsroom.Each(t, func(t *testing.T, n *newsroom.Newsroom) {
		event := eventOf(n, fiveSeats)
		id := event.Text("id")
		desk := eventsPath + "/" + id + "/registrations"
		tokens := make([]newsroom.Answer, 20)
		atOnce(20, func(i int) { tokens[i] = register(n, id, fmt.Sprintf("k%d@example.org", i), "").Want(201) })
		byStatus := func() map[string]int {
			found, list := map[string]int{}, n.Do(policy.Editor, "GET", desk+"?limit=100", "").Want(200)
			for i := range list.Len("data") {
				found[list.Text(fmt.Sprintf("data/%d/status", i))+" "+list.Text(fmt.Sprintf("data/%d/position", i))]++
			}
			return found
		}
		if got := byStatus(); got["confirmed "] != 5 && got["confirmed null"] != 5 {
			t.Errorf("got %v, want five confirmed", got)
		}
		for i := range 15 {
			if got := byStatus()[fmt.Sprintf("waitlisted %d", i+1)]; got != 1 {
				t.Errorf("%d registrations are at position %d, want one: %v", got, i+1, byStatus())
			}
		}
		confirmed := slices.DeleteFunc(slices.Clone(tokens), func(a newsroom.Answer) bool { return a.Text("status") != "confirmed" })
		first, second := waitingAt(n, desk, 1), waitingAt(n, desk, 2)
		atOnce(4, func(i int) {
			if i < 2 {
				n.With("", "DELETE", "/v1/registrations/"+confirmed[i].Text("token"), "").Want(204)
				return
			}
			n.Do(policy.Editor, "POST", desk+"/promote", "").Want(200)
		})
		for _, registration := range []string{first, second} {
			if got := n.Do(policy.Editor, "GET", "/v1/editorial/registrations/"+registration, "").Want(200).Text("status"); got != "confirmed" {
				t.Errorf("one of the first two who waited is %s, want confirmed", got)
			}
		}
		stats := func() newsroom.Answer { return n.Do(policy.Editor, "GET", desk+"/stats", "").Want(200) }
		if got := stats(); got.Text("confirmed_count") != "5" || got.Text("waitlisted_count") != "13" {
			t.Errorf("got %s, want 5 and 13", got.Body)
		}
		again := register(n, id, strings.ToUpper(tokens[19].Text("email")), "").Want(200)
		if again.Text("id") != tokens[19].Text("id") || again.Get("token") != nil || again.Get("name") != nil {
			t.Errorf("the same address again: got %s, want its registration and nothing of it", again.Body)
		}
		event = amend(n, n.Do(policy.EditorInChief, "GET", eventsPath+"/"+id, ""), `{"registration":{"mode":"rsvp","capacity":3,"party_most":3,"waitlist":"auto"}}`)
		n.Settle()
		if got := stats(); got.Text("over_capacity") != "2" || got.Text("confirmed_count") != "5" {
			t.Errorf("with fewer places: got %s, want nobody expelled and over_capacity 2", got.Body)
		}
		if got := n.Do(policy.Editor, "POST", desk+"/promote", "").Want(200).Text("promoted_count"); got != "0" {
			t.Errorf("%s were promoted above the capacity", got)
		}
		amend(n, event, `{"registration":{"mode":"rsvp","capacity":7,"party_most":3,"waitlist":"auto"}}`)
		n.Settle()
		if got := stats(); got.Text("confirmed_count") != "7" {
			t.Errorf("with more places: got %s, want 7 confirmed", got.Body)
		}
	})
}

// waitingAt is the id of who waits at a position.
func waitingAt(n *newsroom.Newsroom, desk string, position int) string {
	list := n.Do(policy.Editor, "GET", desk+"?limit=100&status=waitlisted", "").Want(200)
	for i := range list.Len("data") {
		if list.Text(fmt.Sprintf("data/%d/position", i)) == strconv.Itoa(position) {
			return list.Text(fmt.Sprintf("data/%d/id", i))
		}
	}
	return ""
}

func TestE05APartyIsNotSplitAndAKeyIsOneRequest(t *testing.T) {
	newsroom.Each(t, func(t *testing.T, n *newsroom.Newsroom) {
		id := eventOf(n, fiveSeats).Text("id")
		register(n, id, "a@example.org", `,"party":3`).Want(201)
		register(n, id, "b@example.org", "").Want(201)
		if got := register(n, id, "c@example.org", `,"party":2`).Want(201).Text("status"); got != "waitlisted" {
			t.Errorf("two with one place left: got %s, want waitlisted", got)
		}
		key := []string{"Idempotency-Key", "6f1c2b0e-7b3a"}
		first := register(n, id, "d@example.org", "", key...).Want(201)
		second := register(n, id, "d@example.org", "", key...).Want(201)
		if string(second.Body) != string(first.Body) || second.Header.Get("Idempotency-Replayed") != "true" {
			t.Errorf("the same request again: got %s, want %s", second.Body, first.Body)
		}
		if got := register(n, id, "e@example.org", "", key...).Want(422).Code(); got != "idempotency_key_reused" {
			t.Errorf("another request with the key: got %s", got)
		}
		register(n, id, "f@example.org", "", "Idempotency-Key", "short").Want(400)
		if got := mistakes(register(n, id, "nobody", `,"party":9`).Want(422)); !slices.Equal(got, []string{"/email wrong_format", "/party out_of_range"}) {
			t.Errorf("a bad request: got %q", got)
		}
	})
}

func TestE06ATicketLetsInOnce(t *testing.T) {
	newsroom.Each(t, func(t *testing.T, n *newsroom.Newsroom) {
		n.Clock.Set(at(t, "2026-05-10T11:00:00Z"))
		id, other := eventOf(n, fiveSeats).Text("id"), eventOf(n, fiveSeats).Text("id")
		ticket := register(n, id, "a@example.org", "").Want(201).Text("ticket")
		scan := func(event, ticket, nonce, device string, status int) newsroom.Answer {
			return n.Do(policy.Editor, "POST", eventsPath+"/"+event+"/checkins", `{"ticket":"`+ticket+`","nonce":"`+nonce+`","device":"`+device+`"}`).Want(status)
		}
		first := scan(id, ticket, "n1", "cửa A", 200)
		n.Clock.Advance(time.Minute)
		if again := scan(id, ticket, "n1", "cửa A", 200); string(again.Body) != string(first.Body) {
			t.Errorf("the same scan again: got %s, want %s", again.Body, first.Body)
		}
		used := scan(id, ticket, "n2", "cửa B", 409)
		if used.Text("code") != "already_checked_in" || used.Text("first/device") != "cửa A" || used.Text("first/at") != "2026-05-10T11:00:00Z" {
			t.Errorf("another scan: got %s, want the first time and device", used.Body)
		}
		scan(other, ticket, "n3", "", 404)
		if got := scan(id, ticket[:len(ticket)-2]+"zz", "n4", "", 401).Code(); got != "ticket_invalid" {
			t.Errorf("a changed ticket: got %s", got)
		}
		offline := register(n, id, "b@example.org", "").Want(201).Text("ticket")
		sync := func(device, when string) newsroom.Answer {
			return n.Do(policy.Editor, "POST", eventsPath+"/"+id+"/checkins/offline",
				`{"scans":[{"ticket":"`+offline+`","nonce":"`+device+`","device":"`+device+`","scanned_at":"`+when+`"}]}`).Want(200)
		}
		sync("máy 2", "2026-05-10T10:59:00Z")
		if got := sync("máy 1", "2026-05-10T10:58:00Z"); got.Text("data/0/code") != "ok" {
			t.Errorf("the earlier scan: got %s, want ok", got.Body)
		}
		if got := sync("máy 2", "2026-05-10T10:59:00Z"); got.Text("data/0/code") != "already_checked_in" || got.Text("data/0/first/device") != "máy 1" {
			t.Errorf("the later scan: got %s, want already_checked_in by the earlier device", got.Body)
		}
	})
}

func TestE03RegistrantsHearOfEachMoveOnce(t *testing.T) {
	newsroom.Each(t, func(t *testing.T, n *newsroom.Newsroom) {
		event := eventOf(n, fiveSeats)
		for _, email := range []string{"a@example.org", "b@example.org"} {
			register(n, event.Text("id"), email, `,"locale":"vi"`).Want(201)
		}
		n.Settle()
		before := len(n.Letters())
		for _, local := range []string{"2026-05-17T19:30", "2026-05-24T19:30"} {
			event = amend(n, event, `{"start":{"local":"`+local+`"}}`)
			n.Settle()
		}
		amend(n, event, `{"summary":"Một câu khác không làm phiền ai"}`)
		n.Settle()
		if got := len(n.Letters()) - before; got != 4 {
			t.Errorf("two people got %d letters, want two each", got)
		}
		if !slices.ContainsFunc(n.Letters(), func(l newsroom.Letter) bool {
			return strings.Contains(l.Text, "19:30 ngày 24/5/2026 (UTC+07:00)") && strings.Contains(l.Text, "#registration=reg_")
		}) {
			t.Errorf("no letter says the new time and the link")
		}
	})
}

func TestWhoRegisteredForAnOccurrenceHearsOfThatAlone(t *testing.T) {
	newsroom.Each(t, func(t *testing.T, n *newsroom.Newsroom) {
		event := eventOf(n, `{"title":"Lớp đan","start":{"local":"2026-05-10T19:00"},"recurrence":{"rrule":"FREQ=WEEKLY;COUNT=3"},
			"registration":{"mode":"rsvp","per_occurrence":true,"waitlist":"none"}}`)
		id := event.Text("id")
		for i, key := range []string{"20260510T190000", "20260517T190000", "20260524T190000"} {
			register(n, id, fmt.Sprintf("k%d@example.org", i), `,"locale":"vi","occurrence":"`+key+`"`).Want(201)
		}
		register(n, id, "x@example.org", `,"occurrence":"20260518T190000"`).Want(404)
		n.Settle()
		before := len(n.Letters())
		at := eventsPath + "/" + id + "/occurrences/"
		event = n.Do(policy.EditorInChief, "PATCH", at+"20260517T190000", `{"start":{"local":"2026-05-18T08:00"}}`, "If-Match", event.ETag()).Want(200)
		event = n.Do(policy.EditorInChief, "DELETE", at+"20260524T190000", "", "If-Match", event.ETag()).Want(200)
		bringOut(n, event)
		n.Settle()
		if got := len(n.Letters()) - before; got != 2 {
			t.Errorf("got %d letters, want one for each of the two occurrences", got)
		}
		for _, want := range []string{"đã thay đổi:\n\nLớp đan, 08:00 ngày 18/5/2026", "sẽ không diễn ra.\n\nLớp đan, 19:00 ngày 24/5/2026"} {
			if !slices.ContainsFunc(n.Letters(), func(l newsroom.Letter) bool { return strings.Contains(strings.ReplaceAll(l.Text, "\r\n", "\n"), want) }) {
				t.Errorf("no letter says %q", want)
			}
		}
	})
}

func TestRegistrationsAreForThoseWhoMayAndTheirOwners(t *testing.T) {
	n := newsroom.New(t, "sqlite")
	id := eventOf(n, `{"title":"Họp báo","start":{"local":"2026-05-10T19:00"},"online_url":"https://hop.example/phong","online_private":true,
		"registration":{"mode":"approval","waitlist":"none","questions":[{"id":"don-vi","text":"Đơn vị?","required":true}]}}`).Text("id")
	if doc := read(n, "/v1/events/"+id).Want(200); strings.Contains(string(doc.Body), "hop.example") {
		t.Errorf("everybody is told where: %s", doc.Body)
	}
	mine := register(n, id, "a@example.org", `,"answers":{"don-vi":"=SUM(1)"}`).Want(201)
	if mine.Text("status") != "pending" || string(mine.Get("online_url")) != "null" {
		t.Errorf("got %s, want it pending and no address", mine.Body)
	}
	n.Do(policy.Reporter, "GET", eventsPath+"/"+id+"/registrations", "").Want(403)
	n.Do(policy.Admin, "GET", eventsPath+"/"+id+"/registrations", "").Want(403)
	n.Do(policy.Editor, "POST", "/v1/editorial/registrations/"+mine.Text("id")+"/approve", "").Want(200)
	own := "/v1/registrations/" + mine.Text("token")
	if got := read(n, own).Want(200); got.Text("online_url") != "https://hop.example/phong" || got.Text("ticket") == "" || got.Header.Get("Cache-Control") != "private, no-store" {
		t.Errorf("with a place: got %s", got.Body)
	}
	asked := n.With("", "OPTIONS", own, "", "Origin", "https://app.example", "Access-Control-Request-Method", "DELETE")
	if got := asked.Header.Get("Access-Control-Allow-Methods"); !strings.Contains(got, "DELETE") {
		t.Errorf("a page of another origin may %s, want it to be able to cancel", got)
	}
	n.Do(policy.Editor, "GET", eventsPath+"/"+id+"/registrations/export", "").Want(403)
	table := string(n.Do(policy.Secretary, "GET", eventsPath+"/"+id+"/registrations/export", "").Want(200).Body)
	if !strings.HasPrefix(table, "\uFEFFid,") || !strings.Contains(table, ",'=SUM(1)\r\n") {
		t.Errorf("the table is %q, want a mark at its beginning and no formula", table)
	}
	n.Do(policy.Secretary, "DELETE", "/v1/editorial/registrations/"+mine.Text("id"), "").Want(204)
	if table := string(n.Do(policy.Secretary, "GET", eventsPath+"/"+id+"/registrations/export", "").Want(200).Body); strings.Contains(table, "Khách") {
		t.Errorf("somebody who was erased stands in %q", table)
	}
}
