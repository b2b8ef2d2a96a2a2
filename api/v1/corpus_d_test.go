package v1_test

import (
	"encoding/hex"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"unicode/utf16"

	"newsdesk/internal/db"
	"newsdesk/internal/testkit/newsroom"
)

// utf16Text is s in UTF-16 with a byte order mark.
func utf16Text(s string) string {
	b := []byte{0xfe, 0xff}
	for _, unit := range utf16.Encode([]rune(s)) {
		b = append(b, byte(unit>>8), byte(unit))
	}
	return string(b)
}

func TestADocumentIsReadStrictly(t *testing.T) {
	n := newsroom.New(t, db.SQLite)
	n.Token("reporter")
	for id, c := range map[string]struct {
		status int
		bodies []string
	}{
		"D01 a member twice":          {400, []string{`{"title":"a","title":"b"}`, `{"title":"a","\u0074itle":"b"}`, `{"source":{"name":"a","name":"b"}}`, `{"extra":{"a":1,"a":2}}`, `{"body":[{"type":"divider","type":"divider"}]}`}},
		"D02 another case":            {422, []string{`{"Title":"a"}`, `{"TITLE":"a"}`, `{"source":{"Name":"a"}}`, `{"title":"a","Title":"b"}`}},
		"D03 an unknown member":       {422, []string{`{"title":"a","nonsense":1}`, `{"source":{"nonsense":1}}`, `{"body":[{"type":"divider","nonsense":1}]}`, `{"__proto__":{}}`}},
		"D04 text behind":             {400, []string{`{"title":"a"}x`, `{"title":"a"}}`, `{"title":"a"},`, "{\"title\":\"a\"}\x00"}},
		"D05 two documents":           {400, []string{`{"title":"a"}{"title":"b"}`, "{\"title\":\"a\"}\n{}"}},
		"D06 depth":                   {400, []string{`{"extra":` + strings.Repeat("[", 40) + strings.Repeat("]", 40) + `}`, strings.Repeat(`{"extra":`, 10_001), strings.Repeat("[", 1_000_000)}},
		"D07 what is not a number":    {400, []string{`{"urgency":0x10}`, `{"urgency":NaN}`, `{"urgency":01}`, `{"urgency":.5}`, `{"urgency":+1}`, `{"urgency":1.}`, `{"urgency":Infinity}`}},
		"D07 not such a number":       {422, []string{`{"urgency":1.5}`, `{"urgency":1e400}`, `{"urgency":99999999999999999999}`, `{"urgency":-0}`, `{"urgency":10}`, `{"urgency":0}`}},
		"D09 null where none can be":  {422, []string{`{"title":"a","id":null}`, `{"bylines":[{"author_id":null}]}`, `{"body":[null]}`, `{"tag_ids":[null]}`}},
		"D09 missing where one must":  {422, []string{`{"bylines":[{}]}`, `{"body":[{}]}`}},
		"D10 not an object":           {400, []string{`[]`, `"title"`, `5`, `null`, `true`, ` `}},
		"D11 another type":            {422, []string{`{"urgency":"5"}`, `{"title":5}`, `{"title":true}`, `{"tag_ids":"a"}`, `{"source":[]}`, `{"extra":[]}`, `{"body":"text"}`, `{"embargo_until":1767225600}`}},
		"D12 half a surrogate pair":   {400, []string{`{"title":"\ud800"}`, `{"title":"\udc00\ud800"}`, `{"\ud800":1}`}},
		"D13 bytes that are no UTF-8": {400, []string{"{\"title\":\"a\xffb\"}", "{\"title\":\"\xc0\x80\"}", "{\"title\":\"\xed\xa0\x80\"}"}},
		"D14 a byte order mark":       {400, []string{"\ufeff{\"title\":\"a\"}", utf16Text(`{"title":"a"}`)}},
	} {
		t.Run(id, func(t *testing.T) {
			for _, body := range c.bodies {
				a := unchanged(t, n, func() newsroom.Answer { return n.Do("reporter", "POST", editorialArticles, body) })
				if a.Status != c.status {
					t.Errorf("%.60s: got status %d, want %d: %.300s", body, a.Status, c.status, a.Body)
				}
			}
		})
	}
}

func TestD08NumbersKeepEveryDigit(t *testing.T) {
	newsroom.Each(t, func(t *testing.T, n *newsroom.Newsroom) {
		const extra = `{"big":9007199254740993,"exact":0.1000000000000000055511151231257827,"text":"9007199254740993"}`
		a := published(t, n, `"title":"Bài","extra":`+extra)
		if got := string(a.Get("extra")); got != extra {
			t.Errorf("the newsroom gets %s, want %s", got, extra)
		}
		if got := string(n.Do("", "GET", "/v1/articles/bai", "").Want(200).Get("extra")); got != extra {
			t.Errorf("readers get %s, want %s", got, extra)
		}
	})
}

func TestD09FaultsPointToTheirMembers(t *testing.T) {
	n := newsroom.New(t, db.SQLite)
	a := n.Do("reporter", "POST", editorialArticles, `{}`).Want(201)
	got := say(n, "reporter", "submit", a, "").Want(422)
	if at := got.Text("errors/0/pointer") + " " + got.Text("errors/1/pointer"); at != "/title /body" {
		t.Errorf("an empty draft has faults at %q, want at /title /body: %s", at, got.Body)
	}
	many := n.Do("reporter", "PATCH", path(a), `{"title":"a\nb","overline":5,"tag_ids":["x"],"source":{"url":"ftp://x"},"urgency":12,"nonsense":1,"status":"published"}`, "If-Match", a.ETag()).Want(422)
	if many.Len("errors") < 2 {
		t.Errorf("a request with many faults is told of %s", many.Text("errors"))
	}
}

func TestOtherMediaTypesAreRefused(t *testing.T) {
	n := newsroom.New(t, db.SQLite)
	token := n.Token("reporter")
	for _, mediaType := range []string{
		"", "text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x", "application/json, text/html",
		"application/json; charset=utf-16", "application/xml", "json", "text/json",
	} {
		unchanged(t, n, func() newsroom.Answer {
			r := httptest.NewRequest(http.MethodPost, editorialArticles, strings.NewReader(`{"title":"a"}`))
			r.RequestURI = editorialArticles
			r.Header.Set("Authorization", "Bearer "+token)
			r.Header.Set("Content-Type", mediaType)
			return n.Send(r).Want(415)
		})
	}
}

func TestAnIDOfTheClientsIsAUUIDOfVersion7(t *testing.T) {
	n := newsroom.New(t, db.SQLite)
	for _, id := range []string{"1", strings.ToUpper(missing()), hex.EncodeToString(make([]byte, 16)), "00000000-0000-4000-8000-000000000000"} {
		body := `{"title":"a","id":"` + id + `"}`
		if a := n.Do("reporter", "POST", editorialArticles, body); a.Status != 422 {
			t.Errorf("%s: got status %d, want 422", body, a.Status)
		}
	}
}
