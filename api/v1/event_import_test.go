package v1_test

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"newsdesk/internal/policy"
	"newsdesk/internal/testkit/newsroom"
)

// bringIn imports a calendar.
func bringIn(n *newsroom.Newsroom, role policy.Role, query, file string) newsroom.Answer {
	r := httptest.NewRequest(http.MethodPost, "/v1/editorial/imports/ics"+query, strings.NewReader(file))
	r.Header.Set("Content-Type", "text/calendar; charset=utf-8")
	r.Header.Set("Authorization", "Bearer "+n.Token(role))
	return n.Send(r)
}

const club = "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//x//EN\r\n" +
	"BEGIN:VEVENT\r\nUID:clb@example.org\r\nDTSTAMP:20200101T000000Z\r\nSUMMARY:Câu lạc bộ\r\nDTSTART;TZID=Asia/Ho_Chi_Minh:20200324T140000\r\n" +
	"DTEND;TZID=Asia/Ho_Chi_Minh:20200324T160000\r\nRRULE:FREQ=WEEKLY;COUNT=4\r\nEXDATE;TZID=Asia/Ho_Chi_Minh:20200331T140000\r\n" +
	"RDATE;TZID=Asia/Ho_Chi_Minh:20200402T090000\r\nLOCATION:Nhà văn hóa\r\nEND:VEVENT\r\n" +
	"BEGIN:VEVENT\r\nUID:clb@example.org\r\nDTSTAMP:20200101T000000Z\r\nSUMMARY:Câu lạc bộ\r\nRECURRENCE-ID;TZID=Asia/Ho_Chi_Minh:20200407T140000\r\n" +
	"DTSTART;TZID=Asia/Ho_Chi_Minh:20200408T090000\r\nEND:VEVENT\r\n" +
	"BEGIN:VEVENT\r\nUID:tuan@example.org\r\nDTSTAMP:20200101T000000Z\r\nSUMMARY:Theo tuần\r\nDTSTART:20200324T140000Z\r\nRRULE:FREQ=YEARLY;BYWEEKNO=13\r\nEND:VEVENT\r\n" +
	"END:VCALENDAR\r\n"

func TestACalendarIsBroughtInOnceAndTellsWhatItCannot(t *testing.T) {
	newsroom.Each(t, func(t *testing.T, n *newsroom.Newsroom) {
		dry := bringIn(n, policy.Editor, "?dry_run=true", club).Want(200)
		if got := dry.Text("created_count") + dry.Text("refused_count"); got != "11" {
			t.Errorf("a dry run: got %s, want one event and one refusal", dry.Body)
		}
		if got := n.Do(policy.EditorInChief, "GET", eventsPath, "").Want(200).Len("data"); got != 0 {
			t.Errorf("a dry run left %d events", got)
		}
		real := bringIn(n, policy.EditorInChief, "", club).Want(200)
		if got := real.Text("items/1/problems/0/code"); got != "recurrence_not_allowed" || real.Text("items/1/line") == "0" {
			t.Errorf("what is refused: got %s, want the line and the reason", real.Get("items/1"))
		}
		made := n.Do(policy.EditorInChief, "GET", eventsPath+"/"+real.Text("items/0/event_id"), "").Want(200)
		if made.Text("status") != "draft" || made.Text("uid") != "clb@example.org" || made.Text("venue/name") != "Nhà văn hóa" {
			t.Errorf("got %s", made.Body)
		}
		again := bringIn(n, policy.EditorInChief, "", club).Want(200)
		if got := again.Text("unchanged_count"); got != "1" {
			t.Errorf("the same again: got %s, want nothing changed", again.Body)
		}
		changed := bringIn(n, policy.EditorInChief, "", strings.ReplaceAll(club, "Nhà văn hóa", "Thư viện tỉnh")).Want(200)
		if got := changed.Text("updated_count"); got != "1" {
			t.Errorf("with another place: got %s, want it updated", changed.Body)
		}
		bringOut(n, n.Do(policy.EditorInChief, "GET", eventsPath+"/"+real.Text("items/0/event_id"), "").Want(200))
		want := "[2020-03-24T07:00:00Z 2020-04-02T02:00:00Z 2020-04-08T02:00:00Z 2020-04-14T07:00:00Z]"
		if got := fmt.Sprint(eventList(n, "from=2020-03-01&to=2020-05-01&expand=occurrences", "start/instant")); got != want {
			t.Errorf("got %s, want %s", got, want)
		}
		if calendar := ics(n, "/feeds/events.ics"); strings.Contains(calendar, "clb@example.org") {
			t.Errorf("what was over in 2020 stands in the feed")
		}
		bringIn(n, policy.Treasurer, "", club).Want(403)
		bringIn(n, policy.Editor, "", "Chào").Want(400)
	})
}

func TestEveryCalendarOfTheCorpusIsBroughtInOrRefusedWithItsLine(t *testing.T) {
	corpora := os.Getenv("NEWSDESK_CORPORA")
	if corpora == "" {
		t.Skip("NEWSDESK_CORPORA names no folder with corpora: the calendars of other programs are not read")
	}
	files, err := filepath.Glob(filepath.Join(corpora, "ical", "*.ics"))
	if err != nil || len(files) < 15 {
		t.Fatalf("got %d files (%v), want the corpus", len(files), err)
	}
	n := newsroom.New(t, "sqlite")
	created, refused := 0, 0
	for _, file := range files {
		raw, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		a := bringIn(n, policy.EditorInChief, "?dry_run=true", string(raw))
		if a.Status == 400 {
			refused++
			continue
		}
		a.Want(200)
		for i := range a.Len("items") {
			item := fmt.Sprintf("items/%d/", i)
			if a.Text(item+"action") == "create" {
				created++
				continue
			}
			refused++
			if a.Text(item+"problems/0/line") == "0" || a.Text(item+"problems/0/detail") == "" {
				t.Errorf("%s: refused without a line or a reason: %s", filepath.Base(file), a.Get(strings.TrimSuffix(item, "/")))
			}
			t.Logf("%s: %s", filepath.Base(file), a.Get(item+"problems"))
		}
	}
	if t.Logf("%d files: %d events, %d refused", len(files), created, refused); created < 15 {
		t.Errorf("only %d events came in", created)
	}
}
