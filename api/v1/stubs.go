package v1

import (
	"time"

	"github.com/go-json-experiment/json"

	"newsdesk/internal/edition"
	"newsdesk/internal/picture"
)

// Site is what addresses and renderings depend on besides the content.
type Site struct {
	// URL is where readers find the site, without a slash at the end.
	URL      string
	Name     string
	Locale   string // BCP 47, of what says no other
	TimeZone string // IANA
	Licence  string
	Media    string           // what addresses of pictures begin with, without a slash at the end
	Formats  []picture.Format // in which there are pictures, best first
}

// NameStub is how something with a name is shown inside another thing.
type NameStub struct {
	ID   string `json:"id" example:"01912f0c-1d5e-7b3a-9c11-5f0a2b7c9e10" format:"uuid"` // a UUIDv7
	Type string `json:"type" example:"section" enums:"section,tag,author,organisation"`  // its kind
	Slug string `json:"slug" example:"doan-the"`                                         // the last part of its address
	Name string `json:"name" example:"Đoàn thể"`                                         // what readers call it
	URL  string `json:"url" example:"https://bao.example/doan-the"`                      // on the site of the readers
}

// TitleStub is how something with a title is shown inside another thing.
type TitleStub struct {
	ID    string `json:"id" example:"01912f0c-1d5e-7b3a-9c11-5f0a2b7c9e11" format:"uuid"`                            // a UUIDv7
	Type  string `json:"type" example:"article" enums:"article,page,event,campaign"`                                 // its kind
	Slug  string `json:"slug" example:"toa-dam-dang-voi-thanh-nien-thanh-nien-voi-dang"`                             // the last part of its address
	Title string `json:"title" example:"Tọa đàm \"Đảng với thanh niên - Thanh niên với Đảng\""`                      // the headline
	URL   string `json:"url" example:"https://bao.example/doan-the/toa-dam-dang-voi-thanh-nien-thanh-nien-voi-dang"` // on the site of the readers
}

// Translation is the same thing in another language.
type Translation struct {
	Locale string `json:"locale" example:"en"`                                    // the language (BCP 47)
	Slug   string `json:"slug" example:"young-people-meet-the-party"`             // the last part of its address
	URL    string `json:"url" example:"/v1/articles/young-people-meet-the-party"` // in this API
}

// shown reads the stub of another entry, or nil if the public may not see it.
func shown[T any](v edition.View, id string) (*T, error) {
	raw := v.Shown(id)
	if raw == nil {
		return nil, nil //nolint:nilnil // what is not public is shown as null
	}
	stub := new(T)
	return stub, json.Unmarshal(raw, stub)
}

// eachShown reads the stubs of those ids that the public may see, in their order.
func eachShown[T any](v edition.View, ids []string) ([]T, error) {
	stubs := make([]T, 0, len(ids))
	for _, id := range ids {
		stub, err := shown[T](v, id)
		if err != nil {
			return nil, err
		}
		if stub != nil {
			stubs = append(stubs, *stub)
		}
	}
	return stubs, nil
}

// translations are the other languages of an entry, as addresses below path.
func translations(v edition.View, path string) []Translation {
	all := make([]Translation, len(v.Translations))
	for i, t := range v.Translations {
		all[i] = Translation{Locale: t.Locale, Slug: t.Slug, URL: path + t.Slug}
	}
	return all
}

// encode writes a document in the one form that it is stored and compared in.
func encode(v any) ([]byte, error) { return json.Marshal(v, json.Deterministic(true)) }

// rendering encodes the three public forms of an entry.
func rendering(stub, card, doc any) (r edition.Rendering, err error) {
	if r.Stub, err = encode(stub); err != nil {
		return r, err
	}
	if r.Card, err = encode(card); err != nil {
		return r, err
	}
	r.Doc, err = encode(doc)
	return r, err
}

// utc is t as the API writes instants.
func utc(t time.Time) time.Time { return t.UTC() }

// orNil is t in UTC, or nil.
func orNil(t *time.Time) *time.Time {
	if t == nil {
		return nil
	}
	u := t.UTC()
	return &u
}
