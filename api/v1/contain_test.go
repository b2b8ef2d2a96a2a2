package v1_test

import (
	"testing"
	"time"

	"newsdesk/internal/journal"
	"newsdesk/internal/policy"
	"newsdesk/internal/testkit/newsroom"
)

const containment = "/v1/editorial/contain"

// again signs a role in anew, after every session has ended.
func again(n *newsroom.Newsroom, r policy.Role) string { return n.SignIn(newsroom.Email(r)) }

func TestContainingEndsEverySessionAndHoldsPublication(t *testing.T) {
	newsroom.Each(t, func(t *testing.T, n *newsroom.Newsroom) {
		from := n.Clock.Now().Add(time.Minute)
		plan := planned(n, `{"publish_at":"`+from.Format(time.RFC3339)+`"}`)
		public := say(n, "editor_in_chief", "publish", draftIn(n, section(n, "Đời sống"), "Bài đã ra"), "").Want(200)
		hidden := say(n, "editor_in_chief", "publish", draftIn(n, section(n, "Thể thao"), "Bài chờ"), "").Want(200)
		hidden = n.Do("editor_in_chief", "PATCH", path(hidden), `{"embargo_until":"`+from.Format(time.RFC3339)+`"}`, "If-Match", hidden.ETag()).Want(200)
		before := []string{n.Token("reporter"), n.Token("admin"), n.Token("editor_in_chief")}

		done := n.Do("admin", "POST", containment, "").Want(200)
		if done.Text("held") != "2" || done.Text("sessions") != "4" {
			t.Errorf("contained %s sessions and %s entries, want 4 and 2: %s", done.Text("sessions"), done.Text("held"), done.Body)
		}
		for _, token := range before {
			n.With(token, "GET", editorialArticles, "").Want(401)
		}
		n.Clock.Set(from.Add(time.Hour))
		n.Settle()
		n.Do("", "GET", "/v1/articles/"+plan.Text("slug"), "").Want(404)
		chief := again(n, "editor_in_chief")
		n.Do("", "GET", "/v1/articles/"+public.Text("slug"), "").Want(200)
		n.Do("", "GET", "/v1/articles/"+hidden.Text("slug"), "").Want(404)

		now := n.With(chief, "GET", path(public), "").Want(200)
		for _, at := range []struct{ method, path, body string }{
			{"POST", path(now) + "/publish", ""},
			{"PATCH", path(now), `{"embargo_until":"` + from.Add(9*time.Hour).Format(time.RFC3339) + `"}`},
			{"POST", "/v1/editorial/tags", `{"name":"Thẻ mới"}`},
		} {
			if got := n.With(chief, at.method, at.path, at.body, "If-Match", now.ETag()).Want(409); got.Code() != "publishing_frozen" {
				t.Errorf("%s %s while publication is held: got %s, want publishing_frozen", at.method, at.path, got.Code())
			}
		}
		edited := n.With(chief, "PATCH", path(now), `{"title":"Bản nháp sửa"}`, "If-Match", now.ETag()).Want(200)
		n.With(chief, "POST", path(now)+"/unpublish", `{"note":"Nghi bị sửa trộm"}`, "If-Match", edited.ETag()).Want(200)
		n.Do("", "GET", "/v1/articles/"+public.Text("slug"), "").Want(410)

		if got := n.With(chief, "GET", "/v1/editorial/publishing", "").Want(200); got.Text("frozen") != "true" || got.Text("held") != "2" {
			t.Errorf("the state is %s, want frozen with 2 held", got.Body)
		}
		n.With(chief, "POST", "/v1/editorial/publishing/release", "").Want(200)
		n.Settle()
		n.Do("", "GET", "/v1/articles/"+plan.Text("slug"), "").Want(200)
		n.Do("", "GET", "/v1/articles/"+hidden.Text("slug"), "").Want(200)
		if got := n.With(chief, "GET", path(plan), "").Want(200).Text("status"); got != "published" {
			t.Errorf("what came out late has the status %s, want published", got)
		}
		if bad, err := journal.Verify(t.Context(), n.DB); bad != 0 || err != nil {
			t.Errorf("the journal breaks at %d: %v", bad, err)
		}
	})
}

func TestWhatIsHeldStaysHeldWhateverChangesAroundIt(t *testing.T) {
	newsroom.Each(t, func(t *testing.T, n *newsroom.Newsroom) {
		from := n.Clock.Now().Add(time.Minute)
		plan := planned(n, `{"publish_at":"`+from.Format(time.RFC3339)+`"}`)
		n.Do("admin", "POST", containment, "").Want(200)
		n.Clock.Set(from.Add(time.Hour))
		if _, _, err := n.Press.Rebuild(t.Context()); err != nil {
			t.Fatal(err)
		}
		n.Settle()
		seen(t, n, plan, false, 404)
		chief := again(n, "editor_in_chief")
		held := n.With(chief, "GET", path(plan), "").Want(200)
		back := n.With(chief, "POST", path(plan)+"/unschedule", "", "If-Match", held.ETag()).Want(200)
		if back.Text("status") != "approved" {
			t.Errorf("a held plan that was taken back is %s, want approved", back.Text("status"))
		}
		n.With(chief, "POST", "/v1/editorial/publishing/release", "").Want(200)
		n.Settle()
		seen(t, n, plan, false, 404)
	})
}

func TestContainingIsForTheFewAndOnlyFreshFromSigningIn(t *testing.T) {
	newsroom.Each(t, func(t *testing.T, n *newsroom.Newsroom) {
		for _, r := range []policy.Role{"contributor", "reporter", "editor", "secretary", "photographer", "treasurer", "auditor"} {
			n.Do(r, "POST", containment, "").Want(403)
			n.Do(r, "POST", "/v1/editorial/publishing/release", "").Want(403)
			n.Do(r, "GET", "/v1/editorial/publishing", "").Want(403)
		}
		n.Do("", "POST", containment, "").Want(401)
		tokens := signInTokens(t, n, "admin")
		n.Clock.Advance(11 * time.Minute)
		old := n.With(refreshed(t, n, tokens), "POST", containment, "").Want(401)
		if old.Code() != "step_up_required" || old.Header.Get("Www-Authenticate") == "" {
			t.Errorf("eleven minutes after signing in: got %s, want step_up_required", old.Code())
		}
		if got := n.With(again(n, "admin"), "GET", "/v1/editorial/publishing", "").Want(200).Text("frozen"); got != "false" {
			t.Errorf("publication is frozen: %s, want false", got)
		}
	})
}

func TestContainingEndsWhatStrangersHaveBegun(t *testing.T) {
	newsroom.Each(t, func(t *testing.T, n *newsroom.Newsroom) {
		n.Do("reporter", "POST", "/v1/auth/password", `{"current_password":"`+newsroom.Password+`","password":"`+newPassword+`"}`).Want(204)
		n.Do("admin", "GET", me, "").Want(200)
		n.With("", "POST", "/v1/auth/password/forgot", `{"email":"`+newsroom.Email(policy.Admin)+`"}`).Want(202)
		n.Do("admin", "POST", containment, "").Want(200)
		n.Settle()
		told := n.Letters()
		if len(told) != 1 || told[0].To != newsroom.Email(policy.Reporter) || told[0].Slip() != "" {
			t.Errorf("got the letters %+v, want that of the changed password alone", told)
		}
	})
}
