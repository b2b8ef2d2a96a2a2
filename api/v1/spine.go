package v1

import (
	"time"

	"newsdesk/internal/content"
	"newsdesk/internal/desk"
	"newsdesk/internal/policy"
	"newsdesk/internal/strict"
)

// Spine is what the newsroom sees of every entry, whatever its kind.
type Spine struct {
	ID                    string             `json:"id" example:"01912f0c-1d5e-7b3a-9c11-5f0a2b7c9e11" format:"uuid"`                                                                                                             // a UUIDv7
	Type                  string             `json:"type" example:"article" enums:"article,page,event,campaign,section,tag,author,organisation,image"`                                                                            // its kind
	Locale                string             `json:"locale" example:"vi"`                                                                                                                                                         // the language (BCP 47)
	Status                string             `json:"status" enums:"draft,in_review,approved,scheduled,published,unpublished,archived,killed" example:"in_review"`                                                                 // where it stands in its life
	Revision              int                `json:"revision" example:"3"`                                                                                                                                                        // counts the saves; If-Match goes by it
	PublishedRevision     *int               `json:"published_revision" extensions:"x-nullable" example:"2"`                                                                                                                      // what the public sees
	HasUnpublishedChanges bool               `json:"has_unpublished_changes" example:"false"`                                                                                                                                     // the working copy differs from what the public sees
	AllowedActions        []policy.Verb      `json:"allowed_actions" swaggertype:"array,string" enums:"update,submit,return,approve,schedule,unschedule,publish,unpublish,archive,restore,delete" example:"update,submit,delete"` // what you may do now
	Slug                  string             `json:"slug" example:"toa-dam-dang-voi-thanh-nien-thanh-nien-voi-dang"`                                                                                                              // the last part of its address
	Owner                 UserStub           `json:"owner"`                                                                                                                                                                       // who answers for it
	UpdatedBy             UserStub           `json:"updated_by"`                                                                                                                                                                  // who saved it last
	CreatedAt             time.Time          `json:"created_at" example:"2020-03-24T11:00:00Z"`                                                                                                                                   // when it was begun
	UpdatedAt             time.Time          `json:"updated_at" example:"2020-03-24T11:26:00Z"`                                                                                                                                   // of any save
	ContentUpdatedAt      *time.Time         `json:"content_updated_at" extensions:"x-nullable" example:"2020-03-24T11:26:00Z"`                                                                                                   // of the public text
	FirstPublishedAt      *time.Time         `json:"first_published_at" extensions:"x-nullable" example:"2020-03-24T11:26:00Z"`                                                                                                   // set once
	PublishedAt           *time.Time         `json:"published_at" extensions:"x-nullable" example:"2020-03-24T11:26:00Z"`                                                                                                         // of the public revision
	DisplayAt             *time.Time         `json:"display_at" extensions:"x-nullable" example:"2020-03-24T11:26:00Z"`                                                                                                           // the date readers are shown instead
	PublishAt             *time.Time         `json:"publish_at" extensions:"x-nullable" example:"2020-03-24T11:26:00Z"`                                                                                                           // while scheduled
	UnpublishAt           *time.Time         `json:"unpublish_at" extensions:"x-nullable" example:"2020-03-24T11:26:00Z"`                                                                                                         // when it ends
	EmbargoUntil          *time.Time         `json:"embargo_until" extensions:"x-nullable" example:"2020-03-24T11:26:00Z"`                                                                                                        // hidden from the public before
	DeletedAt             *time.Time         `json:"deleted_at" extensions:"x-nullable" example:"2020-03-24T11:26:00Z"`                                                                                                           // in the trash since
	Translations          []DraftTranslation `json:"translations"`                                                                                                                                                                // the same in other languages, as far as you may read them
	Withheld              []string           `json:"withheld,omitzero" example:"body,word_count"`                                                                                                                                 // the members that your role does not let you see; they are absent, even those that the schema requires
}

// UserStub is a person of the newsroom, as called when they acted.
type UserStub struct {
	ID   string `json:"id" example:"01912f0c-1d5e-7b3a-9c11-5f0a2b7c9e12" format:"uuid"` // a UUIDv7
	Type string `json:"type" example:"user" enums:"user"`                                // always user
	Name string `json:"name" example:"Trần An"`                                          // as it was when they acted
}

// DraftTranslation is the same thing in another language, public or not.
type DraftTranslation struct {
	ID     string `json:"id" example:"01912f0c-1d5e-7b3a-9c11-5f0a2b7c9e13" format:"uuid"`                                         // a UUIDv7
	Locale string `json:"locale" example:"en"`                                                                                     // the language (BCP 47)
	Status string `json:"status" example:"draft" enums:"draft,in_review,approved,scheduled,published,unpublished,archived,killed"` // where it stands in its life
	Title  string `json:"title" example:"Young people meet the Party"`                                                             // or its name
}

// DraftStub is another entry as the newsroom sees it inside one. Slug, title and
// status are empty if you may not read it.
type DraftStub struct {
	ID     string `json:"id" example:"01912f0c-1d5e-7b3a-9c11-5f0a2b7c9e10" format:"uuid"`                                  // a UUIDv7
	Type   string `json:"type" example:"section" enums:"article,page,event,campaign,section,tag,author,organisation,image"` // its kind
	Slug   string `json:"slug" example:"doan-the"`                                                                          // the last part of its address
	Title  string `json:"title" example:"Đoàn thể"`                                                                         // or its name
	Status string `json:"status" example:"published"`                                                                       // where it stands in its life, or empty
}

// spine writes what all kinds have. allowed depends on who asks.
func spine(e content.Entry, allowed []policy.Verb, others []content.Entry) Spine {
	s := Spine{
		ID: e.ID, Type: string(e.Kind), Locale: e.Locale, Status: string(e.State), Revision: e.Version,
		HasUnpublishedChanges: e.Changed(), AllowedActions: allowed, Slug: e.Slug,
		Owner:     UserStub{ID: e.OwnerID, Type: "user", Name: e.OwnerName},
		UpdatedBy: UserStub{ID: e.UpdatedBy, Type: "user", Name: e.UpdatedAs},
		CreatedAt: utc(e.CreatedAt), UpdatedAt: utc(e.UpdatedAt), PublishAt: orNil(e.PublishAt),
		UnpublishAt: orNil(e.UnpublishAt), EmbargoUntil: orNil(e.EmbargoUntil), DisplayAt: orNil(e.DisplayAt),
		DeletedAt: orNil(e.DeletedAt), Translations: make([]DraftTranslation, len(others)),
	}
	if e.State != content.Scheduled { // what is planned has not happened
		s.FirstPublishedAt, s.PublishedAt = orNil(e.FirstPublishedAt), orNil(e.LiveAt)
		s.ContentUpdatedAt = orNil(e.ContentUpdatedAt)
	}
	if n := e.PublicVersion(); n != 0 {
		s.PublishedRevision = &n
	}
	for i, o := range others {
		s.Translations[i] = DraftTranslation{ID: o.ID, Locale: o.Locale, Status: string(o.State), Title: o.Title}
	}
	return s
}

// stubber makes stubs of what a page of entries shows.
type stubber map[string]content.Entry

func (s stubber) one(id string) *DraftStub {
	e, ok := s[id]
	if !ok {
		return nil
	}
	return &DraftStub{ID: e.ID, Type: string(e.Kind), Slug: e.Slug, Title: e.Title, Status: string(e.State)}
}

func (s stubber) all(ids []string) []DraftStub {
	stubs := make([]DraftStub, 0, len(ids))
	for _, id := range ids {
		if stub := s.one(id); stub != nil {
			stubs = append(stubs, *stub)
		}
	}
	return stubs
}

// Opening is what the creation of an entry may say besides its content.
type Opening struct {
	ID            string `json:"id,omitzero" format:"uuid" example:"01912f0c-1d5e-7b3a-9c11-5f0a2b7c9e11"` // a UUIDv7 of yours; sending it again is safe
	Locale        string `json:"locale,omitzero" example:"vi"`                                             // BCP 47; the site's language if absent
	TranslationOf string `json:"translation_of,omitzero" format:"uuid"`                                    // an entry of the same type
}

// Dates are the dates of an entry that an editor may set.
type Dates struct {
	DisplayAt    strict.Opt[time.Time] `json:"display_at" format:"date-time" extensions:"x-nullable" example:"2020-03-24T18:26:00+07:00"`    // the date readers are shown instead of that of publication; null for none
	EmbargoUntil strict.Opt[time.Time] `json:"embargo_until" format:"date-time" extensions:"x-nullable" example:"2020-03-24T18:26:00+07:00"` // hidden from the public before; null for none
}

// put hands the dates that were sent to the draft.
func (d Dates) put(draft *desk.Draft) {
	draft.DisplayAt, draft.EmbargoUntil = instant(d.DisplayAt), instant(d.EmbargoUntil)
}

// instant is nil if the member is absent, and points to nil if it is null.
func instant(o strict.Opt[time.Time]) **time.Time {
	if !o.Set {
		return nil
	}
	var at *time.Time
	if !o.Null {
		t := o.Value.UTC().Truncate(time.Millisecond)
		at = &t
	}
	return &at
}

// readOnly is what every entry answers and no request may set.
func readOnly(more ...string) []string {
	return append([]string{
		"type", "status", "revision", "published_revision", "has_unpublished_changes", "allowed_actions",
		"owner", "updated_by", "created_at", "updated_at", "content_updated_at", "first_published_at",
		"published_at", "publish_at", "unpublish_at", "deleted_at", "translations", "withheld",
	}, more...)
}
