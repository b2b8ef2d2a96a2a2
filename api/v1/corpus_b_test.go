package v1_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"newsdesk/internal/content"
	"newsdesk/internal/db"
	"newsdesk/internal/ident"
	"newsdesk/internal/policy"
	"newsdesk/internal/testkit/newsroom"
)

// hidden makes an article for each reason not to be public, by that reason.
func hidden(n *newsroom.Newsroom) map[string]newsroom.Answer {
	chief := policy.EditorInChief
	draft := func(title string) newsroom.Answer { return draftIn(n, "", title) }
	submitted := func(title string) newsroom.Answer { return say(n, chief, "submit", draft(title), "").Want(200) }
	tomorrow := n.Clock.Now().Add(24 * time.Hour).Format(time.RFC3339)
	embargoed := n.Do(chief, "POST", editorialArticles,
		`{"title":"Bài cấm vận","embargo_until":"`+tomorrow+`","body":[{"type":"paragraph","text":[{"text":"Nội dung."}]}]}`).Want(201)
	trashed := draft("Bài bỏ")
	n.Do(chief, "DELETE", path(trashed), "", "If-Match", trashed.ETag()).Want(204)
	return map[string]newsroom.Answer{
		"draft":     draft("Bài nháp"),
		"in_review": submitted("Bài chờ duyệt"),
		"approved":  say(n, chief, "approve", submitted("Bài đã duyệt"), "").Want(200),
		"scheduled": say(n, chief, "schedule", say(n, chief, "approve", submitted("Bài hẹn giờ"), "").Want(200), `{"publish_at":"`+tomorrow+`"}`).Want(200),
		"embargoed": say(n, chief, "publish", embargoed, "").Want(200),
		"trashed":   trashed,
	}
}

func TestB01AnonymousGetsWhatIsNotPublicByIDAsMissing(t *testing.T) {
	newsroom.Each(t, func(t *testing.T, n *newsroom.Newsroom) {
		for reason, a := range hidden(n) {
			for _, form := range []string{"", "/html", "/markdown", "?include=section"} {
				t.Run(reason+form, func(t *testing.T) {
					got := n.Do("", "GET", "/v1/articles/"+a.Text("id")+form, "").Want(404)
					sameAs(t, got, n.Do("", "GET", "/v1/articles/"+missing()+form, ""))
				})
			}
		}
	})
}

func TestB02AnonymousGetsWhatIsNotPublicBySlugAsMissing(t *testing.T) {
	newsroom.Each(t, func(t *testing.T, n *newsroom.Newsroom) {
		for reason, a := range hidden(n) {
			for _, form := range []string{"", "/html", "/markdown"} {
				t.Run(reason+form, func(t *testing.T) {
					got := n.Do("", "GET", "/v1/articles/"+a.Text("slug")+form, "").Want(404)
					sameAs(t, got, n.Do("", "GET", "/v1/articles/khong-co-bai-nay"+form, ""))
				})
			}
		}
	})
}

func TestB03AnonymousListsAndCountsOnlyWhatIsPublic(t *testing.T) {
	newsroom.Each(t, func(t *testing.T, n *newsroom.Newsroom) {
		all := hidden(n)
		var ids, shown []string
		for reason, a := range all {
			ids = append(ids, a.Text("id"))
			if reason != "trashed" { // which nothing new may show
				shown = append(shown, a.Text("id"))
			}
		}
		public := published(t, n, `"title":"Bài công khai","related_ids":["`+strings.Join(shown, `","`)+`"]`)
		n.Settle()
		list := n.Do("", "GET", "/v1/articles?count=true&view=full&include=related", "").Want(200)
		if got := list.Len("data"); got != 1 || list.Text("data/0/id") != public.Text("id") || list.Text("page/total") != "1" {
			t.Errorf("got %d articles and the total %s, want the public one alone", got, list.Text("page/total"))
		}
		if got := list.Len("data/0/related"); got != 0 {
			t.Errorf("got %d related articles that nobody may see, want 0", got)
		}
		picked := n.Do("", "GET", "/v1/articles?ids="+strings.Join(append(ids, public.Text("id")), ","), "").Want(200)
		if picked.Len("data") != 1 || picked.Len("missing") != len(ids) {
			t.Errorf("by ids got %d and %d missing, want 1 and %d", picked.Len("data"), picked.Len("missing"), len(ids))
		}
		got := n.Do("", "GET", "/v1/articles?status=draft", "").Want(400)
		unknown := n.Do("", "GET", "/v1/articles?nonsense=draft", "").Want(400)
		if want := strings.ReplaceAll(unknown.Text("errors"), "nonsense", "status"); got.Text("errors") != want {
			t.Errorf("status is refused with %s, want it unknown like any other name: %s", got.Text("errors"), want)
		}
	})
}

func TestB04B05B06TheHistoryOfAnotherDesksArticleIsMissing(t *testing.T) {
	newsroom.Each(t, func(t *testing.T, n *newsroom.Newsroom) {
		mine, theirs := section(n, "Thể thao"), section(n, "Thời sự")
		lan := hire(t, n, "lan", policy.Grant{Role: policy.Editor, Sections: []string{mine}})
		a := draftIn(n, theirs, "Bài của ban khác")
		a = n.Do("editor_in_chief", "PATCH", path(a), `{"standfirst":"Sapo"}`, "If-Match", a.ETag()).Want(200)
		for id, below := range map[string]string{
			"B04 a revision": "/revisions/1",
			"B05 a diff":     "/revisions/2/diff?against=1",
			"B06 history":    "/revisions",
			"its usages":     "/usages",
			"the copy":       "",
		} {
			t.Run(id, func(t *testing.T) {
				got := n.With(lan, "GET", path(a)+below, "").Want(404)
				sameAs(t, got, n.With(lan, "GET", editorialArticles+"/"+missing()+below, ""))
			})
		}
		list := n.With(lan, "GET", editorialArticles+"?count=true", "").Want(200)
		if list.Len("data") != 0 || list.Text("page/total") != "0" {
			t.Errorf("the list of another desk's editor has %s", list.Body)
		}
		if board := n.With(lan, "GET", editorialArticles+"/board", "").Want(200); board.Text("columns/0/count") != "0" {
			t.Errorf("the board counts what its reader may not see: %s", board.Body)
		}
	})
}

func TestB10OnlyThoseWhoMayChangeAnArticleTranslateIt(t *testing.T) {
	n := newsroom.New(t, db.SQLite)
	theirs := draftIn(n, "", "Bài của người khác")
	translate := func(role policy.Role, id string) newsroom.Answer {
		return unchanged(t, n, func() newsroom.Answer {
			return n.Do(role, "POST", editorialArticles, `{"title":"Their story","locale":"en","translation_of":"`+id+`"}`)
		})
	}
	n.Token("reporter") // who must be there before rows are counted
	got := translate("reporter", theirs.Text("id")).Want(422)
	sameAs(t, got, translate("reporter", missing()))
	mine := n.Do("reporter", "POST", editorialArticles, story).Want(201)
	approved := say(n, "editor", "approve", say(n, "reporter", "submit", mine, "").Want(200), "").Want(200)
	translate("reporter", approved.Text("id")).Want(403)
}

func TestB11NobodyMovesAnArticleIntoASectionWithoutTheRight(t *testing.T) {
	n := newsroom.New(t, db.SQLite)
	mine, theirs := section(n, "Thể thao"), section(n, "Thời sự")
	lan := hire(t, n, "lan", policy.Grant{Role: policy.Editor, Sections: []string{mine}})
	a := draftIn(n, mine, "Bài của ban tôi")
	unchanged(t, n, func() newsroom.Answer {
		return n.With(lan, "PATCH", path(a), `{"title":"Bài chuyển đi","section_id":"`+theirs+`"}`, "If-Match", a.ETag()).Want(403)
	})
	after := n.With(lan, "GET", path(a), "").Want(200)
	if after.Text("title") != "Bài của ban tôi" || after.Text("section/id") != mine || after.ETag() != a.ETag() {
		t.Errorf("the refused move left %s", after.Body)
	}
}

func TestB12B14B15B17ARefusedMemberUndoesTheWholeChange(t *testing.T) {
	newsroom.Each(t, func(t *testing.T, n *newsroom.Newsroom) {
		a := n.Do("contributor", "POST", editorialArticles, story).Want(201)
		for id, c := range map[string]struct {
			members, code string
			status        int
		}{
			"B12 owner":                     {`"owner":{"id":"` + missing() + `"}`, "read_only", 422},
			"B12 owner_id":                  {`"owner_id":"` + missing() + `"`, "unknown_member", 422},
			"B12 created_by":                {`"created_by":"` + missing() + `"`, "unknown_member", 422},
			"B12 updated_by":                {`"updated_by":{"id":"` + missing() + `"}`, "read_only", 422},
			"B14 status":                    {`"status":"published"`, "read_only", 422},
			"B14 published_revision":        {`"published_revision":1`, "read_only", 422},
			"B15 one forbidden among ten":   {`"overline":"a","standfirst":"b","genre":"c","urgency":3,"tag_ids":[],"related_ids":[],"hero_alt":null,"source":null,"embargo_until":"2030-01-01T00:00:00Z"`, "forbidden", 403},
			"B15 the date shown is a right": {`"display_at":"2001-01-01T00:00:00Z"`, "forbidden", 403},
			"B17 a nested author":           {`"author":{"name":"Ma","email":"ma@newsdesk.test"}`, "unknown_member", 422},
			"B17 nested authors":            {`"authors":[{"name":"Ma","email":"ma@newsdesk.test"}]`, "read_only", 422},
		} {
			t.Run(id, func(t *testing.T) {
				got := unchanged(t, n, func() newsroom.Answer {
					return n.Do("contributor", "PATCH", path(a), `{"title":"Tít mới",`+c.members+`}`, "If-Match", a.ETag()).Want(c.status)
				})
				if got.Code() != c.code {
					t.Errorf("the code is %q, want %q", got.Code(), c.code)
				}
				if after := n.Do("contributor", "GET", path(a), "").Want(200); after.Text("title") != "Chợ phiên" || after.ETag() != a.ETag() {
					t.Errorf("the refused change left %s", after.Body)
				}
			})
		}
	})
}

func TestB18WhatOneMayNotReadCannotBeAttached(t *testing.T) {
	n := newsroom.New(t, db.SQLite)
	theirs := draftIn(n, "", "Bài của người khác")
	mine := n.Do("reporter", "POST", editorialArticles, story).Want(201)
	attach := func(id string) newsroom.Answer {
		return unchanged(t, n, func() newsroom.Answer {
			return n.Do("reporter", "PATCH", path(mine), `{"related_ids":["`+id+`"]}`, "If-Match", mine.ETag()).Want(422)
		})
	}
	got := attach(theirs.Text("id"))
	sameAs(t, got, attach(missing()))
	if at := got.Text("errors/0/pointer"); at != "/related_ids/0" {
		t.Errorf("the fault is at %q, want /related_ids/0", at)
	}
}

func TestWhatAColleagueAttachedIsNotToldToThoseWhoMayNotReadIt(t *testing.T) {
	n := newsroom.New(t, db.SQLite)
	theirs := draftIn(n, "", "Tin mật chưa đăng")
	mine := n.Do("reporter", "POST", editorialArticles, story).Want(201)
	n.Do("editor_in_chief", "PATCH", path(mine), `{"related_ids":["`+theirs.Text("id")+`"]}`, "If-Match", mine.ETag()).Want(200)
	if a := n.Do("reporter", "GET", path(mine), "").Want(200); strings.Contains(string(a.Body), "Tin mật") {
		t.Errorf("the reporter is told of a draft of others: %s", a.Text("related"))
	}
}

func TestB19NobodyDeletesWithoutTheRight(t *testing.T) {
	newsroom.Each(t, func(t *testing.T, n *newsroom.Newsroom) {
		tag := n.Do("editor", "POST", "/v1/editorial/tags", `{"name":"thanh niên"}`).Want(201)
		mine := n.Do("reporter", "POST", editorialArticles, `{"title":"Bài","tag_ids":["`+tag.Text("id")+`"],"body":[{"type":"divider"}]}`).Want(201)
		approved := say(n, "editor", "approve", say(n, "reporter", "submit", mine, "").Want(200), "").Want(200)
		n.Token("contributor")
		unchanged(t, n, func() newsroom.Answer {
			n.Do("reporter", "DELETE", path(mine), "", "If-Match", approved.ETag()).Want(403)
			n.Do("reporter", "DELETE", "/v1/editorial/tags/"+tag.Text("id"), "", "If-Match", tag.ETag()).Want(403)
			got := n.Do("contributor", "DELETE", path(mine), "", "If-Match", approved.ETag()).Want(404)
			sameAs(t, got, n.Do("contributor", "DELETE", editorialArticles+"/"+missing(), "", "If-Match", approved.ETag()))
			return got
		})
	})
}

// Every way to touch an entry answers those who may not know of it as if it
// were not there, whatever else is wrong with the request.
func TestNoVerbTellsThatSomethingHiddenExists(t *testing.T) {
	n := newsroom.New(t, db.SQLite)
	theirs := draftIn(n, "", "Bài của người khác")
	verbs := []string{"submit", "return", "approve", "unschedule", "publish", "unpublish", "archive", "restore", "revisions/1/restore"}
	for _, match := range [][]string{nil, {"If-Match", theirs.ETag()}, {"If-Match", `"9.00000000"`}, {"If-Match", "*"}, {"If-Match", "nonsense"}} {
		for _, verb := range verbs {
			ask := func(id string) newsroom.Answer {
				return n.Do("reporter", "POST", editorialArticles+"/"+id+"/"+verb, "", match...)
			}
			sameAs(t, ask(theirs.Text("id")).Want(404), ask(missing()))
		}
		ask := func(id string) newsroom.Answer {
			return n.Do("reporter", "PATCH", editorialArticles+"/"+id, `{"title":"Tít"}`, match...)
		}
		sameAs(t, ask(theirs.Text("id")).Want(404), ask(missing()))
	}
}

func TestB24ThePartOfOneThingIsNotAPartOfAnother(t *testing.T) {
	n := newsroom.New(t, db.SQLite)
	long := draftIn(n, "", "Bài sửa nhiều lần")
	long = n.Do("editor_in_chief", "PATCH", path(long), `{"standfirst":"Sapo"}`, "If-Match", long.ETag()).Want(200)
	short := draftIn(n, "", "Bài mới")
	n.Do("editor_in_chief", "GET", path(long)+"/revisions/2", "").Want(200)
	n.Do("editor_in_chief", "GET", path(short)+"/revisions/2", "").Want(404)
	n.Do("editor_in_chief", "GET", path(short)+"/revisions/1/diff?against=2", "").Want(404)
	n.Do("editor_in_chief", "POST", path(short)+"/revisions/2/restore", "", "If-Match", short.ETag()).Want(404)
	for _, other := range []string{"pages", "sections", "tags", "authors", "organisations", "images"} {
		n.Do("editor_in_chief", "GET", "/v1/editorial/"+other+"/"+long.Text("id"), "").Want(404)
		n.Do("editor_in_chief", "PATCH", "/v1/editorial/"+other+"/"+long.Text("id"), `{}`, "If-Match", long.ETag()).Want(404)
	}
	live := say(n, "editor_in_chief", "publish", long, "").Want(200)
	n.Do("", "GET", "/v1/pages/"+live.Text("id"), "").Want(404)
	n.Do("", "GET", "/v1/pages/"+live.Text("slug"), "").Want(404)
}

func TestB25AnIDHasOneFormOnly(t *testing.T) {
	n := newsroom.New(t, db.SQLite)
	id := published(t, n, `"title":"Bài"`).Text("id")
	n.Do("", "GET", "/v1/articles/"+id, "").Want(200)
	for _, form := range []string{
		"123abc", "1e0", "%201", "+1", "0x1", "-1", "1%00", strings.ToUpper(id), "urn:uuid:" + id, "%7B" + id + "%7D",
		strings.ReplaceAll(id, "-", ""), id + "%20", id + "%0A", "%00" + id, id + "%2Fhtml", id[:35], id + "0",
	} {
		n.Do("", "GET", "/v1/articles/"+form, "").Want(404)
		n.Do("editor_in_chief", "GET", editorialArticles+"/"+form, "").Want(404)
		n.Do("editor_in_chief", "GET", editorialArticles+"/"+form+"/revisions", "").Want(404)
	}
	for _, revision := range []string{"0", "-1", "+1", "01", "1e0", "0x1", "1.0", "%201", "9223372036854775808", "two"} {
		n.Do("editor_in_chief", "GET", editorialArticles+"/"+id+"/revisions/"+revision, "").Want(404)
	}
}

func TestB27WhatIsNoCollectionIsTheSameToEveryone(t *testing.T) {
	n := newsroom.New(t, db.SQLite)
	for _, role := range []policy.Role{"", policy.Contributor, policy.Admin} {
		for _, plane := range []string{"/v1/", "/v1/editorial/"} {
			want := n.Do(role, "GET", plane+"nonsense", "").Want(404)
			for _, name := range []string{"sessions", "journal", "jobs", "settings", "revisions", "signing_keys", "slugs"} {
				sameAs(t, n.Do(role, "GET", plane+name, "").Want(404), want)
			}
		}
	}
}

func TestB28ColleaguesAreShownByNameOnly(t *testing.T) {
	n := newsroom.New(t, db.SQLite)
	a := n.Do("reporter", "POST", editorialArticles, story).Want(201)
	for _, at := range []string{"", "/revisions", "/revisions/1"} {
		got := n.Do("editor", "GET", path(a)+at, "").Want(200)
		if strings.Contains(string(got.Body), newsroom.Email("reporter")) {
			t.Errorf("%s tells the address of a colleague: %s", at, got.Body)
		}
	}
	if owner := n.Do("editor", "GET", path(a), "").Text("owner/name"); owner != "Người reporter" {
		t.Errorf("the owner is called %q, want Người reporter", owner)
	}
}

// The lists of the newsroom and the single entries agree on who may read what.
func TestAListHoldsJustWhatItsReaderMayRead(t *testing.T) {
	newsroom.Each(t, func(t *testing.T, n *newsroom.Newsroom) {
		sport, news := section(n, "Thể thao"), section(n, "Thời sự")
		ids := []string{draftIn(n, sport, "Bóng đá").Text("id"), draftIn(n, news, "Họp báo").Text("id"), draftIn(n, "", "Không mục").Text("id")}
		ids = append(ids, n.Do("reporter", "POST", editorialArticles, story).Want(201).Text("id"))
		readers := map[string]string{
			"lan": hire(t, n, "lan", policy.Grant{Role: policy.Editor, Sections: []string{sport}}),
			"mai": hire(t, n, "mai", policy.Grant{Role: policy.Reporter, Sections: []string{news}}, policy.Grant{Role: policy.Editor, Sections: []string{news}}),
		}
		for _, r := range policy.Roles() {
			readers[string(r)] = n.Token(r)
		}
		for name, token := range readers {
			list := n.With(token, "GET", editorialArticles+"?count=true", "").Want(200)
			readable := 0
			for _, id := range ids {
				listed := strings.Contains(list.Text("data"), id)
				if got := n.With(token, "GET", editorialArticles+"/"+id, "").Status == 200; got != listed {
					t.Errorf("%s may read %s: %t, and it is in the list: %t", name, id, got, listed)
				}
				if listed {
					readable++
				}
			}
			if got := list.Len("data"); got != readable || list.Text("page/total") != string(rune('0'+readable)) {
				t.Errorf("%s has a list of %d and the total %s, want %d", name, got, list.Text("page/total"), readable)
			}
		}
	})
}

func TestEveryStateIsOnTheBoardOnce(t *testing.T) {
	n := newsroom.New(t, db.SQLite)
	board := n.Do("editor", "GET", editorialArticles+"/board", "").Want(200)
	var got []content.State
	for i := range board.Len("columns") {
		got = append(got, content.State(board.Text("columns/"+string(rune('0'+i))+"/status")))
	}
	if !slices.Equal(got, content.States()) {
		t.Errorf("the board has %v, want %v", got, content.States())
	}
	if !ident.Valid(missing()) {
		t.Error("the missing id is not an id, so the tests of what is hidden say nothing")
	}
}
