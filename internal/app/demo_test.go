package app_test

import (
	"context"
	"strings"
	"sync"
	"testing"
	"time"

	"newsdesk/internal/app"
	"newsdesk/internal/article"
	"newsdesk/internal/auth"
	"newsdesk/internal/block"
	"newsdesk/internal/content"
	"newsdesk/internal/db"
	"newsdesk/internal/desk"
	"newsdesk/internal/fault"
	"newsdesk/internal/image"
	"newsdesk/internal/policy"
	"newsdesk/internal/testkit/newsroom"
)

const (
	demoPassword = "mot mat khau rieng"
	seedSlug     = "toa-dam-dang-voi-thanh-nien-thanh-nien-voi-dang"
)

// seedDemo seeds the demo and returns the slug of the imported story.
func seedDemo(t *testing.T, n *newsroom.Newsroom, password string) string {
	t.Helper()
	slug, err := n.SeedDemo(t.Context(), password)
	if err != nil {
		t.Fatal(err)
	}
	return slug
}

// stands counts what is stored.
func stands(t *testing.T, n *newsroom.Newsroom) (counts struct{ Entries, Revisions, Users int64 }) {
	t.Helper()
	err := db.Gorm(t.Context(), n.DB).Raw(`SELECT (SELECT count(*) FROM entries) AS entries,
		(SELECT count(*) FROM revisions) AS revisions, (SELECT count(*) FROM users) AS users`).Scan(&counts).Error
	if err != nil {
		t.Fatal(err)
	}
	return counts
}

// signIn returns what signing in as the user of a role ends with.
func signIn(t *testing.T, n *newsroom.Newsroom, r policy.Role, password string) error {
	t.Helper()
	_, err := n.Auth.Login(t.Context(), auth.LoginInput{Email: app.DemoEmail(r), Password: password, Address: "192.0.2.1"})
	return err
}

func TestTheDemoHasAUserForEachRole(t *testing.T) {
	newsroom.Each(t, func(t *testing.T, n *newsroom.Newsroom) {
		seedDemo(t, n, demoPassword)
		for _, r := range policy.Roles() {
			if err := signIn(t, n, r, demoPassword); err != nil {
				t.Errorf("%s: got %v, want to be let in", app.DemoEmail(r), err)
			}
		}
		u, err := n.FindUser(t.Context(), auth.System("test"), "Editor-In-Chief@newsdesk.test")
		if err != nil || len(u.Grants) != 1 || u.Grants[0].Role != policy.EditorInChief || u.Grants[0].Bypass {
			t.Errorf("got %v, %v; want the editor-in-chief with that role alone", u, err)
		}
	})
}

func TestSeedingTheDemoAgainChangesNothing(t *testing.T) {
	newsroom.Each(t, func(t *testing.T, n *newsroom.Newsroom) {
		if got := seedDemo(t, n, demoPassword); got != seedSlug {
			t.Errorf("got the story at %q, want %q", got, seedSlug)
		}
		before := stands(t, n)
		if got := seedDemo(t, n, demoPassword); got != seedSlug {
			t.Errorf("got the story at %q the second time, want %q", got, seedSlug)
		}
		if after := stands(t, n); after != before || before.Entries < 70 || before.Users != 9 {
			t.Errorf("got %+v after %+v, want the same, with 70 entries or more and 9 users", after, before)
		}
	})
}

func TestTheDemoLeavesAloneWhatPeopleHaveDone(t *testing.T) {
	newsroom.Each(t, func(t *testing.T, n *newsroom.Newsroom) {
		id := n.Do("", "GET", "/v1/articles/"+seedDemo(t, n, demoPassword), "").Want(200).Text("id")
		_, err := n.Desk.Do(t.Context(), auth.System("test"), article.Kind, id, desk.Act{Verb: policy.Unpublish, Any: true, Note: "Thử"})
		if err != nil {
			t.Fatal(err)
		}
		if got := seedDemo(t, n, demoPassword); got != "" {
			t.Errorf("got the story at %q, want it to stay withdrawn", got)
		}
		n.Do("", "GET", "/v1/articles/"+id, "").Want(410)
	})
}

// TestADemoThatWasCutShortIsCompleted ends the seeding again and again, each
// time after a dozen more entries, wherever that happens to be.
func TestADemoThatWasCutShortIsCompleted(t *testing.T) {
	newsroom.Each(t, func(t *testing.T, n *newsroom.Newsroom) {
		cut := 0
		for ; seedUntil(t, n, stands(t, n).Entries+12) != nil; cut++ {
			if cut > 50 {
				t.Fatal("the seeding does not get any further")
			}
		}
		if cut < 3 {
			t.Errorf("the seeding was cut short %d times, want 3 or more", cut)
		}
		articles := n.Do("", "GET", "/v1/articles?count=true&limit=1", "").Want(200).Text("page/total")
		pages := n.Do("", "GET", "/v1/pages?count=true&limit=1", "").Want(200).Text("page/total")
		drafts, err := content.Count(t.Context(), n.DB, article.Kind)
		if err != nil {
			t.Fatal(err)
		}
		if articles != "33" || pages != "2" || drafts[content.Draft] != 0 || stands(t, n).Users != 9 {
			t.Errorf("got %s articles, %s pages, %d drafts and %d users; want 33, 2, 0 and 9",
				articles, pages, drafts[content.Draft], stands(t, n).Users)
		}
		n.Do("", "GET", "/v1/articles/"+seedSlug, "").Want(200)
	})
}

// seedUntil seeds the demo, but stops as soon as so many entries stand.
func seedUntil(t *testing.T, n *newsroom.Newsroom, entries int64) error {
	t.Helper()
	ctx, stop := context.WithCancel(t.Context())
	var watch sync.WaitGroup
	watch.Go(func() {
		for ctx.Err() == nil && stands(t, n).Entries < entries {
			time.Sleep(100 * time.Microsecond)
		}
		stop()
	})
	_, err := n.SeedDemo(ctx, demoPassword)
	stop()
	watch.Wait()
	return err
}

func TestTheDemoTakesAnotherPassword(t *testing.T) {
	newsroom.Each(t, func(t *testing.T, n *newsroom.Newsroom) {
		seedDemo(t, n, demoPassword)
		seedDemo(t, n, "mot mat khau khac nua")
		if err := signIn(t, n, policy.Editor, "mot mat khau khac nua"); err != nil {
			t.Errorf("the new password: got %v, want to be let in", err)
		}
		if err := signIn(t, n, policy.Editor, demoPassword); !fault.Is(err, fault.TokenInvalid) {
			t.Errorf("the old password: got %v, want a refusal", err)
		}
	})
}

func TestTheDemoKeepsAwayFromANewsroomAtWork(t *testing.T) {
	newsroom.Each(t, func(t *testing.T, n *newsroom.Newsroom) {
		n.Token(policy.Treasurer)
		if _, err := n.SeedDemo(t.Context(), demoPassword); !fault.Is(err, fault.Conflict) {
			t.Errorf("got %v, want a conflict", err)
		}
		if got := stands(t, n); got.Users != 1 || got.Entries != 0 {
			t.Errorf("got %+v, want the one user that was there", got)
		}
	})
}

const onePage = `Lớp học mở cửa trở lại

Thứ Hai, 04/05/2020, 07:15 [GMT+7]

Sáng nay, các lớp học trong thị xã mở cửa trở lại sau nhiều tuần nghỉ, thầy trò gặp nhau trong niềm vui.

Ảnh minh họa: học trò xếp hàng trước cổng trường từ sáng sớm.

Nhà trường chia mỗi lớp thành hai buổi để giữ khoảng cách giữa các bàn học.

Lan Chi – Hải Đường`

func importPage(t *testing.T, n *newsroom.Newsroom, again bool) (content.Item, error) {
	t.Helper()
	it, _, err := n.ImportStory(t.Context(), auth.System("test"), strings.NewReader(onePage), app.StoryImport{Locale: "vi", Again: again})
	return it, err
}

func TestAnImportedStoryIsADraftWithItsPicturesAndAuthors(t *testing.T) {
	newsroom.Each(t, func(t *testing.T, n *newsroom.Newsroom) {
		it, err := importPage(t, n, false)
		if err != nil {
			t.Fatal(err)
		}
		a, err := content.As[article.Article](it)
		if err != nil {
			t.Fatal(err)
		}
		if it.State != content.Draft || it.DisplayAt.Format("2006-01-02T15:04Z07:00") != "2020-05-04T00:15Z" || a.Dateline.V.Date != "2020-05-04" {
			t.Errorf("got state %s, date %s and dateline %+v; want a draft of 07:15 in Vietnam", it.State, it.DisplayAt, a.Dateline.V)
		}
		if len(a.Bylines.V) != 2 || len(a.Body.V) != 3 {
			t.Fatalf("got %d bylines and %d blocks, want 2 and 3", len(a.Bylines.V), len(a.Body.V))
		}
		picture, err := n.Kinds.Get(t.Context(), n.DB, image.Kind, a.Body.V[1].(block.Image).ImageID)
		if err != nil {
			t.Fatal(err)
		}
		if i := picture.Body.(*image.Image); i.Alt != i.Caption || i.AltTruncated || i.Credit != "" {
			t.Errorf("got %+v, want the caption for the alt text and nobody's credit", i)
		}
	})
}

func TestAStoryIsImportedOnceUnlessOneInsists(t *testing.T) {
	newsroom.Each(t, func(t *testing.T, n *newsroom.Newsroom) {
		first, err := importPage(t, n, false)
		if err != nil {
			t.Fatal(err)
		}
		before := stands(t, n)
		if _, err := importPage(t, n, false); !fault.Is(err, fault.Conflict) || !strings.Contains(err.Error(), first.ID) {
			t.Errorf("got %v, want a conflict that names %s", err, first.ID)
		}
		if after := stands(t, n); after != before {
			t.Errorf("got %+v after %+v, want nothing made by a refused import", after, before)
		}
		second, err := importPage(t, n, true)
		if err != nil || second.ID == first.ID {
			t.Errorf("got %s, %v; want another article", second.ID, err)
		}
		if after := stands(t, n); after.Entries != before.Entries+2 {
			t.Errorf("got %d entries, want an article and a picture more than %d, and the same authors", after.Entries, before.Entries)
		}
	})
}
