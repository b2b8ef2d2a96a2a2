package strict_test

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"
	"testing/iotest"
	"time"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"
	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"newsdesk/internal/fault"
	"newsdesk/internal/strict"
)

func TestASoundBodyIsTaken(t *testing.T) {
	got, err := decodeStory(`{"title":"Tọa đàm \\u0000 \"Đảng\" 👨‍👩‍👧","urgency":5,"views":9007199254740993,"share":-0,
		"live":true,"at":"2020-03-24T18:26:00+07:00","tags":[],"author":{"name":"Minh Thương"},"editor":null,
		"names":{"vi":"a"},"extra":{"a":[null,1e400]},"mood":"glad","block":{"text":"b"}}`)
	if err != nil {
		t.Fatalf("got %v, want no error", err)
	}
	want := story{
		lead:    lead{Title: `Tọa đàm \u0000 "Đảng" 👨‍👩‍👧`},
		Urgency: 5,
		Views:   1<<53 + 1, // D08
		Live:    true,
		At:      time.Date(2020, 3, 24, 11, 26, 0, 0, time.UTC),
		Tags:    []string{},
		Author:  person{Name: "Minh Thương"},
		Names:   map[string]string{"vi": "a"},
		Extra:   jsontext.Value(`{"a":[null,1e400]}`),
		Mood:    "glad",
		Block:   block{Text: "b"},
	}
	if diff := cmp.Diff(want, got, cmp.AllowUnexported(story{})); diff != "" {
		t.Errorf("the decoded body differs (-want +got):\n%s", diff)
	}
}

func TestTheBoundsThemselvesAreAllowed(t *testing.T) {
	for name, body := range map[string]string{
		"depth 32":    `{"extra":` + strings.Repeat("[", 31) + strings.Repeat("]", 31) + `}`,
		"1,000 items": `{"tags":[` + strings.Repeat(`"a",`, strict.MaxItems-1) + `"a"]}`,
	} {
		if _, err := decodeStory(body); err != nil {
			t.Errorf("%s: got %v, want no error", name, err)
		}
	}
}

func TestABodyOverTheLimitIsTooLarge(t *testing.T) {
	body := `{"title":"a"}`
	for _, c := range []struct {
		limit int
		want  verdict
	}{
		{len(body), of(nil)},
		{len(body) - 1, verdict{Kind: fault.TooLarge}},
	} {
		err := strict.Decode(strings.NewReader(body), int64(c.limit), new(story))
		if diff := cmp.Diff(c.want, of(err)); diff != "" {
			t.Errorf("limit %d (-want +got):\n%s", c.limit, diff)
		}
	}
}

func TestABodyThatCannotBeReadIsAFaultOfTheCaller(t *testing.T) {
	cut := errors.New("connection reset")
	err := strict.Decode(io.MultiReader(strings.NewReader(`{"title"`), iotest.ErrReader(cut)), limit, new(story))
	if !fault.Is(err, fault.InvalidJSON) || !errors.Is(err, cut) {
		t.Errorf("got %v, want InvalidJSON because of %v", err, cut)
	}
	slow := fault.New(fault.Overloaded, "Come back later")
	err = strict.Decode(iotest.ErrReader(slow), limit, new(story))
	if !fault.Is(err, fault.Overloaded) {
		t.Errorf("got %v, want the reader's own fault", err)
	}
}

func TestD26APatchTellsAbsentFromNull(t *testing.T) {
	var got patch
	if err := strict.Decode(strings.NewReader(`{"title":null,"count":3,"author":{"name":"a"}}`), limit, &got); err != nil {
		t.Fatalf("got %v, want no error", err)
	}
	want := patch{
		Title:  strict.Opt[string]{Set: true, Null: true},
		Count:  strict.Opt[int]{Set: true, Value: 3},
		Author: strict.Opt[person]{Set: true, Value: person{Name: "a"}},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("the patch differs (-want +got):\n%s", diff)
	}
	if title, tags := got.Title.Or("old"), got.Tags.Or([]string{"old"}); title != "" || len(tags) != 1 {
		t.Errorf("got title %q and tags %q, want it cleared and them kept", title, tags)
	}
	if count := got.Count.Or(1); count != 3 {
		t.Errorf("got count %d, want 3", count)
	}
}

func TestD26APatchIsCheckedLikeABody(t *testing.T) {
	err := strict.Decode(strings.NewReader(`{"id":null,"title":1,"tags":["a",null],"author":{"nam":"a","age":null}}`), limit, new(patch))
	want := verdict{fault.ReadOnly, []string{
		"/id read_only", "/title wrong_type", "/tags/1 wrong_type", "/author/nam unknown_member", "/author/age wrong_type",
	}}
	if diff := cmp.Diff(want, of(err)); diff != "" {
		t.Errorf("the fault differs (-want +got):\n%s", diff)
	}
}

func TestAMemberInTheWrongCaseIsToldTheRightOne(t *testing.T) {
	_, err := decodeStory(`{"TITLE":"a"}`)
	got := fault.Of(err).Fields[0].String()
	if want := "Names are case-sensitive; write title"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}

func TestTheAnswerNeverRepeatsMuchOfTheBody(t *testing.T) {
	long := strings.Repeat("x", 65)
	for _, body := range []string{
		`{"` + long + `":1}`,
		`{"extra":{"` + long + `":1,"` + long + `":1}}`,
		`{"extra":{"` + long + `":tru}}`,
		`{"title":` + long + `}`,
		`{"urgency":"` + long + `"}`,
		`{"names":{"` + long + `":1}}`,
		`{"extra":{"` + long + `":"\u0000"}}`,
	} {
		_, err := decodeStory(body)
		if err == nil || strings.Contains(err.Error(), long) {
			t.Errorf("%.40s…: got %v, want a fault without the 65 bytes", body, err)
		}
	}
}

func TestTheAnswerNamesABoundedNumberOfFaults(t *testing.T) {
	var body bytes.Buffer
	for i := range 20_000 {
		fmt.Fprintf(&body, `,"m%d":"\u0000"`, i)
	}
	_, err := decodeStory("{" + body.String()[1:] + "}")
	if n := len(fault.Of(err).Fields); n < 50 || n > 60 {
		t.Errorf("got %d fields, want about 50", n)
	}
}

func TestAFaultBehindManyValuesIsStillNamed(t *testing.T) {
	var body bytes.Buffer
	for i := range 20_000 {
		fmt.Fprintf(&body, `"n%d":"",`, i)
	}
	_, err := decodeStory(`{"names":{` + body.String() + `"last":1}}`)
	if diff := cmp.Diff(verdict{fault.Invalid, []string{"/names/last wrong_type"}}, of(err)); diff != "" {
		t.Errorf("the fault differs (-want +got):\n%s", diff)
	}
}

func TestD06AMillionBracketsCostNextToNothing(t *testing.T) {
	body := strings.Repeat("[", 1_000_000)
	allocated := testing.Benchmark(func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			if err := strict.Decode(strings.NewReader(body), limit, new(story)); !fault.Is(err, fault.InvalidJSON) {
				b.Fatalf("got %v, want InvalidJSON", err)
			}
		}
	}).AllocedBytesPerOp()
	if most := int64(6 << 20); allocated > most {
		t.Errorf("got %d bytes allocated, want at most %d", allocated, most)
	}
}

func TestWhateverGoWritesComesBack(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		want := struct {
			Text string
			Int  int64
			List []string
			Map  map[string]bool
		}{
			rapid.StringMatching(`[^\x00]*`).Draw(t, "text"),
			rapid.Int64().Draw(t, "int"),
			rapid.SliceOfN(rapid.StringMatching(`[^\x00]*`), 1, 9).Draw(t, "list"),
			rapid.MapOfN(rapid.StringMatching(`[a-z"\\/~é]*`), rapid.Bool(), 1, 9).Draw(t, "map"),
		}
		body, err := json.Marshal(want)
		if err != nil {
			t.Fatal(err)
		}
		got := want
		got.Map, got.List = nil, nil
		if err := strict.Decode(bytes.NewReader(body), limit, &got); err != nil {
			t.Fatalf("got %v for %s, want no error", err, body)
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Fatalf("the value came back different (-want +got):\n%s", diff)
		}
	})
}
