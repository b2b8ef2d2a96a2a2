package v1_test

import (
	"fmt"
	"strconv"
	"strings"
	"testing"
	"time"

	"newsdesk/internal/config"
	"newsdesk/internal/db"
	"newsdesk/internal/policy"
	"newsdesk/internal/testkit/newsroom"
)

// strictNewsroom is one that wants to know whose images are.
func strictNewsroom(c *config.Config) { c.CreditOptional = false }

// articleWith is an article that shows images, each in JSON of a block.
func articleWith(n *newsroom.Newsroom, blocks ...string) newsroom.Answer {
	return n.Do(policy.EditorInChief, "POST", "/v1/editorial/articles",
		`{"title":"Bài","section_id":"`+section(n, "Mục "+strconv.Itoa(len(blocks)))+`","body":[{"type":"paragraph","text":[{"text":"Chữ"}]},`+strings.Join(blocks, ",")+`]}`).Want(201)
}

func imageOf(n *newsroom.Newsroom, body string) string {
	return n.Do(policy.Photographer, "POST", imagesPath, body).Want(201).Text("id")
}

func publicise(n *newsroom.Newsroom, article newsroom.Answer) newsroom.Answer {
	return n.Do(policy.EditorInChief, "POST", "/v1/editorial/articles/"+article.Text("id")+"/publish", "", "If-Match", article.ETag())
}

// faultsOf lists the faults of a problem as "pointer code".
func mistakes(a newsroom.Answer) (all []string) {
	for i := range a.Len("errors") {
		all = append(all, a.Text(fmt.Sprintf("errors/%d/pointer", i))+" "+a.Text(fmt.Sprintf("errors/%d/code", i)))
	}
	return all
}

func TestImagesAreDescribedCreditedAndLicensedBeforeAnythingGoesOut(t *testing.T) {
	for _, e := range []db.Engine{db.SQLite, db.Postgres} {
		t.Run(string(e), func(t *testing.T) {
			n := newsroom.New(t, e, strictNewsroom)
			bare := imageOf(n, `{}`)
			good := imageOf(n, `{"alt":"Ảnh","credit":"Minh Thương"}`)
			decorative := imageOf(n, `{"decorative":true,"credit":"Minh Thương"}`)
			over := imageOf(n, `{"alt":"Ảnh","credit":"Minh Thương","usable_until":"`+n.Clock.Now().Add(-time.Hour).Format(time.RFC3339)+`"}`)
			early := imageOf(n, `{"alt":"Ảnh","credit":"Minh Thương","usable_from":"`+n.Clock.Now().Add(time.Hour).Format(time.RFC3339)+`"}`)
			in := func(id string) string { return `{"type":"image","image_id":"` + id + `"}` }
			article := articleWith(n, in(bare), in(good), in(decorative), in(over),
				`{"type":"gallery","items":[{"image_id":"`+good+`"},{"image_id":"`+bare+`","alt":"Mô tả riêng"},{"image_id":"`+early+`"}]}`)
			want := []string{
				"/body/1/image_id alt_missing", "/body/1/image_id credit_missing", "/body/4/image_id not_usable",
				"/body/5/items/1/image_id credit_missing", "/body/5/items/2/image_id not_usable",
			}
			refused := publicise(n, article).Want(422)
			if got := mistakes(refused); strings.Join(got, "\n") != strings.Join(want, "\n") {
				t.Errorf("publish: got %q, want %q", got, want)
			}
			submit := n.Do(policy.EditorInChief, "POST", "/v1/editorial/articles/"+article.Text("id")+"/submit", "", "If-Match", article.ETag()).Want(422)
			if got := mistakes(submit); len(got) != len(want)-1 { // the last may be usable by then
				t.Errorf("submit: got %q, want %q without the last", got, want)
			}
			publicise(n, articleWith(n, in(good), in(decorative))).Want(200)
		})
	}
}

func TestACreditCanBeOptional(t *testing.T) {
	n := newsroom.New(t, db.SQLite)
	publicise(n, articleWith(n, `{"type":"image","image_id":"`+imageOf(n, `{"alt":"Ảnh"}`)+`"}`)).Want(200)
	if got := mistakes(publicise(n, articleWith(n, `{"type":"image","image_id":"`+imageOf(n, `{}`)+`"}`)).Want(422)); len(got) != 1 || got[0] != "/body/1/image_id alt_missing" {
		t.Errorf("got %q, want the missing description alone", got)
	}
}

func TestAScheduleIsHeldAgainstTheLicence(t *testing.T) {
	n := newsroom.New(t, db.SQLite)
	id := imageOf(n, `{"alt":"Ảnh","usable_until":"`+n.Clock.Now().Add(24*time.Hour).Format(time.RFC3339)+`"}`)
	article := articleWith(n, `{"type":"image","image_id":"`+id+`"}`)
	at := "/v1/editorial/articles/" + article.Text("id")
	n.Do(policy.EditorInChief, "POST", at+"/submit", "", "If-Match", article.ETag()).Want(200)
	approved := n.Do(policy.EditorInChief, "POST", at+"/approve", "", "If-Match", n.Do(policy.EditorInChief, "GET", at, "").ETag()).Want(200)
	plan := func(in time.Duration) newsroom.Answer {
		return n.Do(policy.EditorInChief, "POST", at+"/schedule", `{"publish_at":"`+n.Clock.Now().Add(in).Format(time.RFC3339)+`"}`, "If-Match", approved.ETag())
	}
	if got := mistakes(plan(48 * time.Hour).Want(422)); len(got) != 1 || got[0] != "/body/1/image_id not_usable" {
		t.Errorf("got %q, want that it is not usable then", got)
	}
	plan(time.Hour).Want(200)
}

func TestAStoryIsSubmittedBeforeItsImageMayBeShown(t *testing.T) {
	n := newsroom.New(t, db.SQLite)
	id := imageOf(n, `{"alt":"Ảnh","usable_from":"`+n.Clock.Now().Add(time.Hour).Format(time.RFC3339)+`"}`)
	article := articleWith(n, `{"type":"image","image_id":"`+id+`"}`)
	at := "/v1/editorial/articles/" + article.Text("id")
	n.Do(policy.EditorInChief, "POST", at+"/submit", "", "If-Match", article.ETag()).Want(200)
	submitted := n.Do(policy.EditorInChief, "GET", at, "").Want(200)
	if got := mistakes(publicise(n, submitted).Want(422)); len(got) != 1 || got[0] != "/body/1/image_id not_usable" {
		t.Errorf("got %q, want that it is not usable yet", got)
	}
	embargo := `{"embargo_until":"` + n.Clock.Now().Add(2*time.Hour).Format(time.RFC3339) + `"}`
	publicise(n, n.Do(policy.EditorInChief, "PATCH", at, embargo, "If-Match", submitted.ETag()).Want(200)).Want(200)
}

func TestAnImageIsShownAsLongAsItsLicenceSays(t *testing.T) {
	newsroom.Each(t, func(t *testing.T, n *newsroom.Newsroom) {
		until := n.Clock.Now().Add(6 * time.Hour)
		id, article := illustrated(t, n, photo(t, 400, 300, 1), `{"alt":"Ảnh","usable_until":"`+until.Format(time.RFC3339)+`"}`)
		path := "/v1/articles/" + article
		address := local(t, n.Do("", "GET", path, "").Want(200).Text("hero/url"))
		n.Do("", "GET", address, "").Want(200)
		n.Clock.Advance(6 * time.Hour)
		for _, gone := range []string{address, "/v1/images/" + id} {
			n.Do("", "GET", gone, "").Want(404)
		}
		n.Settle()
		if got := string(n.Do("", "GET", path, "").Want(200).Get("hero")); got != "null" {
			t.Errorf("the article still shows %s", got)
		}
	})
}

func TestTheWordsOfAnImageAreInTheLanguageOfWhatShowsIt(t *testing.T) {
	newsroom.Each(t, func(t *testing.T, n *newsroom.Newsroom) {
		id := imageOf(n, `{"alt":"Hội trường","caption":"Tọa đàm","credit":"Minh Thương","texts":{"en":{"alt":"A hall","caption":"A seminar"}}}`)
		for locale, want := range map[string]string{"vi": "Hội trường|Tọa đàm|Minh Thương", "en": "A hall|A seminar|Minh Thương"} {
			made := n.Do(policy.EditorInChief, "POST", "/v1/editorial/articles",
				`{"title":"Bài","locale":"`+locale+`","section_id":"`+section(n, "Mục "+locale)+`","hero_image_id":"`+id+`","body":[{"type":"paragraph","text":[{"text":"Chữ"}]}]}`).Want(201)
			publicise(n, made).Want(200)
			shown := n.Do("", "GET", "/v1/articles/"+made.Text("id"), "").Want(200)
			if got := shown.Text("hero/alt") + "|" + shown.Text("hero/caption") + "|" + shown.Text("hero/credit"); got != want {
				t.Errorf("%s: got %s, want %s", locale, got, want)
			}
			if strings.Contains(string(shown.Body), `"texts"`) {
				t.Errorf("%s: readers get the words of other languages: %s", locale, shown.Body)
			}
			if got := n.Do("", "GET", "/v1/images/"+id+"?locale="+locale, "").Want(200).Text("caption"); !strings.Contains(want, "|"+got+"|") {
				t.Errorf("%s: the image says %s", locale, got)
			}
		}
	})
}

func TestF24AnImageThatIsUsedCannotBeDeleted(t *testing.T) {
	newsroom.Each(t, func(t *testing.T, n *newsroom.Newsroom) {
		id, article := illustrated(t, n, photo(t, 400, 300, 1), `{"alt":"Ảnh"}`)
		now := n.Do(policy.Photographer, "GET", imagesPath+"/"+id, "").Want(200)
		refused := n.Do(policy.Photographer, "DELETE", imagesPath+"/"+id, "", "If-Match", now.ETag()).Want(409)
		if refused.Code() != "in_use" || len(refused.Get("used_by")) != 0 {
			t.Errorf("got %s, want in_use, and nothing that a photographer may not read", refused.Body)
		}
		chief := n.Do(policy.EditorInChief, "DELETE", imagesPath+"/"+id, "", "If-Match", now.ETag()).Want(409)
		if chief.Text("used_by/0/id") != article || chief.Text("used_by/0/title") != "Bài có ảnh" {
			t.Errorf("got %s, want the article by its name", chief.Body)
		}
		uses := n.Do(policy.EditorInChief, "GET", imagesPath+"/"+id+"/usages", "").Want(200)
		if uses.Text("data/0/id") != article || uses.Text("data/0/in_public") != "true" {
			t.Errorf("got %s, want the article, in public", uses.Body)
		}
	})
}

func TestSwappingPutsAnotherImageWhereverOneWas(t *testing.T) {
	newsroom.Each(t, func(t *testing.T, n *newsroom.Newsroom) {
		old, other := imageOf(n, `{"alt":"Cũ"}`), imageOf(n, `{"alt":"Mới"}`)
		in := `{"type":"image","image_id":"` + old + `","caption":"Lời riêng"}`
		live := articleWith(n, in, `{"type":"gallery","items":[{"image_id":"`+old+`"},{"image_id":"`+other+`"}]}`)
		publicise(n, live).Want(200)
		edited := articleWith(n, in)
		published := publicise(n, edited).Want(200)
		n.Do(policy.EditorInChief, "PATCH", "/v1/editorial/articles/"+edited.Text("id"), `{"title":"Sửa"}`, "If-Match", published.ETag()).Want(200)
		draft := articleWith(n, in)
		author := n.Do(policy.EditorInChief, "POST", "/v1/editorial/authors", `{"name":"Minh Thương","photo_id":"`+old+`"}`).Want(201)

		got := n.Do(policy.EditorInChief, "POST", imagesPath+"/"+old+"/actions/swap", `{"with":"`+other+`"}`).Want(200)
		want := map[string]string{live.Text("id"): "published", edited.Text("id"): "updated", draft.Text("id"): "updated", author.Text("id"): "published"}
		for i := range got.Len("data") {
			at := fmt.Sprintf("data/%d/", i)
			if id := got.Text(at + "id"); got.Text(at+"outcome") != want[id] || got.Text(at+"reason") != "" {
				t.Errorf("%s: got %s %s, want %s", id, got.Text(at+"outcome"), got.Text(at+"reason"), want[id])
			}
		}
		if got.Len("data") != len(want) {
			t.Errorf("got %s, want %d entries", got.Body, len(want))
		}
		n.Settle()
		shown := n.Do("", "GET", "/v1/articles/"+live.Text("id"), "").Want(200)
		if strings.Contains(string(shown.Body), old) || shown.Text("body/1/image/id") != other || shown.Text("body/1/image/caption") != "Lời riêng" {
			t.Errorf("the public sees %s", shown.Body)
		}
		still := n.Do("", "GET", "/v1/articles/"+edited.Text("id"), "").Want(200)
		if still.Text("body/1/image/id") != old {
			t.Errorf("what had unpublished changes went out: %s", still.Body)
		}
		left := n.Do(policy.Photographer, "POST", imagesPath+"/"+other+"/actions/swap", `{"with":"`+old+`"}`).Want(200)
		for i := range left.Len("data") {
			at := fmt.Sprintf("data/%d/", i)
			if left.Text(at+"type") == "article" && (left.Text(at+"outcome") != "left" || left.Text(at+"reason") != "forbidden") {
				t.Errorf("the photographer changed an article: %s", left.Body)
			}
		}
		for body, code := range map[string]string{`{"with":"x"}`: "invalid_id", `{"with":"` + other + `"}`: "not_allowed", `{"with":"` + draft.Text("id") + `"}`: "not_found"} {
			if got := n.Do(policy.EditorInChief, "POST", imagesPath+"/"+other+"/actions/swap", body).Want(422).Text("errors/0/code"); got != code {
				t.Errorf("%s: got %s, want %s", body, got, code)
			}
		}
	})
}

func TestTheListOfImagesTellsThoseInUse(t *testing.T) {
	newsroom.Each(t, func(t *testing.T, n *newsroom.Newsroom) {
		used, _ := illustrated(t, n, photo(t, 400, 300, 1), `{"alt":"Ảnh"}`)
		bare := imageOf(n, `{"alt":"Ảnh"}`)
		for query, want := range map[string]string{"used=true": used, "used=false": bare} {
			got := n.Do(policy.Photographer, "GET", imagesPath+"?count=true&"+query, "").Want(200)
			if got.Len("data") != 1 || got.Text("data/0/id") != want {
				t.Errorf("%s: got %s, want %s alone", query, got.Body, want)
			}
		}
		n.Do(policy.Photographer, "GET", imagesPath+"?used=maybe", "").Want(400)
	})
}

func TestEveryMemberOfAnImageComesBackAsItWasSent(t *testing.T) {
	newsroom.Each(t, func(t *testing.T, n *newsroom.Newsroom) {
		made := bring(t, n, photo(t, 400, 300, 1), `{"alt":"Ảnh"}`).Want(201)
		at := imagesPath + "/" + made.Text("id")
		sent := map[string]string{
			"alt": `"Hội trường"`, "decorative": "false", "caption": `"Tọa đàm"`, "credit": `"Minh Thương"`, "texts": `{"en":{"alt":"A hall"}}`,
			"creator": `"Minh Thương"`, "copyright_holder": `"Báo tỉnh"`, "source": `"Báo tỉnh"`, "licence": `"CC-BY-4.0"`, "usage_terms": `"Một lần"`,
			"usable_from": `"2020-03-24T00:00:00Z"`, "usable_until": `"2030-03-24T00:00:00Z"`, "taken_at": `"2020-03-24"`, "place": `"Kon Tum"`,
			"people": `[{"name":"Minh Thương","consent":"given","note":"Miệng"}]`, "digital_source_type": `"digitalCapture"`,
			"focal_point": `{"x":0.25,"y":0.5}`, "crops": `{"1x1":{"x":0,"y":0,"width":0.75,"height":1}}`,
		}
		var members []string
		for name, value := range sent {
			members = append(members, `"`+name+`":`+value)
		}
		n.Do(policy.Photographer, "PATCH", at, "{"+strings.Join(members, ",")+"}", "If-Match", made.ETag()).Want(200)
		now := n.Do(policy.Photographer, "GET", at, "").Want(200)
		for name, want := range sent {
			if got := string(now.Get(name)); got != want {
				t.Errorf("%s: got %s, want %s", name, got, want)
			}
		}
		cleared := n.Do(policy.Photographer, "PATCH", at, `{"texts":{"en":null},"crops":{"1x1":null},"focal_point":null,"usable_from":null,"usable_until":null,"credit":null}`, "If-Match", now.ETag()).Want(200)
		for name, want := range map[string]string{"texts": "{}", "crops": "{}", "focal_point": "null", "usable_from": "null", "usable_until": "null", "credit": "null"} {
			if got := string(cleared.Get(name)); got != want {
				t.Errorf("%s: got %s after it was cleared, want %s", name, got, want)
			}
		}
	})
}

func TestWhatIsWrongWithAnImageIsSaidAtItsPlace(t *testing.T) {
	n := newsroom.New(t, db.SQLite)
	for body, want := range map[string]string{
		`{"texts":{"tiếng Anh":{"alt":"x"}}}`:                                          "/texts/tiếng Anh invalid_locale",
		`{"licence":"javascript:alert(1)"}`:                                            "/licence wrong_format",
		`{"usable_from":"2020-03-24T00:00:00Z","usable_until":"2020-03-24T00:00:00Z"}`: "/usable_until before_start",
		`{"taken_at":"hôm qua"}`:                                                       "/taken_at wrong_format",
		`{"people":[{"name":"","consent":"given"}]}`:                                   "/people/0/name required",
		`{"people":[{"name":"A","consent":"maybe"}]}`:                                  "/people/0/consent not_allowed",
		`{"digital_source_type":"http://x"}`:                                           "/digital_source_type wrong_format",
		`{"focal_point":{"x":1.5,"y":0}}`:                                              "/focal_point/x out_of_range",
		`{"crops":{"2x1":{"x":0,"y":0,"width":1,"height":1}}}`:                         "/crops/2x1 not_allowed",
		`{"crops":{"1x1":{"x":0.5,"y":0,"width":1,"height":1}}}`:                       "/crops/1x1 out_of_range",
		`{"file":{"sha256":"x"}}`:                                                      "/file read_only",
		`{"sha256":"x"}`:                                                               "/sha256 unknown_member",
	} {
		got := n.Do(policy.Photographer, "POST", imagesPath, body)
		if faults := mistakes(got); got.Status < 400 || len(faults) != 1 || faults[0] != want {
			t.Errorf("%s: got %d %q, want %q", body, got.Status, faults, want)
		}
	}
}
