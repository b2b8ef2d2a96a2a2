package rest

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/labstack/echo/v4"
	"pgregory.net/rapid"

	"newsdesk/internal/auth"
	"newsdesk/internal/fault"
)

func places() *rapid.Generator[Place] {
	return rapid.Custom(func(t *rapid.T) Place {
		return Place{
			Key: rapid.StringN(0, 40, 200).Draw(t, "key"), ID: rapid.StringN(0, 36, 36).Draw(t, "id"), Back: rapid.Bool().Draw(t, "back"),
		}
	})
}

func TestCursorsOpenWhereTheyWereSealed(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		cursors := NewCursors(rapid.SliceOfN(rapid.Byte(), 32, 32).Draw(t, "secret"))
		binding, other := rapid.String().Draw(t, "list"), rapid.String().Draw(t, "other list")
		want := places().Draw(t, "place")
		sealed := cursors.Seal(binding, want)
		got, err := cursors.Open(binding, sealed)
		if err != nil || got != want {
			t.Fatalf("got %+v, %v, want %+v", got, err, want)
		}
		if _, err := cursors.Open(other, sealed); other != binding && !fault.Is(err, fault.InvalidCursor) {
			t.Fatalf("C08: got %v in another list, want InvalidCursor", err)
		}
	})
}

func TestChangedCursorsDoNotOpen(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		cursors := NewCursors([]byte("0123456789abcdef0123456789abcdef"))
		sealed := cursors.Seal("list", places().Draw(t, "place"))
		i := rapid.IntRange(0, len(sealed)-1).Draw(t, "at")
		letter := rapid.SampledFrom(strings.Split("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_=+ \n", "")).Draw(t, "letter")
		for _, changed := range []string{sealed[:i], sealed[:i] + letter + sealed[i+1:], sealed[:i] + letter + sealed[i:], sealed + letter} {
			if changed == sealed {
				continue
			}
			if got, err := cursors.Open("list", changed); !fault.Is(err, fault.InvalidCursor) {
				t.Fatalf("C08: got %+v, %v for %q, want InvalidCursor", got, err, changed)
			}
		}
	})
}

func TestKeyOfKeepsTheInstant(t *testing.T) {
	at := time.Date(2020, 3, 24, 18, 26, 0, 123456789, time.FixedZone("", 7*3600))
	got, err := Place{Key: KeyOf(at)}.At()
	if err != nil || !got.Equal(at) {
		t.Errorf("got %v, %v, want %v", got, err, at)
	}
}

func TestCursorsOfAnotherListAreRefused(t *testing.T) {
	cursors := NewCursors([]byte("k"))
	made := Params(asking("/v1/articles?tag=a&section=doan-the&limit=5"))
	cursor := cursors.Seal(made.Binding(), Place{Key: "k", ID: "i"})
	for target, want := range map[string]bool{
		"/v1/articles?section=doan-the&tag=a":                 true,
		"/v1/articles?section=doan-the&tag=a&fields=title":    true,
		"/v1/articles?section=doan-the&tag=b":                 false,
		"/v1/articles?section=doan-the":                       false,
		"/v1/articles?section=doan-the&tag=a&sort=updated_at": false,
		"/v1/events?section=doan-the&tag=a":                   false,
	} {
		q := Params(asking(target + "&cursor=" + cursor))
		if _, sent, err := q.Cursor(cursors); (err == nil) != want || sent != want {
			t.Errorf("C08 %s: got %v, %v, want it taken: %v", target, sent, err, want)
		}
	}
	c := asking("/v1/articles?tag=a&section=doan-the&cursor=" + cursor)
	Attach(c, &Visit{Actor: auth.Actor{ID: "lan"}})
	if _, _, err := Params(c).Cursor(cursors); !fault.Is(err, fault.InvalidCursor) {
		t.Errorf("C08: got %v for another actor, want InvalidCursor", err)
	}
}

func TestPagesNameTheirNeighbours(t *testing.T) {
	cursors := NewCursors([]byte("k"))
	q := Params(asking("/v1/articles?section=doan-the&limit=2&cursor=old&count=true"))
	prev, next := TurnPages(cursors, "list", Place{Key: "a", ID: "1"}, Place{Key: "b", ID: "2"}, true, true)
	if back, err := cursors.Open("list", prev); err != nil || back != (Place{Key: "a", ID: "1", Back: true}) {
		t.Errorf("got %+v, %v, want the place before the first item", back, err)
	}
	body, err := Cards(q, Page{Limit: 2, Next: "N", Prev: "P", Total: &Total{N: 10000, More: true}}, nil, []byte(`{"id":"1"}`), []byte(`{"id":"2"}`))
	want := `{"data":[{"id":"1"},{"id":"2"}],"page":{"limit":2,` +
		`"next":"/v1/articles?count=true&limit=2&section=doan-the&cursor=N","prev":"/v1/articles?count=true&limit=2&section=doan-the&cursor=P",` +
		`"next_cursor":"N","prev_cursor":"P","total":10000,"total_relation":"gte"}}`
	if diff := cmp.Diff(want, string(body)); diff != "" || err != nil {
		t.Errorf("page, %v (-want +got):\n%s", err, diff)
	}
	link := `</v1/articles?count=true&limit=2&section=doan-the&cursor=N>; rel="next", </v1/articles?count=true&limit=2&section=doan-the&cursor=P>; rel="prev"`
	if got := (Page{Next: "N", Prev: "P"}).Link(q); got != link {
		t.Errorf("got Link %s, want %s", got, link)
	}
	if next == prev {
		t.Error("got one cursor for both directions")
	}
}

func TestAnEmptyListIsStillAPage(t *testing.T) {
	w := httptest.NewRecorder()
	c := echo.New().NewContext(httptest.NewRequest(http.MethodGet, "/v1/editorial/articles", http.NoBody), w)
	if err := SendList[string](c, Params(c), nil, Page{Limit: 20}); err != nil {
		t.Fatalf("SendList: %v", err)
	}
	want := `{"data":[],"page":{"limit":20,"next":null,"prev":null,"next_cursor":null,"prev_cursor":null}}`
	if got := w.Body.String(); got != want || w.Header().Get("Link") != "" {
		t.Errorf("got %s and Link %q, want %s and none", got, w.Header().Get("Link"), want)
	}
}
