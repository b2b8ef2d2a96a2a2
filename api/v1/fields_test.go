package v1_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"newsdesk/internal/app"
	"newsdesk/internal/auth"
	"newsdesk/internal/content"
	"newsdesk/internal/policy"
	"newsdesk/internal/testkit/newsroom"
)

// role makes a role of the newsroom's own and returns its id.
func role(t *testing.T, n *newsroom.Newsroom, name string, permissions ...policy.Permission) policy.Role {
	t.Helper()
	r, err := n.Auth.AddRole(t.Context(), auth.System("test"), auth.NewRole{Name: name, Permissions: permissions})
	if err != nil {
		t.Fatal(err)
	}
	return policy.Role(r.ID)
}

// reform changes what a role may do.
func reform(t *testing.T, n *newsroom.Newsroom, id policy.Role, permissions ...policy.Permission) {
	t.Helper()
	_, err := n.Auth.ChangeRole(t.Context(), auth.System("test"), string(id), auth.RoleChange{Permissions: &permissions})
	if err != nil {
		t.Fatal(err)
	}
}

// may is a permission over everything of a kind, bound to fields if there are any.
func may(kind content.Kind, v policy.Verb, fields ...string) policy.Permission {
	return policy.Permission{Resource: string(kind), Verb: v, Scope: policy.Any, Fields: fields}
}

// shown is what else the entries of the test show, by what it is.
type shown struct{ section, parent, tag, author, image, article, event, organiser, operator string }

func canaries(n *newsroom.Newsroom) shown {
	make := func(collection, body string) string {
		return n.Do("editor_in_chief", "POST", "/v1/editorial/"+collection, body).Want(201).Text("id")
	}
	return shown{
		section: make("sections", `{"name":"canary-article-section_id"}`), parent: make("sections", `{"name":"canary-other_section_ids"}`),
		tag: make("tags", `{"name":"canary-tag_ids"}`), author: make("authors", `{"name":"canary-bylines"}`),
		image: make("images", `{"alt":"canary-hero canary-photo_id"}`), article: make("articles", `{"title":"Bài liên quan"}`),
		event: make("events", `{"title":"Sự kiện lớn"}`), organiser: make("organisations", `{"name":"canary-organiser_id"}`),
		operator: make("organisations", `{"name":"canary-operator_id"}`),
	}
}

// addresses are where the newsroom finds all that.
func (s shown) addresses() []string {
	const at = "/v1/editorial/"
	return []string{
		at + "sections/" + s.section, at + "sections/" + s.parent, at + "tags/" + s.tag,
		at + "authors/" + s.author, at + "images/" + s.image, at + "articles/" + s.article,
		at + "events/" + s.event, at + "organisations/" + s.organiser, at + "organisations/" + s.operator,
	}
}

// whole is an entry of a kind that has a canary in each of its fields.
func (s shown) whole(kind content.Kind) string {
	const text = `"body":[{"type":"paragraph","text":[{"text":"canary-body"}]}]`
	switch kind {
	case "article":
		return `{"title":"Bài","overline":"canary-overline","standfirst":"canary-standfirst","genre":"canary-genre","urgency":7,` +
			`"section_id":"` + s.section + `","other_section_ids":["` + s.parent + `"],"tag_ids":["` + s.tag + `"],"related_ids":["` + s.article + `"],` +
			`"bylines":[{"author_id":"` + s.author + `","credit":"canary-bylines"}],"hero_image_id":"` + s.image + `","hero_alt":"canary-hero",` +
			`"dateline":{"place":"canary-dateline"},"source":{"name":"canary-source"},"seo":{"title":"canary-seo"},"extra":{"a":"canary-extra"},` + text + `}`
	case "page":
		return `{"title":"Trang",` + text + `}`
	case "event":
		return `{"title":"Sự kiện","summary":"canary-summary","section_id":"` + s.section + `","tag_ids":["` + s.tag + `"],"hero_image_id":"` + s.image + `",` +
			`"timezone":"Asia/Tokyo","start":{"local":"2026-04-01T09:13"},"end":{"local":"2026-04-01T10:13"},"recurrence":{"rrule":"FREQ=DAILY;COUNT=3"},` +
			`"event_status":"cancelled","status_reason":"canary-status_reason","attendance_mode":"online","online_url":"https://canary-online_url.example/",` +
			`"online_private":true,"venue":{"name":"canary-venue"},"organisers":[{"name":"canary-organisers"}],"speakers":[{"role":"canary-speakers","author_id":"` + s.author + `"}],` +
			`"agenda":[{"title":"canary-agenda"}],"contact":{"name":"canary-contact"},"documents":[{"title":"canary-documents","url":"https://a.example/"}],` +
			`"parent_id":"` + s.event + `","registration":{"mode":"external","url":"https://canary-registration.example/"},` + text + `}`
	case "campaign":
		return `{"title":"Chiến dịch","summary":"canary-summary","section_id":"` + s.section + `","tag_ids":["` + s.tag + `"],"hero_image_id":"` + s.image + `",` +
			`"aliases":["canary-aliases"],"purpose":"canary-purpose","organiser_id":"` + s.organiser + `","operator_id":"` + s.operator + `",` +
			`"beneficiaries":[{"name":"canary-beneficiaries"}],"goal":{"kind":"donors","value":7654},"minimum":4321,"case_code":"canary-case_code",` +
			`"opens_at":"2026-04-01T09:13:00Z","closes_at":"2026-04-02T09:13:00Z","conduct":"paused","policy":"vn-93-2021","distribution_due_on":"2026-04-19",` +
			`"commitment":"canary-commitment","longer_window":"canary-longer_window","documents":[{"title":"canary-documents","url":"https://a.example/"}],` +
			`"channels":[{"kind":"cash","instructions":"canary-channels"}],` + text + `}`
	case "section":
		return `{"name":"Mục","description":"canary-description","position":77,"parent_id":"` + s.parent + `"}`
	case "tag":
		return `{"name":"Thẻ","description":"canary-description","synonyms":["canary-synonyms"]}`
	case "author":
		return `{"name":"Tác giả","bio":"canary-bio","photo_id":"` + s.image + `"}`
	case "organisation":
		return `{"name":"Tổ chức","category":"canary-category","aliases":["canary-aliases"],"description":"canary-description","website":"https://canary-url.example/"}`
	}
	return `{"alt":"canary-alt","caption":"canary-caption","credit":"canary-credit","decorative":true,"alt_truncated":true}`
}

// wireOf is what documents call a field.
func wireOf(field string) []string {
	switch field {
	case "title":
		return []string{"title", "name"}
	case "channels":
		return []string{field, "payment_details"}
	case "policy":
		return []string{field, "warnings"}
	case "section_id", "parent_id", "photo_id", "follows_id", "organiser_id", "operator_id":
		return []string{field, strings.TrimSuffix(field, "_id")}
	case "bylines":
		return []string{field, "authors"}
	case "body":
		return []string{field, "word_count"}
	case "url":
		return []string{field, "website"}
	case "other_section_ids", "tag_ids", "event_ids", "campaign_ids":
		return []string{field, strings.TrimSuffix(field, "_ids") + "s"}
	case "related_ids":
		return []string{field, "related"}
	}
	return []string{field}
}

// peeper is someone who may read all but one field of a kind.
type peeper struct {
	t     *testing.T
	n     *newsroom.Newsroom
	token string
	kind  content.Kind
	field string
}

// ask sends a request whose answer must not tell of the field.
func (p peeper) ask(path string, status int) newsroom.Answer {
	p.t.Helper()
	a := p.n.With(p.token, "GET", path, "").Want(status)
	told := string(a.Body)
	if strings.Contains(told, "canary-"+p.field) || strings.Contains(told, fmt.Sprintf("canary-%s-%s", p.kind, p.field)) {
		p.t.Errorf("GET %s tells of %s.%s: %s", path, p.kind, p.field, a.Body)
	}
	return a
}

// lacks fails if what stands at a path of an answer has the field as a member.
func (p peeper) lacks(a newsroom.Answer, at string) {
	p.t.Helper()
	for _, member := range wireOf(p.field) {
		if got := a.Get(strings.TrimPrefix(at+"/"+member, "/")); got != nil {
			p.t.Errorf("%s is told as the member %s%s: %s", p.field, at, member, got)
		}
	}
}

// T3 and C01–C09: what a role may not read of an entry is in no answer, and
// nothing that is asked by it is answered.
func TestAFieldThatOneMayNotReadDoesNotExist(t *testing.T) {
	kinds := app.Kinds()
	newsroom.Each(t, func(t *testing.T, n *newsroom.Newsroom) {
		s := canaries(n)
		narrow := role(t, n, "Chỉ đọc một phần")
		token := hire(t, n, "hep", everywhere(narrow))
		fields := 0
		for _, kind := range kinds.Kinds() {
			collection := "/v1/editorial/" + specimens()[kind].collection
			body := s.whole(kind)
			first := n.Do("editor_in_chief", "POST", collection, body).Want(201)
			at := collection + "/" + first.Text("id")
			n.Do("editor_in_chief", "PATCH", at, strings.ReplaceAll(body, "canary-", "newcanary-"), "If-Match", first.ETag()).Want(200)
			n.Do("editor_in_chief", "POST", collection, strings.Replace(body, "{", `{"locale":"en","translation_of":"`+first.Text("id")+`",`, 1)).Want(201)
			all := kinds.Members(kind)
			for _, field := range all {
				if field == "title" || field == "slug" {
					continue
				}
				fields++
				p := peeper{t, n, token, kind, field}
				allowed := []policy.Permission{may(kind, policy.Read, slices.DeleteFunc(slices.Clone(all), func(f string) bool { return f == field })...)}
				for _, other := range kinds.Kinds() {
					if other != kind {
						allowed = append(allowed, may(other, policy.Read))
					}
				}
				reform(t, n, narrow, allowed...)
				t.Run(fmt.Sprintf("%s/%s", kind, field), func(t *testing.T) {
					p.t = t
					p.reads(at)
					p.lists(collection)
					for _, used := range s.addresses() {
						p.unused(p.n.With(token, "GET", used+"/usages", "").Want(200), first.Text("id"))
					}
				})
			}
		}
		if fields < 40 {
			t.Errorf("looked at %d fields, want all of every kind", fields)
		}
	})
}

// reads looks at one entry in every way there is.
func (p peeper) reads(at string) {
	p.t.Helper()
	whole := p.ask(at, 200)
	p.lacks(whole, "")
	if !strings.HasSuffix(whole.ETag(), `.0"`) {
		p.t.Errorf("the entity tag %s has a digest, by which a guess can be proved", whole.ETag())
	}
	p.lacks(p.ask(at+"/revisions/1", 200), "content")
	p.ask(at+"/revisions", 200)
	changed := p.ask(at+"/revisions/2/diff", 200)
	if strings.Contains(changed.Text("members"), `"/`+p.field) || p.field == "body" && changed.Len("blocks") > 0 {
		p.t.Errorf("the diff tells that %s changed: %s", p.field, changed.Body)
	}
	p.ask(at+"/usages", 200)
	p.ask(at+"?fields="+p.field, 400)
}

// lists looks at the lists in which the entry is.
func (p peeper) lists(collection string) {
	p.t.Helper()
	list := p.ask(collection+"?count=true&sort=created_at&limit=100", 200)
	for i := range list.Len("data") {
		p.lacks(list, fmt.Sprintf("data/%d", i))
	}
	for _, member := range wireOf(p.field) {
		for _, query := range []string{member + "=canary", "sort=" + member, "sort=-" + member, "fields=" + member} {
			refused := p.ask(collection+"?"+query, 400)
			name, _, _ := strings.Cut(query, "=")
			unknown := p.ask(collection+"?"+strings.Replace(query, name, "nonsense", 1), 400)
			if name == "sort" {
				continue // a known name with a value that is not
			}
			if want := strings.ReplaceAll(unknown.Text("errors"), "nonsense", name); refused.Text("errors") != want {
				p.t.Errorf("%s is refused with %s, want it unknown like any other name: %s", query, refused.Text("errors"), want)
			}
		}
	}
}

// unused fails if the usages of something tell that the entry shows it by the field.
func (p peeper) unused(uses newsroom.Answer, id string) {
	p.t.Helper()
	rel := strings.TrimSuffix(strings.TrimSuffix(p.field, "_ids"), "_id")
	switch p.field {
	case "bylines":
		rel = "author"
	case "speakers":
		rel = "speaker"
	}
	for i := range uses.Len("data") {
		use := fmt.Sprintf("data/%d", i)
		if uses.Text(use+"/id") == id && strings.Contains(uses.Text(use+"/roles"), `"`+rel+`"`) {
			p.t.Errorf("the usages tell of %s: %s", p.field, uses.Body)
		}
	}
}

func TestTheTitleOfAnImageIsHiddenWithWhatItIsMadeOf(t *testing.T) {
	newsroom.Each(t, func(t *testing.T, n *newsroom.Newsroom) {
		blind := role(t, n, "Không thấy chú thích", may("image", policy.Read, "credit"), may("article", policy.Read))
		token := hire(t, n, "mo", everywhere(blind))
		image := n.Do("editor", "POST", "/v1/editorial/images", `{"alt":"Chợ","caption":"canary"}`).Want(201).Text("id")
		a := n.Do("editor", "POST", editorialArticles, `{"title":"Bài","hero_image_id":"`+image+`"}`).Want(201)
		got := n.With(token, "GET", path(a), "").Want(200)
		if got.Text("hero/image/id") != image || got.Text("hero/image/title") != "" {
			t.Errorf("the image is shown as %s, want it without a title", got.Text("hero"))
		}
	})
}

func TestB15AForbiddenFieldUndoesTheWholeChange(t *testing.T) {
	newsroom.Each(t, func(t *testing.T, n *newsroom.Newsroom) {
		proof := role(t, n, "Hiệu đính", may("article", policy.Read, "title", "standfirst", "body", "urgency"), may("article", policy.Update, "standfirst", "body"))
		token := hire(t, n, "hieudinh", everywhere(proof))
		a := n.Do("editor_in_chief", "POST", editorialArticles, `{"title":"Bài","genre":"tin mật","urgency":5}`).Want(201)
		patch := func(body string) newsroom.Answer {
			seen := n.With(token, "GET", path(a), "").Want(200)
			return n.With(token, "PATCH", path(a), body, "If-Match", seen.ETag())
		}
		refused := func(body string, fields ...string) newsroom.Answer {
			t.Helper()
			got := unchanged(t, n, func() newsroom.Answer { return patch(body).Want(403) })
			for i, field := range fields {
				if at := got.Text(fmt.Sprintf("errors/%d/pointer", i)); at != "/"+field {
					t.Errorf("%s is refused for %s, want /%s", body, got.Text("errors"), field)
				}
			}
			return got
		}
		patch(`{"standfirst":"Sapo","body":[{"type":"divider"}]}`).Want(200)
		refused(`{"standfirst":"Khác","title":"Khác","urgency":1,"overline":"Khác"}`, "overline")
		refused(`{"standfirst":"Khác","title":"Khác","urgency":1}`, "title", "urgency")
		refused(`{"slug":""}`, "slug")
		patch(`{"standfirst":"Sapo","title":"Bài","urgency":5}`).Want(200) // it stays as it is, and they see it
		sameAs(t, refused(`{"genre":"tin mật"}`, "genre"), refused(`{"genre":"tin vui"}`, "genre"))
		sameAs(t, refused(`{"hero_alt":null}`, "hero"), refused(`{"hero_alt":"a"}`, "hero"))
		now := n.With(token, "GET", path(a), "").Want(200)
		if got := now.Text("withheld"); !strings.Contains(got, `"genre"`) || now.Get("genre") != nil {
			t.Errorf("withheld is %s, want the genre in it", got)
		}
		n.With(token, "POST", path(a)+"/revisions/1/restore", "", "If-Match", now.ETag()).Want(403)
		if after := n.Do("editor_in_chief", "GET", path(a), "").Want(200); after.Text("genre") != "tin mật" || after.Text("standfirst") != "Sapo" {
			t.Errorf("after the refusals it is %s", after.Body)
		}
	})
}

func TestWhoeverBeginsAnEntryFillsOnlyTheirFields(t *testing.T) {
	newsroom.Each(t, func(t *testing.T, n *newsroom.Newsroom) {
		stringer := role(t, n, "Tin nhanh", may("article", policy.Read), may("article", policy.Create, "title", "slug", "body"))
		token := hire(t, n, "nhanh", everywhere(stringer))
		n.With(token, "POST", editorialArticles, `{"title":"Bài","body":[{"type":"divider"}]}`).Want(201)
		unchanged(t, n, func() newsroom.Answer {
			got := n.With(token, "POST", editorialArticles, `{"title":"Bài khác","urgency":1}`).Want(403)
			if at := got.Text("errors/0/pointer"); at != "/urgency" {
				t.Errorf("it is refused at %q, want /urgency", at)
			}
			return got
		})
	})
}

// What stands in the way of a verb is not told to those who may not see it.
func TestARefusalDoesNotTellWhatIsInAHiddenField(t *testing.T) {
	newsroom.Each(t, func(t *testing.T, n *newsroom.Newsroom) {
		blind := role(t, n, "Không thấy bài", may("article", policy.Read, "standfirst"), may("article", policy.Submit))
		token := hire(t, n, "mo", everywhere(blind))
		a := n.Do("editor_in_chief", "POST", editorialArticles, `{"title":"Bài"}`).Want(201)
		seen := n.With(token, "GET", path(a), "").Want(200)
		got := n.With(token, "POST", path(a)+"/submit", "", "If-Match", seen.ETag()).Want(422)
		if got.Len("errors") != 1 || got.Text("errors/0/code") != "withheld" || strings.Contains(string(got.Body), "body") {
			t.Errorf("the refusal tells %s", got.Text("errors"))
		}
		stale := n.With(token, "POST", path(a)+"/submit", "", "If-Match", `"9.0"`).Want(412)
		if etag := stale.Text("current/etag"); etag != seen.ETag() {
			t.Errorf("the race is lost to %s, want %s without a digest", etag, seen.ETag())
		}
	})
}
