package strict_test

import (
	"errors"
	"strings"
	"time"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"

	"newsdesk/internal/fault"
	"newsdesk/internal/strict"
)

const limit = 1 << 20

type lead struct {
	Title string `json:"title"`
}

type person struct {
	Name string `json:"name"`
	Age  int    `json:"age"`
}

// story has a member of each shape that request bodies have.
type story struct {
	lead
	Urgency int               `json:"urgency"`
	Views   int64             `json:"views"`
	Share   float64           `json:"share"`
	Live    bool              `json:"live"`
	At      time.Time         `json:"at"`
	Tags    []string          `json:"tags"`
	Author  person            `json:"author"`
	Editor  *person           `json:"editor"`
	People  []person          `json:"people"`
	Names   map[string]string `json:"names"`
	Extra   jsontext.Value    `json:"extra"`
	Mood    mood              `json:"mood"`
	Block   block             `json:"block"`
	Hidden  string            `json:"-"`
	Big     int64             `json:"big,string"`
}

func (story) ReadOnlyMembers() []string { return []string{"id", "created_at", "status"} }

// mood decodes itself from text, and not from every text.
type mood string

func (m *mood) UnmarshalText(text []byte) error {
	if string(text) != "glad" {
		return errors.New("unknown mood")
	}
	*m = mood(text)
	return nil
}

// block decodes itself, passing on to a struct, and has faults of its own.
type block struct{ Text string }

func (b *block) UnmarshalJSONFrom(dec *jsontext.Decoder) error {
	var in struct {
		Text  string `json:"text"`
		Level int    `json:"level"`
	}
	if err := json.UnmarshalDecode(dec, &in); err != nil {
		return err
	}
	if in.Level > 4 {
		return fault.Member(fault.Invalid, "/level", "out_of_range", "A heading has a level up to %d", 4)
	}
	b.Text = in.Text
	return nil
}

// patch is the story's merge patch.
type patch struct {
	Title  strict.Opt[string]   `json:"title"`
	Count  strict.Opt[int]      `json:"count"`
	Tags   strict.Opt[[]string] `json:"tags"`
	Author strict.Opt[person]   `json:"author"`
}

func (patch) ReadOnlyMembers() []string { return []string{"id"} }

// verdict is the part of a fault that clients program against.
type verdict struct {
	Kind   fault.Kind
	Fields []string // pointer and code
}

func of(err error) verdict {
	if err == nil {
		return verdict{Kind: 255}
	}
	v := verdict{Kind: fault.Of(err).Kind}
	for _, f := range fault.Of(err).Fields {
		v.Fields = append(v.Fields, f.Name+" "+f.Code)
	}
	return v
}

func decodeStory(body string) (story, error) {
	var in story
	err := strict.Decode(strings.NewReader(body), limit, &in)
	return in, err
}
