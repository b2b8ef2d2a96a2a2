package v1_test

import (
	"strings"
	"testing"
	"time"

	"newsdesk/internal/policy"
	"newsdesk/internal/testkit/newsroom"
)

const (
	consumersPath = "/v1/editorial/consumers"
	keysPath      = "/v1/editorial/api-keys"
)

// portal makes a consumer and returns its id.
func portal(n *newsroom.Newsroom, name string) string {
	return n.Do("editor_in_chief", "POST", consumersPath, `{"name":"`+name+`","contact":"portal@newsdesk.test"}`).Want(201).Text("id")
}

// mint makes a key of the editor-in-chief with members such as "scopes".
func mint(n *newsroom.Newsroom, consumer, members string) newsroom.Answer {
	if members != "" {
		members = "," + members
	}
	return n.Do("editor_in_chief", "POST", keysPath, `{"consumer_id":"`+consumer+`","name":"Trang chủ"`+members+`}`).Want(201)
}

func TestAKeyDoesWhatItsScopesAndItsMakerAgreeTo(t *testing.T) {
	newsroom.Each(t, func(t *testing.T, n *newsroom.Newsroom) {
		article := draftIn(n, section(n, "Thời sự"), "Bài nháp")
		key := mint(n, portal(n, "Cổng đọc"), `"scopes":[{"permission":"article.read","scope":"any"}]`).Text("key")
		n.With(key, "GET", path(article), "").Want(200)
		if got := n.With(key, "GET", editorialArticles, "").Want(200); got.Len("data") != 1 {
			t.Errorf("the key lists %d articles, want 1", got.Len("data"))
		}
		n.With(key, "PATCH", path(article), `{"title":"Sửa"}`, "If-Match", article.ETag()).Want(403)
		n.With(key, "POST", editorialArticles, `{"title":"Bài của khóa"}`).Want(403)
		tag := n.Do("editor_in_chief", "POST", "/v1/editorial/tags", `{"name":"Thẻ"}`).Want(201)
		n.With(key, "GET", "/v1/editorial/tags/"+tag.Text("id"), "").Want(404)
		if got := n.With(key, "GET", "/v1/editorial/tags", "").Want(200); got.Len("data") != 0 {
			t.Errorf("A32: the key lists %d tags, want none", got.Len("data"))
		}

		writer := mint(n, portal(n, "Cổng viết"), `"scopes":[{"permission":"article.read","scope":"own"},{"permission":"article.create","scope":"own"},{"permission":"article.update","scope":"own","states":["draft"],"fields":["title","slug","body"]}]`).Text("key")
		mine := n.With(writer, "POST", editorialArticles, `{"title":"Bài của khóa"}`).Want(201)
		n.With(writer, "PATCH", path(mine), `{"title":"Bài đã sửa"}`, "If-Match", mine.ETag()).Want(200)
		again := n.With(writer, "GET", path(mine), "").Want(200)
		n.With(writer, "PATCH", path(mine), `{"title":"Bài","standfirst":"Không được"}`, "If-Match", again.ETag()).Want(403)
		n.With(writer, "POST", path(mine)+"/publish", "", "If-Match", again.ETag()).Want(403)
	})
}

func TestA31ARevokedKeyIsRefusedAtOnce(t *testing.T) {
	newsroom.Each(t, func(t *testing.T, n *newsroom.Newsroom) {
		made := mint(n, portal(n, "Cổng"), `"scopes":[{"permission":"article.read","scope":"any"}]`)
		key, at := made.Text("key"), keysPath+"/"+made.Text("id")
		n.With(key, "GET", editorialArticles, "").Want(200)
		next := n.Do("editor_in_chief", "POST", at+"/actions/rotate", `{"overlap_seconds":60}`).Want(201).Text("key")
		n.With(key, "GET", editorialArticles, "").Want(200)
		n.With(next, "GET", editorialArticles, "").Want(200)
		n.Clock.Advance(time.Minute)
		n.With(key, "GET", editorialArticles, "").Want(401)
		n.With(next, "GET", editorialArticles, "").Want(200)
		other := n.Do("editor_in_chief", "GET", keysPath, "").Want(200)
		n.Do("editor_in_chief", "DELETE", keysPath+"/"+other.Text("data/1/id"), "").Want(204)
		n.With(next, "GET", editorialArticles, "").Want(401)
		if got := n.Do("editor_in_chief", "GET", keysPath, "").Want(200); got.Text("data/0/status") != "expired" || got.Text("data/1/status") != "revoked" {
			t.Errorf("the keys are %s and %s, want expired and revoked", got.Text("data/0/status"), got.Text("data/1/status"))
		}
	})
}

func TestA30A28AKeyTravelsInTheHeaderAndIsWhole(t *testing.T) {
	newsroom.Each(t, func(t *testing.T, n *newsroom.Newsroom) {
		key := mint(n, portal(n, "Cổng"), `"scopes":[{"permission":"article.read","scope":"any"}]`).Text("key")
		other := "x"
		if key[30] == 'x' {
			other = "y"
		}
		for _, bad := range []string{key + "0", key[:len(key)-1], strings.Replace(key, "_test_", "_live_", 1), strings.ToUpper(key), "nd_test_key_", key[:30] + other + key[31:]} {
			n.With(bad, "GET", editorialArticles, "").Want(401)
		}
		n.With("", "GET", editorialArticles+"?access_token="+key, "").Want(401)
		n.With("", "GET", editorialArticles+"?api_key="+key, "").Want(401)
	})
}

func TestB23NoKeyReachesWhatIsForPeople(t *testing.T) {
	newsroom.Each(t, func(t *testing.T, n *newsroom.Newsroom) {
		consumer := portal(n, "Cổng")
		key := mint(n, consumer, `"scopes":[{"permission":"*.*","scope":"any"}]`).Text("key")
		for _, r := range table(t) {
			if r.ForPeople() && r.NeedsToken() {
				address := strings.NewReplacer(":id", consumer, ":provider", "x").Replace(r.Path)
				if got := n.With(key, r.Method, address, "{}", "If-Match", `"1.c0de"`); got.Status != 403 {
					t.Errorf("%s %s with a key: got %d, want 403", r.Method, r.Path, got.Status)
				}
			}
		}
	})
}

func TestA34NoListShowsWhatOpensAnything(t *testing.T) {
	newsroom.Each(t, func(t *testing.T, n *newsroom.Newsroom) {
		made := mint(n, portal(n, "Cổng"), "")
		key := made.Text("key")
		secret := key[len(key)-50 : len(key)-7]
		for _, address := range []string{keysPath, keysPath + "/" + made.Text("id"), consumersPath, "/v1/editorial/audit"} {
			for _, role := range []policy.Role{"admin", "auditor"} {
				got := n.Do(role, "GET", address, "").Want(200)
				if strings.Contains(string(got.Body), secret) || strings.Contains(string(got.Body), "hash\":\"") && address != "/v1/editorial/audit" {
					t.Errorf("%s shows %s what opens something: %s", address, role, got.Body)
				}
			}
		}
	})
}

func TestWhatIsWrongWithAKeyIsSaidAtOnce(t *testing.T) {
	newsroom.Each(t, func(t *testing.T, n *newsroom.Newsroom) {
		consumer := portal(n, "Cổng")
		got := n.Do("editor_in_chief", "POST", keysPath, `{"consumer_id":"`+missing()+`","name":" ","scopes":[{"permission":"user.read"},{"permission":"article.fly","scope":"any"}],"sections":["x"],"networks":[],"quota":{"requests":-1,"seconds":60},"expires_at":"2001-01-01T00:00:00Z"}`).Want(422)
		if got.Len("errors") < 6 {
			t.Errorf("got %d faults, want every one: %s", got.Len("errors"), got.Body)
		}
		n.Do("editor_in_chief", "POST", keysPath, `{"consumer_id":"`+consumer+`","name":"x","networks":["192.0.2.1/24"]}`).Want(422)
		n.Do("admin", "POST", keysPath, `{"consumer_id":"`+consumer+`","name":"x","scopes":[{"permission":"article.update","scope":"any"}]}`).Want(422)
		n.Do("admin", "POST", keysPath, `{"consumer_id":"`+consumer+`","name":"x"}`).Want(201)
		n.Do("editor", "POST", keysPath, `{"consumer_id":"`+consumer+`","name":"x"}`).Want(403)
		n.Do("admin", "DELETE", consumersPath+"/"+consumer, "").Want(409)
		n.Do("admin", "POST", keysPath, `{"consumer_id":"`+consumer+`","name":"x","key":"nd_live_key_x"}`).Want(422)
	})
}

func TestAKeyHasTheQuotaThatItWasGiven(t *testing.T) {
	newsroom.Each(t, func(t *testing.T, n *newsroom.Newsroom) {
		made := mint(n, portal(n, "Cổng"), `"quota":{"requests":2,"seconds":60}`)
		key := made.Text("key")
		if got := n.With(key, "GET", "/v1/articles", "").Want(200).Header.Get("RateLimit-Policy"); got != `"key";q=2;w=60` {
			t.Errorf("the quota is %s, want the key's own", got)
		}
		n.With(key, "GET", "/v1/articles", "").Want(200)
		n.With(key, "GET", "/v1/articles", "").Want(429)
		n.Do("editor_in_chief", "PATCH", keysPath+"/"+made.Text("id"), `{"quota":{"requests":5,"seconds":60}}`, "If-Match", made.ETag()).Want(200)
		if got := n.With(key, "GET", "/v1/articles", ""); got.Header.Get("RateLimit-Policy") != `"key";q=5;w=60` {
			t.Errorf("after the change the quota is %s", got.Header.Get("RateLimit-Policy"))
		}
	})
}
