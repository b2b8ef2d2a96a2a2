package v1_test

import (
	"encoding/csv"
	"fmt"
	"net/http"
	"net/url"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/go-json-experiment/json"

	"newsdesk/internal/auth"
	"newsdesk/internal/db"
	"newsdesk/internal/journal"
	"newsdesk/internal/policy"
	"newsdesk/internal/testkit/newsroom"
)

const auditPath = "/v1/editorial/audit"

// trail is the whole journal.
func trail(t *testing.T, n *newsroom.Newsroom) []journal.Line {
	t.Helper()
	lines, err := journal.List(t.Context(), n.DB, journal.Filter{})
	if err != nil {
		t.Fatal(err)
	}
	return lines
}

// leaves fails unless an act leaves one line, of its verb and its cause, and
// returns what it answered. Of an entry, the digest of before must be the one
// that the line before left.
func leaves(t *testing.T, n *newsroom.Newsroom, verb string, act func() newsroom.Answer) newsroom.Answer {
	t.Helper()
	before := trail(t, n)
	a := act()
	after := trail(t, n)
	if len(after) != len(before)+1 {
		t.Fatalf("%s left %d lines, want 1: %s", verb, len(after)-len(before), a.Body)
	}
	l := after[len(before)]
	if l.Verb != verb || l.Cause != a.Header.Get("X-Request-Id") || l.Cause == "" || l.Address != "192.0.2.1" {
		t.Errorf("got line %+v, want the verb %s, the cause %s and the address", l, verb, a.Header.Get("X-Request-Id"))
	}
	if l.ActorKind != "person" || l.ActorID == "" || l.SessionID == "" {
		t.Errorf("%s was done by %s %q in session %q, want a person and a session", verb, l.ActorKind, l.ActorID, l.SessionID)
	}
	var last journal.Line
	for _, other := range before {
		if other.EntryID == l.EntryID {
			last = other
		}
	}
	if l.Digest == "" || l.Before != last.Digest {
		t.Errorf("%s goes from digest %q to %q, want from %q to another", verb, l.Before, l.Digest, last.Digest)
	}
	return a
}

func TestK01EachMutationOfAWorkingLifeLeavesOneLine(t *testing.T) {
	newsroom.Each(t, func(t *testing.T, n *newsroom.Newsroom) {
		chief, secretary := n.Token(policy.EditorInChief), n.Token(policy.Secretary)
		a := leaves(t, n, "create", func() newsroom.Answer {
			return n.With(chief, "POST", editorialArticles, `{"title":"Bài","body":[{"type":"paragraph","text":[{"text":"Nội dung."}]}]}`).Want(201)
		})
		at := path(a)
		edit := func(body string) {
			t.Helper()
			a = leaves(t, n, "update", func() newsroom.Answer {
				return n.With(chief, "PATCH", at, body, "If-Match", a.ETag()).Want(200)
			})
		}
		verb := func(v, body string) {
			t.Helper()
			a = leaves(t, n, v, func() newsroom.Answer {
				return n.With(chief, "POST", at+"/"+v, body, "If-Match", a.ETag()).Want(200)
			})
		}
		edit(`{"title":"Bài đã sửa"}`)
		verb("submit", "")
		verb("return", `{"note":"Thiếu nguồn"}`)
		verb("submit", "")
		verb("approve", "")
		verb("schedule", `{"publish_at":"`+n.Clock.Now().Add(time.Hour).Format(time.RFC3339)+`"}`)
		verb("unschedule", "")
		verb("publish", "")
		edit(`{"title":"Bài đã sửa lần nữa"}`)
		a = leaves(t, n, "update", func() newsroom.Answer {
			return n.With(chief, "POST", at+"/revisions/1/restore", "", "If-Match", a.ETag()).Want(200)
		})
		verb("unpublish", `{"note":"Sai"}`)
		a = n.With(chief, "POST", editorialArticles, `{"title":"Bài bỏ"}`).Want(201)
		at = path(a)
		leaves(t, n, "delete", func() newsroom.Answer { return n.With(chief, "DELETE", at, "", "If-Match", a.ETag()).Want(204) })
		a = n.With(chief, "GET", at, "").Want(200)
		verb("restore", "")
		leaves(t, n, "create", func() newsroom.Answer {
			return n.With(secretary, "POST", "/v1/editorial/sections", `{"name":"Thời sự"}`).Want(201)
		})
		stranger := n.Token(policy.Contributor)
		before := len(trail(t, n))
		n.With(chief, "PATCH", at, `{"title":"Bài cũ"}`, "If-Match", `"1.00000000"`).Want(412)
		n.With(stranger, "PATCH", at, `{"title":"Bài trộm"}`, "If-Match", a.ETag()).Want(404)
		n.With(chief, "POST", at+"/return", "", "If-Match", a.ETag()).Want(409)
		if left := trail(t, n)[before:]; len(left) != 0 {
			t.Errorf("what was refused left %+v, want nothing", left)
		}
		if bad, err := journal.Verify(t.Context(), n.DB); bad != 0 || err != nil {
			t.Errorf("the journal does not fit at line %d (%v)", bad, err)
		}
	})
}

func TestK01EachChangeOfPeopleLeavesOneLine(t *testing.T) {
	newsroom.Each(t, func(t *testing.T, n *newsroom.Newsroom) {
		admin := auth.System("test")
		u, err := n.Auth.Add(t.Context(), admin, auth.NewUser{Email: "an@newsdesk.test", Name: "An", Password: newsroom.Password})
		if err != nil {
			t.Fatal(err)
		}
		for verb, change := range map[string]func() error{
			auth.ActGrants: func() error {
				_, err := n.Auth.SetGrants(t.Context(), admin, u.ID, []policy.Grant{everywhere(policy.Editor)})
				return err
			},
			auth.ActLogin: func() error {
				_, err := n.Auth.Login(t.Context(), auth.LoginInput{Email: "an@newsdesk.test", Password: newsroom.Password, Transport: auth.Body, Address: "192.0.2.7"})
				return err
			},
			auth.ActRotate: func() error { return n.Auth.RotateKeys(t.Context(), admin) },
		} {
			before := len(trail(t, n))
			if err := change(); err != nil {
				t.Fatalf("%s: %v", verb, err)
			}
			if left := trail(t, n)[before:]; len(left) != 1 || left[0].Verb != verb || left[0].ActorID == "" {
				t.Errorf("%s left %+v, want one line of it", verb, left)
			}
		}
	})
}

// seqs are the numbers of the lines of an answer.
func seqs(a newsroom.Answer) (list []string) {
	for i := range a.Len("data") {
		list = append(list, a.Text(fmt.Sprintf("data/%d/seq", i)))
	}
	return list
}

func TestTheRecordIsFilteredAndTurned(t *testing.T) {
	newsroom.Each(t, func(t *testing.T, n *newsroom.Newsroom) {
		admin := n.Token(policy.Admin)
		a := published(t, n, `"title":"Bài"`)
		say(n, policy.EditorInChief, "unpublish", a, `{"note":"Sai tên"}`).Want(200)
		ask := func(query string) newsroom.Answer {
			t.Helper()
			return n.With(admin, "GET", auditPath+query, "").Want(200)
		}
		last := ask("?entry=" + a.Text("id") + "&limit=1&count=true")
		if last.Text("data/0/verb") != "unpublish" || last.Text("data/0/note") != "Sai tên" || last.Text("data/0/address") != "192.0.2.1" ||
			last.Text("data/0/actor/name") != "Người editor_in_chief" || last.Text("data/0/actor/kind") != "person" || last.Text("page/total") != "3" {
			t.Errorf("got %s, want the unpublication by the chief, of 3 lines", last.Body)
		}
		older := n.With(admin, "GET", last.Text("page/next"), "").Want(200)
		newer := n.With(admin, "GET", older.Text("page/prev"), "").Want(200)
		if older.Text("data/0/verb") != "publish" || newer.Text("data/0/seq") != last.Text("data/0/seq") {
			t.Errorf("got %s and back %s, want the publication, and the first page again", older.Body, newer.Body)
		}
		who, session := last.Text("data/0/actor/id"), last.Text("data/0/session_id")
		at := url.QueryEscape(n.Clock.Now().Format(time.RFC3339))
		later := url.QueryEscape(n.Clock.Now().Add(time.Hour).Format(time.RFC3339))
		all := strings.Join(seqs(ask("?entry="+a.Text("id"))), " ")
		for query, want := range map[string]string{
			"?entry=" + a.Text("id") + "&actor=" + who:                  all,
			"?entry=" + a.Text("id") + "&session=" + session:            all,
			"?entry=" + a.Text("id") + "&verb=create,publish,unpublish": all,
			"?kind=article": all,
			"?entry=" + a.Text("id") + "&verb=unpublish":              last.Text("data/0/seq"),
			"?entry=" + a.Text("id") + "&from=" + at + "&to=" + later: all,
			"?from=" + later: "", "?to=" + at: "", "?kind=page": "",
		} {
			if got := strings.Join(seqs(ask(query)), " "); got != want {
				t.Errorf("%s: got the lines %q, want %q", query, got, want)
			}
		}
		for _, bad := range []string{"?from=hom-qua", "?verb=", "?verb=a,a", "?user=x", "?limit=0", "?cursor=x"} {
			n.With(admin, "GET", auditPath+bad, "").Want(400)
		}
	})
}

func TestTheRecordOutlivesWhatWasErased(t *testing.T) {
	newsroom.Each(t, func(t *testing.T, n *newsroom.Newsroom) {
		a := published(t, n, `"title":"Bài"`)
		say(n, policy.EditorInChief, "unpublish", a, `{"note":"Sai tên"}`).Want(200)
		admin := n.Token(policy.Admin)
		first := n.With(admin, "GET", auditPath+"?verb=unpublish", "").Want(200)
		err := n.DB.Update(t.Context(), func(tx *db.Tx) error {
			_, err := journal.Forget(t.Context(), tx, first.Text("data/0/actor/id"))
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		again := n.With(admin, "GET", auditPath+"?verb=unpublish", "").Want(200)
		if again.Text("data/0/address") != "" || again.Text("data/0/note") != "" || again.Text("data/0/erased") != "true" || again.Text("data/0/hash") != first.Text("data/0/hash") {
			t.Errorf("got %s, want the line without address and note", again.Body)
		}
	})
}

func TestTheCheckpointsOfTheRecordAreListed(t *testing.T) {
	newsroom.Each(t, func(t *testing.T, n *newsroom.Newsroom) {
		admin := n.Token(policy.Admin)
		signer := journal.NewCheckpointer(n.DB, journal.Key([]byte(strings.Repeat("k", 32))), filepath.Join(t.TempDir(), "checkpoints.jsonl"))
		for range 3 {
			draftIn(n, section(n, "Mục"), "Bài")
			if _, err := signer.Sign(t.Context()); err != nil {
				t.Fatal(err)
			}
			n.Do(policy.EditorInChief, "POST", editorialArticles, `{"title":"Bài nữa"}`).Want(201)
		}
		newest := n.With(admin, "GET", auditPath+"/checkpoints?limit=1&count=true", "").Want(200)
		older := n.With(admin, "GET", newest.Text("page/next"), "").Want(200)
		if newest.Text("page/total") != "3" || newest.Text("data/0/signature") == "" || older.Text("data/0/seq") == newest.Text("data/0/seq") {
			t.Errorf("got %s and then %s, want two of three checkpoints", newest.Body, older.Body)
		}
	})
}

func TestK06AnExportDisarmsFormulas(t *testing.T) {
	newsroom.Each(t, func(t *testing.T, n *newsroom.Newsroom) {
		a := published(t, n, `"title":"Bài"`)
		say(n, policy.EditorInChief, "unpublish", a, `{"note":"=HYPERLINK(\"http://x\")"}`).Want(200)
		admin := n.Token(policy.Admin)
		got := n.With(admin, "GET", auditPath+"/export", "").Want(200)
		if kind := got.Header.Get("Content-Type"); kind != "text/csv; charset=utf-8" || got.Header.Get("Cache-Control") != "private, no-store" {
			t.Errorf("got Content-Type %q and Cache-Control %q", kind, got.Header.Get("Cache-Control"))
		}
		rows, err := csv.NewReader(strings.NewReader(string(got.Body))).ReadAll()
		if err != nil || len(rows) != len(trail(t, n))+1 {
			t.Fatalf("got %d rows (%v), want one for each of %d lines and the names", len(rows), err, len(trail(t, n)))
		}
		if !strings.Contains(string(got.Body), `"'=HYPERLINK(""http://x"")"`) {
			t.Errorf("got %s, want the note behind an apostrophe, in quotes", got.Body)
		}
		if last := rows[len(rows)-1]; last[2] != journal.VerbExport {
			t.Errorf("the last row is %v, want the export itself", last)
		}
	})
}

func TestAnExportIsFilteredAndLeavesItsLine(t *testing.T) {
	newsroom.Each(t, func(t *testing.T, n *newsroom.Newsroom) {
		published(t, n, `"title":"Bài"`)
		admin := n.Token(policy.Admin)
		before := len(trail(t, n))
		got := n.With(admin, "GET", auditPath+"/export?format=ndjson&kind=article&verb=publish", "", "Accept", "application/x-ndjson").Want(200)
		var line struct {
			Verb    string `json:"verb"`
			ActorID string `json:"actor_id"`
		}
		if err := json.Unmarshal(got.Body, &line); err != nil || line.Verb != "publish" || line.ActorID == "" {
			t.Errorf("got %s (%v), want one publication", got.Body, err)
		}
		left := trail(t, n)[before:]
		if len(left) != 1 || left[0].Verb != journal.VerbExport || left[0].Kind != journal.KindAudit || left[0].Cause != got.Header.Get("X-Request-Id") {
			t.Errorf("the export left %+v, want one line of it", left)
		}
		n.With(admin, "HEAD", auditPath+"/export", "").Want(200)
		n.With(admin, "GET", auditPath+"/export?format=xml", "").Want(400)
		n.With(admin, "GET", auditPath+"/export", "", "Accept", "image/png").Want(406)
		if after := len(trail(t, n)); after != before+1 {
			t.Errorf("there are %d more lines, want only that of the export", after-before)
		}
	})
}

func TestK07OnlyWhoMayReadTheRecordTakesItOut(t *testing.T) {
	newsroom.Each(t, func(t *testing.T, n *newsroom.Newsroom) {
		for _, role := range []policy.Role{policy.Contributor, policy.Reporter, policy.Editor, policy.Secretary, policy.EditorInChief, policy.Photographer} {
			for _, at := range []string{auditPath, auditPath + "/export", auditPath + "/checkpoints"} {
				n.Do(role, "GET", at, "").Want(403)
			}
		}
		for _, at := range []string{auditPath, auditPath + "/export", auditPath + "/checkpoints"} {
			n.Do("", "GET", at, "").Want(401)
			n.Do(policy.Auditor, http.MethodGet, at, "").Want(200)
		}
	})
}

func TestAnExportNeedsAFreshProofOfWhoAsks(t *testing.T) {
	newsroom.Each(t, func(t *testing.T, n *newsroom.Newsroom) {
		n.Token(policy.Auditor)
		tokens, err := n.Auth.Login(t.Context(), auth.LoginInput{
			Email: newsroom.Email(policy.Auditor), Password: newsroom.Password, Transport: auth.Body, Address: "192.0.2.1",
		})
		if err != nil {
			t.Fatal(err)
		}
		n.Clock.Advance(11 * time.Minute)
		if tokens, err = n.Auth.Refresh(t.Context(), tokens.Refresh, "", ""); err != nil {
			t.Fatal(err)
		}
		n.With(tokens.Access, "GET", auditPath, "").Want(200)
		before := len(trail(t, n))
		if got := n.With(tokens.Access, "GET", auditPath+"/export", "").Want(401).Code(); got != "step_up_required" {
			t.Errorf("got %s, want step_up_required", got)
		}
		if left := trail(t, n)[before:]; len(left) != 0 {
			t.Errorf("the refusal left %+v, want nothing", left)
		}
	})
}
