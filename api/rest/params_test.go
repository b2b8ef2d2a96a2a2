package rest

import (
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/labstack/echo/v4"
	"pgregory.net/rapid"

	"newsdesk/internal/fault"
)

func asking(target string) echo.Context {
	return echo.New().NewContext(httptest.NewRequest(http.MethodGet, target, http.NoBody), httptest.NewRecorder())
}

// codes says what is wrong with each parameter, in order.
func codes(err error) []string {
	if err == nil {
		return nil
	}
	var all []string
	for _, f := range fault.Of(err).Fields {
		all = append(all, f.Name+" "+f.Code)
	}
	return all
}

func TestParameters(t *testing.T) {
	const id = "0192f0c1-7d5e-7b3a-9c11-5f0a2b7c9e10"
	read := func(q *Query) {
		q.Limit()
		q.String("q", 5)
		q.Enum("kind", "a", "a", "b")
		q.Strings("list", 3)
		q.Among("include", 8, "authors", "tags")
		q.All("tag", 2)
		q.Bool("count")
		q.Instant("at")
		q.Date("day")
		q.ID("id")
		q.IDs("ids", 2)
	}
	for _, tc := range []struct {
		name, query string
		want        []string
	}{
		{"none", "", nil},
		{"good ones", "limit=100&q=%C4%91%E1%BB%8F&kind=b&list=a,b&include=authors&tag=a&tag=b&count=true&at=2020-03-24T18:26:00%2B07:00&day=2020-03-24&id=" + id + "&ids=" + id, nil},
		{"C05 include everything", "include=*", []string{"include not_allowed"}},
		{"C05 a hidden relation", "include=authors,password", []string{"include not_allowed"}},
		{"C09 unknown", "lookup=x&populate=y", []string{"lookup unknown", "populate unknown"}},
		{"C10 an operator", "%24func=x", []string{"$func unknown"}},
		{"C11 empty", "list=", []string{"list required"}},
		{"C11 an empty item", "list=a,,b", []string{"list required"}},
		{"C12 zero", "limit=0", []string{"limit out_of_range"}},
		{"C12 too many", "limit=1000000000", []string{"limit out_of_range"}},
		{"C12 letters", "limit=abc", []string{"limit out_of_range"}},
		{"C12 past 64 bits", "limit=18446744073709551616", []string{"limit out_of_range"}},
		{"C12 other forms of a number", "limit=%2B5", []string{"limit out_of_range"}},
		{"C12 with leading zero", "limit=05", []string{"limit out_of_range"}},
		{"C21 twice the same", "kind=a&kind=a", []string{"kind duplicate"}},
		{"C22 brackets", "limit[a]=1&sort[]=x", []string{"limit[a] unknown", "sort[] unknown"}},
		{"C22 capitals", "Limit=1", []string{"Limit unknown"}},
		{"C25 the 13th month", "day=2026-13-40", []string{"day wrong_format"}},
		{"C25 a day's offset", "at=2026-11-22T00:00:00%2B24:00", []string{"at wrong_format"}},
		{"C25 no offset", "at=2026-11-22T00:00:00", []string{"at wrong_format"}},
		{"C25 year 10000", "day=10000-01-01", []string{"day wrong_format"}},
		{"C25 seconds since 1970", "at=1763769600", []string{"at wrong_format"}},
		{"C25 a comma for a point", "at=2026-11-22T00:00:00,5Z", []string{"at wrong_format"}},
		{"a plus that became a space", "at=2026-11-22T00:00:00+07:00", []string{"at wrong_format"}},
		{"too long, in characters", "q=%C4%91%C4%91%C4%91%C4%91%C4%91%C4%91", []string{"q too_long"}},
		{"too many in a list", "list=a,b,c,d", []string{"list too_many"}},
		{"too many repeated", "tag=a&tag=b&tag=c", []string{"tag too_many"}},
		{"twice in a list", "list=a,a", []string{"list duplicate"}},
		{"a word for a truth value", "count=1", []string{"count not_allowed"}},
		{"B25 capitals in an id", "id=" + strings.ToUpper(id), []string{"id wrong_format"}},
		{"B25 an id as URN", "id=urn:uuid:" + id, []string{"id wrong_format"}},
		{"a broken escape", "q=%zz", []string{"q wrong_format"}},
		{"no UTF-8", "q=%ff", []string{"q wrong_format"}},
		{"NUL", "q=%00", []string{"q wrong_format"}},
		{"a semicolon", "q=a;b", []string{"q wrong_format"}},
		{"an & too many", "q=a&&count=true", []string{" wrong_format"}},
		{"several at once", "limit=0&day=x&zz=1", []string{"limit out_of_range", "day wrong_format", "zz unknown"}},
	} {
		t.Run(tc.name, func(t *testing.T) {
			q := Params(asking("/x?" + tc.query))
			read(q)
			err := q.Done()
			if diff := cmp.Diff(tc.want, codes(err)); diff != "" {
				t.Errorf("faults (-want +got):\n%s", diff)
			}
			if err != nil && !fault.Is(err, fault.InvalidParameter) {
				t.Errorf("got %v, want an InvalidParameter fault", err)
			}
		})
	}
}

func TestGettersReturnWhatWasSent(t *testing.T) {
	q := Params(asking("/x?limit=7&sort=-name&tag=a&tag=b&at=2020-03-24T18:26:00%2B07:00&q=e%CC%81&count=true"))
	by, desc := q.Sort("-published_at", "name")
	got := []any{q.Limit(), by, desc, q.All("tag", 2), q.Instant("at"), q.String("q", 9), q.Bool("count"), q.Enum("kind", "a", "a"), q.Date("day")}
	want := []any{7, "name", true, []string{"a", "b"}, time.Date(2020, 3, 24, 11, 26, 0, 0, time.UTC), "é", true, "a", time.Time{}}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("values (-want +got):\n%s", diff)
	}
	if err := q.Done(); err != nil {
		t.Errorf("got %v, want no fault", err)
	}
}

func TestUnknownParametersAreAnsweredWithTheKnown(t *testing.T) {
	q := Params(asking("/x?writer=1"))
	q.Limit()
	q.String("author", 10)
	want := `There is no such parameter here; allowed: author, limit`
	if got := fault.Of(q.Done()).Fields[0].String(); got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}

func TestKeyIgnoresTheOrderOfParameters(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		word := rapid.StringMatching(`[a-zđ&= ]{1,4}`)
		values := map[string]string{}
		for range rapid.IntRange(0, 5).Draw(t, "n") {
			values[word.Draw(t, "name")] = word.Draw(t, "value")
		}
		var pairs []string
		for name, value := range values {
			pairs = append(pairs, url.QueryEscape(name)+"="+url.QueryEscape(value))
		}
		shuffled := rapid.Permutation(pairs).Draw(t, "order")
		one, other := Params(asking("/x?"+strings.Join(pairs, "&"))), Params(asking("/x?"+strings.Join(shuffled, "&")))
		if one.Key() != other.Key() {
			t.Fatalf("got keys %q and %q, want one", one.Key(), other.Key())
		}
		back, err := url.Parse(one.Key())
		if err != nil || len(back.Query()) != len(values) {
			t.Fatalf("got key %q, want one with %d parameters", one.Key(), len(values))
		}
	})
}

func TestPathParameters(t *testing.T) {
	const id = "0192f0c1-7d5e-7b3a-9c11-5f0a2b7c9e10"
	for _, tc := range []struct {
		value             string
		isID, key, number bool
	}{
		{id, true, true, false},
		{strings.ToUpper(id), false, false, false},
		{"{" + id + "}", false, false, false},
		{"urn:uuid:" + id, false, false, false},
		{strings.ReplaceAll(id, "-", ""), false, true, false}, // a slug like any other
		{"toa-dam-dang-voi-thanh-nien", false, true, false},
		{"1", false, true, true},
		{"0", false, true, false},
		{"01", false, true, false},
		{"1e0", false, true, false},
		{"+1", false, false, false},
		{" 1", false, false, false},
		{"0x1", false, true, false},
		{"-a", false, false, false},
		{"a-", false, false, false},
		{"a--b", false, false, false},
		{"A", false, false, false},
		{"đ", false, false, false},
		{"a%2Fb", false, false, false},
		{"", false, false, false},
		{strings.Repeat("a", maxSlug+1), false, false, false},
	} {
		c := asking("/x")
		c.SetParamNames("p")
		c.SetParamValues(tc.value)
		_, idErr := ID(c, "p")
		_, isID, keyErr := Key(c, "p")
		_, numberErr := Number(c, "p")
		if (idErr == nil) != tc.isID || isID != tc.isID || (keyErr == nil) != tc.key || (numberErr == nil) != tc.number {
			t.Errorf("B25 %q: got id %v, key %v, number %v, want %v, %v, %v", tc.value, idErr, keyErr, numberErr, tc.isID, tc.key, tc.number)
		}
		for _, err := range []error{idErr, keyErr, numberErr} {
			if err != nil && !fault.Is(err, fault.NotFound) {
				t.Errorf("B25 %q: got %v, want NotFound", tc.value, err)
			}
		}
	}
}

func TestIfMatch(t *testing.T) {
	for _, tc := range []struct {
		name     string
		sent     []string
		revision int
		any      bool
		kind     fault.Kind
	}{
		{"as it was given", []string{`"3.c0de"`}, 3, false, 0},
		{"weakened by a proxy", []string{`W/"3.c0de"`}, 3, false, 0},
		{"marked by a proxy", []string{`"3.c0de--gzip"`}, 3, false, 0},
		{"another digest", []string{`"3.ffff"`}, 3, false, 0},
		{"any", []string{"*"}, 0, true, 0},
		{"I04 none", nil, 0, false, fault.PreconditionRequired},
		{"I04 no quotes", []string{"3.c0de"}, 0, false, fault.InvalidParameter},
		{"I04 no digest", []string{`"3"`}, 0, false, fault.InvalidParameter},
		{"I04 no number", []string{`"x.c0de"`}, 0, false, fault.InvalidParameter},
		{"I04 a number below 1", []string{`"0.c0de"`}, 0, false, fault.InvalidParameter},
		{"I04 a sign", []string{`"+3.c0de"`}, 0, false, fault.InvalidParameter},
		{"I04 empty", []string{""}, 0, false, fault.InvalidParameter},
		{"I04 two tags", []string{`"3.c0de", "4.c0de"`}, 0, false, fault.InvalidParameter},
		{"I04 two headers", []string{`"3.c0de"`, `"3.c0de"`}, 0, false, fault.InvalidParameter},
	} {
		t.Run(tc.name, func(t *testing.T) {
			c := asking("/x")
			c.Request().Header["If-Match"] = tc.sent
			revision, whatever, err := IfMatch(c)
			if revision != tc.revision || whatever != tc.any || (err == nil) != (tc.kind == 0) || err != nil && !fault.Is(err, tc.kind) {
				t.Errorf("got %d, %v, %v, want %d, %v, kind %d", revision, whatever, err, tc.revision, tc.any, tc.kind)
			}
		})
	}
}
