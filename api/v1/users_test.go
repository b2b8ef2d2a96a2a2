package v1_test

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"newsdesk/internal/auth"
	"newsdesk/internal/db"
	"newsdesk/internal/policy"
	"newsdesk/internal/testkit/newsroom"
)

const (
	usersPath   = "/v1/editorial/users"
	newPassword = "bon con vit boi qua song"
)

// invitee is where invitations of these tests go.
const invitee = "an@bao.example"

// invite has the administrator invite someone and returns the answer and the
// slip of the letter.
func invite(n *newsroom.Newsroom, role string) (newsroom.Answer, string) {
	a := n.Do(policy.Admin, "POST", usersPath, `{"email":"`+invitee+`","name":"Trần An","locale":"vi","grants":[{"role":"`+role+`","sections":["*"]}]}`).Want(201)
	slip := n.Slip()
	n.Clock.Advance(time.Second) // letters sort by the second
	return a, slip
}

// accepting is the body with which someone comes.
func accepting(slip, more string) string {
	return `{"slip":"` + slip + `","password":"` + newPassword + `","transport":"body"` + more + `}`
}

func TestAnInvitedReporterGetsALetterAndIsIn(t *testing.T) {
	newsroom.Each(t, func(t *testing.T, n *newsroom.Newsroom) {
		invited, slip := invite(n, "reporter")
		if got := invited.Text("status"); got != "invited" || invited.Header.Get("Location") != usersPath+"/"+invited.Text("id") {
			t.Errorf("got status %s at %s", got, invited.Header.Get("Location"))
		}
		letter := n.Letters()[0]
		if letter.To != invitee || letter.Link() != "https://toasoan.bao.example/join" || !strings.Contains(letter.Subject, "Mời") {
			t.Errorf("got the letter %+v, want an invitation in Vietnamese that leads to the desk", letter)
		}
		in := n.With("", "POST", "/v1/auth/invitations/accept", accepting(slip, `,"name":"An Trần","label":"Máy"`)).Want(200)
		who := n.With(in.Text("access_token"), "GET", me, "").Want(200)
		if who.Text("user/name") != "An Trần" || who.Text("session/label") != "Máy" || who.Text("locale") != "vi" {
			t.Errorf("got %s, want the one who was invited", who.Body)
		}
		n.With(in.Text("access_token"), "POST", editorialArticles, `{"title":"Bài đầu tiên"}`).Want(201)
		if again := n.With("", "POST", "/v1/auth/invitations/accept", accepting(slip, "")).Want(422); again.Text("errors/0/code") != "not_good" {
			t.Errorf("the slip again: got %s", again.Body)
		}
		n.Do(policy.Admin, "POST", usersPath+"/"+invited.Text("id")+"/actions/reinvite", "").Want(409)
	})
}

func TestA29NobodyChoosesTheirOwnRoleOnTheWayIn(t *testing.T) {
	newsroom.Each(t, func(t *testing.T, n *newsroom.Newsroom) {
		_, slip := invite(n, "reporter")
		for _, more := range []string{
			`,"role":"admin"`, `,"verified":true`, `,"id":"` + missing() + `"`, `,"created_at":"2020-03-24T11:00:00Z"`,
			`,"grants":[{"role":"admin","sections":["*"]}]`, `,"Password":"x"`,
		} {
			got := unchanged(t, n, func() newsroom.Answer {
				return n.With("", "POST", "/v1/auth/invitations/accept", accepting(slip, more)).Want(422)
			})
			if got.Code() != "unknown_member" {
				t.Errorf("%s: got %s, want unknown_member", more, got.Code())
			}
		}
		n.With("", "POST", "/v1/auth/invitations/accept", accepting(slip, "")).Want(200)
	})
}

func TestA34NoListAndNoTableShowsWhatOpensAnAccount(t *testing.T) {
	newsroom.Each(t, func(t *testing.T, n *newsroom.Newsroom) {
		invited, slip := invite(n, "reporter")
		n.With("", "POST", "/v1/auth/password/forgot", `{"email":"`+newsroom.Email(policy.Admin)+`"}`).Want(202)
		resetting := n.Slip()
		for _, path := range []string{usersPath, usersPath + "/" + invited.Text("id"), usersPath + "/" + invited.Text("id") + "/sessions", me} {
			body := string(n.Do(policy.Admin, "GET", path, "").Want(200).Body)
			for _, secret := range []string{slip, resetting, "argon2", "slip", "password", "hash"} {
				if strings.Contains(body, secret) {
					t.Errorf("%s tells %q: %s", path, secret, body)
				}
			}
		}
		for _, table := range []string{"slips", "jobs", "users", "sessions", "journal"} {
			var rows []map[string]any
			if err := db.Gorm(t.Context(), n.DB).Table(table).Find(&rows).Error; err != nil {
				t.Fatal(err)
			}
			for _, row := range rows {
				for column, value := range row {
					text, _ := value.(string)
					if strings.Contains(text, slip) || strings.Contains(text, resetting) {
						t.Errorf("%s.%s holds a slip", table, column)
					}
				}
			}
		}
	})
}

func TestB28WhoMayNotReadUsersSeesNamesThatArePublic(t *testing.T) {
	newsroom.Each(t, func(t *testing.T, n *newsroom.Newsroom) {
		sec := section(n, "Thời sự")
		lan := hire(t, n, "lan", everywhere(policy.Secretary))
		hire(t, n, "kin", everywhere(policy.Reporter))
		own := func(title, more string) newsroom.Answer {
			return n.With(lan, "POST", editorialArticles, `{"title":"`+title+`","section_id":"`+sec+`","body":[{"type":"paragraph","text":[{"text":"Nội dung."}]}]`+more+`}`).Want(201)
		}
		a := own("Bài", "")
		list := n.Do(policy.Editor, "GET", usersPath+"?count=true", "").Want(200)
		if list.Len("data") != 0 || list.Text("page/total") != "0" {
			t.Errorf("with drafts alone: got %s, want nobody", list.Body)
		}
		a = n.With(lan, "POST", path(a)+"/submit", "", "If-Match", a.ETag()).Want(200)
		a = say(n, policy.EditorInChief, "approve", a, "").Want(200)
		say(n, policy.EditorInChief, "publish", a, "").Want(200)
		list = n.Do(policy.Editor, "GET", usersPath+"?count=true", "").Want(200)
		want := `[{"id":"` + a.Text("owner/id") + `","type":"user","name":"lan"}]`
		if got := string(list.Get("data")); got != want || list.Text("page/total") != "1" {
			t.Errorf("got %s of %s, want %s", got, list.Text("page/total"), want)
		}
		for _, filter := range []string{"email=lan@newsdesk.test", "role=secretary", "status=active", "q=lan"} {
			got := n.Do(policy.Editor, "GET", usersPath+"?"+filter, "").Want(400)
			if got.Text("errors/0/code") != "unknown" {
				t.Errorf("%s: got %s, want it unknown", filter, got.Body)
			}
		}
		for _, id := range []string{a.Text("owner/id"), missing()} {
			n.Do(policy.Editor, "GET", usersPath+"/"+id, "").Want(403)
		}
	})
}

func TestUsersAreListedByThePageAndFiltered(t *testing.T) {
	newsroom.Each(t, func(t *testing.T, n *newsroom.Newsroom) {
		n.Token(policy.Admin)
		n.Token(policy.Editor)
		n.Token(policy.Reporter)
		invite(n, "editor")
		first := n.Do(policy.Auditor, "GET", usersPath+"?limit=3&count=true", "").Want(200)
		if first.Len("data") != 3 || first.Text("page/total") != "5" {
			t.Fatalf("got %s, want three of five", first.Body)
		}
		second := n.Do(policy.Auditor, "GET", first.Text("page/next"), "").Want(200)
		back := n.Do(policy.Auditor, "GET", second.Text("page/prev"), "").Want(200)
		if diff := cmp.Diff(string(first.Get("data")), string(back.Get("data"))); diff != "" || second.Len("data") != 2 {
			t.Errorf("there and back (-first +back):\n%s", diff)
		}
		for query, want := range map[string]string{
			"status=invited": invitee, "role=admin": newsroom.Email(policy.Admin), "email=AN@bao.example": invitee,
			"role=editor&status=active": newsroom.Email(policy.Editor),
		} {
			got := n.Do(policy.Admin, "GET", usersPath+"?"+query, "").Want(200)
			if got.Len("data") != 1 || got.Text("data/0/email") != want {
				t.Errorf("%s: got %s, want %s", query, got.Body, want)
			}
		}
		n.Do(policy.Admin, "GET", usersPath+"?status=away", "").Want(400)
		n.Do(policy.Editor, "GET", first.Text("page/next"), "").Want(400)
	})
}

func TestAPersonIsChangedAtTheRevisionThatWasSeen(t *testing.T) {
	newsroom.Each(t, func(t *testing.T, n *newsroom.Newsroom) {
		n.Token(policy.Reporter)
		found := n.Do(policy.Admin, "GET", usersPath+"?role=reporter", "").Want(200)
		at := usersPath + "/" + found.Text("data/0/id")
		seen := n.Do(policy.Admin, "GET", at, "").Want(200)
		n.Do(policy.Admin, "PATCH", at, `{"name":"Lê Bình"}`).Want(428)
		changed := n.Do(policy.Admin, "PATCH", at, `{"name":"Lê Bình","email":"binh@bao.example","locale":"en"}`, "If-Match", seen.ETag()).Want(200)
		if changed.Text("name") != "Lê Bình" || changed.Text("email") != "binh@bao.example" || changed.Text("locale") != "en" {
			t.Errorf("got %s", changed.Body)
		}
		n.Do(policy.Admin, "PATCH", at, `{"name":"X"}`, "If-Match", seen.ETag()).Want(412)
		n.Do(policy.Admin, "PUT", at+"/grants", `{"grants":[]}`, "If-Match", seen.ETag()).Want(412)
		n.Do(policy.Admin, "PUT", at+"/grants", `{"grants":[{"role":"editor","sections":["*"]}]}`, "If-Match", changed.ETag()).Want(200)
		n.Do(policy.Admin, "PATCH", at, `{"name":"Không xem"}`, "If-Match", "*").Want(200)
		n.Do(policy.Admin, "PATCH", at, `{"email":"`+newsroom.Email(policy.Admin)+`"}`, "If-Match", "*").Want(409)
		if got := n.Do(policy.Admin, "PATCH", at, `{"name":"","grants":[]}`, "If-Match", "*").Want(422); got.Code() != "read_only" {
			t.Errorf("roles in a profile: got %s, want read_only", got.Code())
		}
		if got := n.Do(policy.Admin, "PUT", at+"/grants", `{"grants":[{"role":"king","sections":["*"]}]}`, "If-Match", "*").Want(422); got.Text("errors/0/pointer") != "/grants/0/role" {
			t.Errorf("a role that is none: got %s", got.Body)
		}
	})
}

func TestB13NobodyGivesThemselvesRoles(t *testing.T) {
	newsroom.Each(t, func(t *testing.T, n *newsroom.Newsroom) {
		self := n.Do(policy.Editor, "GET", me, "").Want(200).Text("user/id")
		tries := []struct{ method, path, body string }{
			{"PATCH", me, `{"roles":[{"role":"admin","sections":["*"],"bypass":false}]}`},
			{"PATCH", me, `{"name":"Đổi","permissions":["user.grant"]}`},
			{"PATCH", me, `{"grants":[]}`},
			{"PATCH", usersPath + "/" + self, `{"grants":[{"role":"admin","sections":["*"]}]}`},
			{"PUT", usersPath + "/" + self + "/grants", `{"grants":[{"role":"admin","sections":["*"]}]}`},
		}
		for i, c := range tries {
			n.Do(policy.Editor, c.method, c.path, c.body, "If-Match", "*").Want(403)
			if got := journalled(t, n, auth.ActRefused); got != int64(i+1) {
				t.Errorf("%s %s: got %d lines in the journal, want %d", c.method, c.path, got, i+1)
			}
		}
		who := n.Do(policy.Editor, "GET", me, "").Want(200)
		if got := who.Text("user/roles"); got != `[{"role":"editor","sections":["*"],"bypass":false}]` || who.Text("user/name") == "Đổi" {
			t.Errorf("afterwards: got %s, want an editor as before", who.Body)
		}
	})
}

// journalled counts the lines of an act.
func journalled(t *testing.T, n *newsroom.Newsroom, act string) (lines int64) {
	t.Helper()
	if err := db.Gorm(t.Context(), n.DB).Raw("SELECT count(*) FROM journal WHERE verb = ?", act).Scan(&lines).Error; err != nil {
		t.Fatal(err)
	}
	return lines
}

func TestB12PeopleChangeNothingOfTheirAccountsButNameAndLanguage(t *testing.T) {
	newsroom.Each(t, func(t *testing.T, n *newsroom.Newsroom) {
		n.Token(policy.Reporter)
		for _, body := range []string{`{"email":"toi@bao.example"}`, `{"id":"` + missing() + `"}`, `{"created_at":"2020-03-24T11:00:00Z"}`, `{"disabled_at":null}`} {
			got := unchanged(t, n, func() newsroom.Answer { return n.Do(policy.Reporter, "PATCH", me, body).Want(422) })
			if got.Code() != "read_only" {
				t.Errorf("%s: got %s, want read_only", body, got.Code())
			}
		}
		got := n.Do(policy.Reporter, "PATCH", me, `{"name":"Tên mới","locale":"en"}`).Want(200)
		if got.Text("name") != "Tên mới" || n.Do(policy.Reporter, "GET", me, "").Text("locale") != "en" {
			t.Errorf("got %s, want the new name and language", got.Body)
		}
		n.Do(policy.Reporter, "PATCH", me, `{"locale":null}`).Want(200)
		if got := n.Do(policy.Reporter, "GET", me, "").Text("locale"); got != "" {
			t.Errorf("after null: got %q, want the language of the site", got)
		}
		n.Do(policy.Reporter, "PATCH", me, `{"name":null}`).Want(422)
		n.Do(policy.Admin, "PATCH", usersPath+"/"+n.Do(policy.Admin, "GET", me, "").Text("user/id"), `{"email":"toi@bao.example"}`, "If-Match", "*").Want(403)
	})
}

func TestPeopleAreManagedByThoseWhoMayAndWhoProvedItLately(t *testing.T) {
	newsroom.Each(t, func(t *testing.T, n *newsroom.Newsroom) {
		n.Token(policy.Reporter)
		id := n.Do(policy.Admin, "GET", usersPath+"?role=reporter", "").Want(200).Text("data/0/id")
		tries := []struct{ method, path, body string }{
			{"POST", usersPath, `{"email":"x@bao.example","name":"X"}`},
			{"PATCH", usersPath + "/" + id, `{"name":"X"}`},
			{"PUT", usersPath + "/" + id + "/grants", `{"grants":[]}`},
			{"POST", usersPath + "/" + id + "/actions/disable", ""},
			{"POST", usersPath + "/" + id + "/actions/enable", ""},
			{"POST", usersPath + "/" + id + "/actions/reinvite", ""},
			{"DELETE", usersPath + "/" + id + "/sessions", ""},
			{"DELETE", usersPath + "/" + id, ""},
		}
		admin, fresh := agedSession(t, n, policy.Admin), n.SignIn(newsroom.Email(policy.Admin))
		for _, c := range tries {
			if got := unchanged(t, n, func() newsroom.Answer { return n.With(admin, c.method, c.path, c.body, "If-Match", "*").Want(401) }); got.Code() != "step_up_required" {
				t.Errorf("%s %s eleven minutes after signing in: got %s, want step_up_required", c.method, c.path, got.Code())
			}
		}
		chief := hire(t, n, "chief", everywhere(policy.EditorInChief))
		for _, c := range tries {
			unchanged(t, n, func() newsroom.Answer { return n.With(chief, c.method, c.path, c.body, "If-Match", "*").Want(403) })
		}
		n.With(fresh, "POST", usersPath+"/"+id+"/actions/disable", "").Want(200)
	})
}

// agedSession signs someone in, lets eleven minutes pass, and refreshes.
func agedSession(t *testing.T, n *newsroom.Newsroom, r policy.Role) string {
	t.Helper()
	in := n.With("", "POST", login, credentials(r, newsroom.Password, "body")).Want(200)
	n.Clock.Advance(11 * time.Minute)
	return n.With("", "POST", refresh, `{"refresh_token":"`+in.Text("refresh_token")+`"}`).Want(200).Text("access_token")
}

func TestA19DisablingAndDemotingHoldWithinASecondInEveryProcess(t *testing.T) {
	newsroom.Each(t, func(t *testing.T, n *newsroom.Newsroom) {
		other := n.Another()
		chief, lan := hire(t, n, "chief", everywhere(policy.EditorInChief)), hire(t, n, "lan", everywhere(policy.Editor))
		admin := n.Token(policy.Admin)
		at := func(email string) string {
			return usersPath + "/" + n.With(admin, "GET", usersPath+"?email="+email+"@newsdesk.test", "").Want(200).Text("data/0/id")
		}
		for _, room := range []*newsroom.Newsroom{n, other} { // which then know them
			room.With(lan, "POST", "/v1/editorial/tags", `{"name":"Thử"}`).Want(201)
			room.With(chief, "GET", editorialArticles, "").Want(200)
		}
		n.With(admin, "PUT", at("lan")+"/grants", `{"grants":[{"role":"contributor","sections":["*"]}]}`, "If-Match", "*").Want(200)
		n.With(admin, "POST", at("chief")+"/actions/disable", "").Want(200)
		for name, room := range map[string]*newsroom.Newsroom{"here": n, "in another process": other} {
			if name != "here" {
				n.Clock.Advance(time.Second)
			}
			if got := room.With(lan, "POST", "/v1/editorial/tags", `{"name":"Thử nữa"}`); got.Status != http.StatusForbidden {
				t.Errorf("%s, the demoted editor: got %d, want 403", name, got.Status)
			}
			if got := room.With(chief, "GET", editorialArticles, ""); got.Status != http.StatusUnauthorized {
				t.Errorf("%s, the disabled chief: got %d, want 401", name, got.Status)
			}
		}
		n.With("", "POST", login, `{"email":"chief@newsdesk.test","password":"`+newsroom.Password+`"}`).Want(401)
		n.With(admin, "POST", at("chief")+"/actions/enable", "").Want(200)
		n.With(chief, "GET", editorialArticles, "").Want(401) // old sessions stay dead
		n.SignIn("chief@newsdesk.test")
	})
}

func TestA20TheTokenOfSomeoneDeletedIsNobodys(t *testing.T) {
	newsroom.Each(t, func(t *testing.T, n *newsroom.Newsroom) {
		lan := hire(t, n, "lan", everywhere(policy.EditorInChief))
		id := n.With(lan, "GET", me, "").Want(200).Text("user/id")
		n.Do(policy.Admin, "DELETE", usersPath+"/"+id, "").Want(204)
		n.Do(policy.Admin, "GET", usersPath+"/"+id, "").Want(404)
		again := hire(t, n, "lan", everywhere(policy.Reporter))
		n.With(lan, "GET", me, "").Want(401)
		who := n.With(again, "GET", me, "").Want(200)
		if who.Text("user/id") == id || who.Text("user/roles") != `[{"role":"reporter","sections":["*"],"bypass":false}]` {
			t.Errorf("got %s, want another user", who.Body)
		}
		n.Do(policy.Admin, "DELETE", usersPath+"/"+id, "").Want(404)
	})
}
