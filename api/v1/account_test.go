package v1_test

import (
	"strings"
	"testing"
	"time"

	"newsdesk/internal/auth"
	"newsdesk/internal/policy"
	"newsdesk/internal/testkit/newsroom"
)

const (
	forgotPath   = "/v1/auth/password/forgot"
	resetPath    = "/v1/auth/password/reset"
	sessionsPath = "/v1/auth/sessions"
)

// forgotten asks for a letter for the person of a role and returns its slip.
func forgotten(n *newsroom.Newsroom, r policy.Role) string {
	n.Token(r)
	n.With("", "POST", forgotPath, `{"email":"`+newsroom.Email(r)+`"}`).Want(202)
	return n.Slip()
}

func TestAForgottenPasswordIsSetByLetterAndSignsNobodyIn(t *testing.T) {
	newsroom.Each(t, func(t *testing.T, n *newsroom.Newsroom) {
		slip := forgotten(n, policy.Reporter)
		n.Clock.Advance(time.Second)
		got := n.With("", "POST", resetPath, `{"slip":"`+slip+`","password":"`+newPassword+`"}`).Want(204)
		if len(got.Body) != 0 || len(cookies(got)) != 0 {
			t.Errorf("got %s and cookies %v, want no way in", got.Body, cookies(got))
		}
		n.Do(policy.Reporter, "GET", me, "").Want(401)
		n.With("", "POST", login, credentials(policy.Reporter, newsroom.Password, "body")).Want(401)
		n.With("", "POST", login, credentials(policy.Reporter, newPassword, "body")).Want(200)
		letters := n.Letters()
		last := letters[len(letters)-1]
		if len(letters) != 2 || last.To != newsroom.Email(policy.Reporter) || last.Slip() != "" || !strings.Contains(last.Subject, "đã được thay đổi") {
			t.Errorf("got %+v, want a second letter that tells of the change", letters)
		}
	})
}

func TestA18APasswordChangeEndsTheOtherSessionsInEveryProcess(t *testing.T) {
	newsroom.Each(t, func(t *testing.T, n *newsroom.Newsroom) {
		other := n.Another()
		n.Token(policy.Editor)
		elsewhere := n.With("", "POST", login, credentials(policy.Editor, newsroom.Password, "body")).Want(200)
		token := elsewhere.Text("access_token")
		for _, room := range []*newsroom.Newsroom{n, other} {
			room.With(token, "GET", me, "").Want(200)
		}
		n.Do(policy.Editor, "POST", "/v1/auth/password", `{"current_password":"sai roi nhe sai roi","password":"`+newPassword+`"}`).Want(422)
		n.Do(policy.Editor, "POST", "/v1/auth/password", `{"current_password":"`+newsroom.Password+`","password":"`+newPassword+`","keep_sessions":true}`).Want(422)
		n.With(token, "GET", me, "").Want(200)
		n.Do(policy.Editor, "POST", "/v1/auth/password", `{"current_password":"`+newsroom.Password+`","password":"`+newPassword+`"}`).Want(204)
		n.With(token, "GET", me, "").Want(401)
		n.Clock.Advance(time.Second)
		other.With(token, "GET", me, "").Want(401)
		other.With("", "POST", refresh, `{"refresh_token":"`+elsewhere.Text("refresh_token")+`"}`).Want(401)
		n.Do(policy.Editor, "GET", me, "").Want(200) // the session in which it was said
		if got := n.Letters(); len(got) != 1 || got[0].To != newsroom.Email(policy.Editor) {
			t.Errorf("got the letters %+v, want one to the editor", got)
		}
	})
}

func TestA23AResetWithoutASlipChangesNothing(t *testing.T) {
	newsroom.Each(t, func(t *testing.T, n *newsroom.Newsroom) {
		n.Token(policy.Admin)
		slip := forgotten(n, policy.Editor)
		n.Token(policy.Reporter)
		for _, sent := range []string{`""`, `null`, `{}`, `[]`, `true`, `0`, `"null"`, `"` + slip[1:] + `"`, `"` + slip + `="`, `"` + strings.Repeat("A", 86) + `"`} {
			unchanged(t, n, func() newsroom.Answer {
				return n.With("", "POST", resetPath, `{"slip":`+sent+`,"password":"`+newPassword+`"}`).Want(422)
			})
		}
		for _, body := range []string{`{"password":"` + newPassword + `"}`, `{}`, `{"token":"` + slip + `","password":"` + newPassword + `"}`} {
			unchanged(t, n, func() newsroom.Answer { return n.With("", "POST", resetPath, body).Want(422) })
		}
		for _, r := range []policy.Role{policy.Admin, policy.Editor, policy.Reporter} {
			n.Do(r, "GET", me, "").Want(200)
			n.With("", "POST", login, credentials(r, newPassword, "body")).Want(401)
		}
	})
}

func TestA24ForgettingTellsNothingAndLeadsNowhereElse(t *testing.T) {
	newsroom.Each(t, func(t *testing.T, n *newsroom.Newsroom) {
		n.Token(policy.Editor)
		known := n.With("", "POST", forgotPath, `{"email":"`+newsroom.Email(policy.Editor)+`"}`).Want(202)
		sameAs(t, n.With("", "POST", forgotPath, `{"email":"ai@newsdesk.test"}`).Want(202), known)
		var first newsroom.Answer
		for i, email := range []string{newsroom.Email(policy.Editor), "ai@newsdesk.test"} {
			got := n.With("", "POST", forgotPath, `{"email":"`+email+`","redirect":"https://evil.test/"}`).Want(422)
			if i > 0 {
				sameAs(t, got, first)
			}
			first = got
		}
		n.With("", "POST", forgotPath+"?redirect=https://evil.test/", `{"email":"`+newsroom.Email(policy.Editor)+`"}`)
		for _, l := range n.Letters() {
			if l.To != newsroom.Email(policy.Editor) || strings.Contains(l.Text, "evil.test") {
				t.Errorf("got the letter %+v", l)
			}
		}
	})
}

func TestA25TheLinkLeadsWhereTheSettingsSay(t *testing.T) {
	newsroom.Each(t, func(t *testing.T, n *newsroom.Newsroom) {
		n.Token(policy.Editor)
		n.With("", "POST", forgotPath, `{"email":"`+newsroom.Email(policy.Editor)+`"}`,
			"Host", "evil.test", "X-Forwarded-Host", "evil.test", "X-Forwarded-Proto", "http", "Forwarded", "host=evil.test").Want(202)
		letters := n.Letters()
		if len(letters) != 1 || letters[0].Link() != "https://toasoan.bao.example/reset-password" || letters[0].Slip() == "" {
			t.Errorf("got %+v, want one letter that leads to the desk", letters)
		}
	})
}

func TestA26NoLetterGoesToATypedAddress(t *testing.T) {
	newsroom.Each(t, func(t *testing.T, n *newsroom.Newsroom) {
		n.Token(policy.Admin)
		for _, typed := range []string{"ádmin@newsdesk.test", "ADMIN@newsdesk.test", "admin@newsdesk.test ", "admin@newsdesk.test.evil.test"} {
			n.With("", "POST", forgotPath, `{"email":"`+typed+`"}`).Want(202)
		}
		letters := n.Letters()
		for _, l := range letters {
			if l.To != newsroom.Email(policy.Admin) {
				t.Errorf("a letter went to %s", l.To)
			}
		}
		if len(letters) != 2 {
			t.Errorf("got %d letters, want the two that were meant", len(letters))
		}
	})
}

func TestA12ASlipIsNoAccessToken(t *testing.T) {
	newsroom.Each(t, func(t *testing.T, n *newsroom.Newsroom) {
		slip := forgotten(n, policy.Admin)
		n.With(slip, "GET", me, "").Want(401)
		n.With("", "POST", refresh, `{"refresh_token":"`+slip+`"}`).Want(401)
		n.With("", "POST", "/v1/auth/invitations/accept", accepting(slip, "")).Want(422)
	})
}

func TestLettersAreRationed(t *testing.T) {
	newsroom.Each(t, func(t *testing.T, n *newsroom.Newsroom) {
		for range 5 {
			n.With("", "POST", forgotPath, `{"email":"ai@newsdesk.test"}`).Want(202)
		}
		if got := n.With("", "POST", forgotPath, `{"email":"ai@newsdesk.test"}`).Want(429); got.Header.Get("Retry-After") != "30" {
			t.Errorf("got Retry-After %s, want 30", got.Header.Get("Retry-After"))
		}
	})
}

func TestPeopleSeeWhereTheyAreSignedInAndSignOutElsewhere(t *testing.T) {
	newsroom.Each(t, func(t *testing.T, n *newsroom.Newsroom) {
		n.Token(policy.Editor)
		n.Clock.Advance(time.Second)
		phone := n.With("", "POST", login, `{"email":"`+newsroom.Email(policy.Editor)+`","password":"`+newsroom.Password+`","transport":"body","label":"Điện thoại"}`).Want(200)
		stranger := n.Do(policy.Reporter, "GET", me, "").Want(200).Text("session/id")
		list := n.Do(policy.Editor, "GET", sessionsPath, "").Want(200)
		if list.Len("data") != 2 || list.Text("data/0/label") != "Điện thoại" || list.Text("data/0/current") != "false" || list.Text("data/1/current") != "true" {
			t.Errorf("got %s, want the phone and then this session", list.Body)
		}
		n.Do(policy.Editor, "DELETE", sessionsPath+"/"+stranger, "").Want(404)
		n.Do(policy.Reporter, "GET", me, "").Want(200)
		n.Do(policy.Editor, "DELETE", sessionsPath+"/"+list.Text("data/0/id"), "").Want(204)
		n.With(phone.Text("access_token"), "GET", me, "").Want(401)
		n.With("", "POST", refresh, `{"refresh_token":"`+phone.Text("refresh_token")+`"}`).Want(401)
		other := n.SignIn(newsroom.Email(policy.Editor))
		if got := n.Do(policy.Editor, "DELETE", sessionsPath, "").Want(200).Text("ended"); got != "1" {
			t.Errorf("got %s sessions ended, want 1", got)
		}
		n.With(other, "GET", me, "").Want(401)
		n.Do(policy.Editor, "GET", me, "").Want(200)
		if got := journalled(t, n, auth.ActRevoke); got != 2 {
			t.Errorf("got %d lines in the journal, want 2", got)
		}
	})
}

func TestAdministratorsSeeAndEndSessionsOfOthers(t *testing.T) {
	newsroom.Each(t, func(t *testing.T, n *newsroom.Newsroom) {
		id := n.Do(policy.Editor, "GET", me, "").Want(200).Text("user/id")
		at := usersPath + "/" + id + "/sessions"
		if got := n.Do(policy.Auditor, "GET", at, "").Want(200); got.Len("data") != 1 || got.Text("data/0/current") != "false" {
			t.Errorf("got %s, want the editor's session", got.Body)
		}
		n.Do(policy.Auditor, "DELETE", at, "").Want(403)
		n.Do(policy.Editor, "GET", at, "").Want(403)
		n.Do(policy.Admin, "DELETE", at, "").Want(200)
		n.Do(policy.Editor, "GET", me, "").Want(401)
		n.Do(policy.Admin, "DELETE", usersPath+"/"+missing()+"/sessions", "").Want(404)
		n.Do(policy.Admin, "GET", usersPath+"/"+missing()+"/sessions", "").Want(404)
	})
}

func TestMeSaysHowOneStandsWithASecondFactor(t *testing.T) {
	newsroom.Each(t, func(t *testing.T, n *newsroom.Newsroom) {
		if got, want := string(n.Do(policy.Reporter, "GET", me, "").Want(200).Get("second_factor")), `{"has":false,"required":false,"due":null}`; got != want {
			t.Errorf("got %s, want %s", got, want)
		}
	})
}
