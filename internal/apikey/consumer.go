package apikey

import (
	"context"
	"strings"
	"time"
	"unicode/utf8"

	"newsdesk/internal/auth"
	"newsdesk/internal/db"
	"newsdesk/internal/fault"
	"newsdesk/internal/ident"
	"newsdesk/internal/policy"
	"newsdesk/internal/text"
)

// Consumer is a portal, an app, or another program that reads or writes here.
type Consumer struct {
	ID          string
	Name        string // no two have one name
	NameKey     string // folded
	Contact     string // the e-mail address of whoever answers for it; may be empty
	Description string
	CreatedAt   time.Time `gorm:"autoCreateTime:false"`
	UpdatedAt   time.Time `gorm:"autoUpdateTime:false"`
}

// TableName implements gorm's Tabler.
func (Consumer) TableName() string { return "consumers" }

// Lengths of what people type, in characters.
const (
	nameMost        = 200
	contactMost     = 254
	descriptionMost = 1000
)

func (c *Consumer) sound() error {
	var f fault.Fields
	c.Name, c.Contact = text.Name(&f, "/name", strings.TrimSpace(c.Name), nameMost), strings.TrimSpace(c.Contact)
	c.NameKey = text.Fold(c.Name)
	f.If(c.NameKey == "", "/name", "required", "The name is missing")
	f.If(c.Contact != "" && (!strings.Contains(c.Contact, "@") || strings.ContainsAny(c.Contact, " \r\n")), "/contact", "malformed", "This is not an e-mail address")
	f.If(utf8.RuneCountInString(c.Contact) > contactMost, "/contact", "too_long", "The e-mail address is too long")
	c.Description = text.Lines(&f, "/description", c.Description, descriptionMost)
	return f.Err()
}

func nameTaken(err error) error {
	if fault.Is(err, fault.Conflict) {
		return fault.Member(fault.Conflict, "/name", "taken", "Another consumer has this name")
	}
	return err
}

// AddConsumer makes a consumer without keys.
func (k *Keys) AddConsumer(ctx context.Context, actor auth.Actor, c Consumer) (_ Consumer, err error) {
	defer fault.Wrap(&err, "apikey.AddConsumer")
	if err := k.may(actor, policy.Consumers, policy.Create); err != nil {
		return Consumer{}, err
	}
	if err := c.sound(); err != nil {
		return Consumer{}, err
	}
	err = k.db.Update(ctx, func(tx *db.Tx) error {
		c.ID, c.CreatedAt, c.UpdatedAt = ident.New(), tx.Now, tx.Now
		if err := tx.Insert(ctx, &c); err != nil {
			return nameTaken(err)
		}
		return k.note(ctx, tx, auth.Event{Act: ActConsumerMade, Kind: kindConsumer, Subject: c.ID, Actor: actor, After: k.auth.Digest(c)})
	})
	return c, err
}

// may asks for a right of the administration and a fresh proof of identity.
func (k *Keys) may(actor auth.Actor, resource string, v policy.Verb) error {
	if err := actor.Needs(resource, v); err != nil {
		return err
	}
	return actor.Fresh(k.db.Now())
}

// Consumers returns a page of consumers.
func (k *Keys) Consumers(ctx context.Context, actor auth.Actor, p Page) (found []Consumer, err error) {
	defer fault.Wrap(&err, "apikey.Consumers")
	if err := actor.Needs(policy.Consumers, policy.Read); err != nil {
		return nil, err
	}
	err = db.ByID(db.Gorm(ctx, k.db), p.From, p.Down, p.Limit).Find(&found).Error
	return found, db.Err(err)
}

// Consumer returns one consumer.
func (k *Keys) Consumer(ctx context.Context, actor auth.Actor, id string) (c Consumer, err error) {
	defer fault.Wrap(&err, "apikey.Consumer(%s)", id)
	if err := actor.Needs(policy.Consumers, policy.Read); err != nil {
		return c, err
	}
	return c, db.Err(db.Gorm(ctx, k.db).Take(&c, "id = ?", id).Error)
}

// ChangeConsumer edits a consumer that is still at the revision that was seen.
func (k *Keys) ChangeConsumer(ctx context.Context, actor auth.Actor, id string, seen auth.Revision, edit func(*Consumer)) (c Consumer, err error) {
	defer fault.Wrap(&err, "apikey.ChangeConsumer(%s)", id)
	if err := k.may(actor, policy.Consumers, policy.Update); err != nil {
		return c, err
	}
	err = k.db.Update(ctx, func(tx *db.Tx) error {
		c = Consumer{}
		if err := tx.Lock(ctx, &c, id); err != nil {
			return err
		}
		if err := seen.Check(c.UpdatedAt); err != nil {
			return err
		}
		before := k.auth.Digest(c)
		edit(&c)
		if err := c.sound(); err != nil {
			return err
		}
		c.UpdatedAt = auth.After(c.UpdatedAt, tx.Now)
		if err := tx.Change(ctx, &c); err != nil {
			return nameTaken(err)
		}
		tx.AfterCommit(k.standings.InvalidateAll)
		return k.note(ctx, tx, auth.Event{Act: ActConsumerSet, Kind: kindConsumer, Subject: id, Actor: actor, Before: before, After: k.auth.Digest(c)})
	})
	return c, err
}

// DeleteConsumer removes a consumer that never had a key, or none any more that
// could be used. It fails with InUse for others: revoke their keys first.
func (k *Keys) DeleteConsumer(ctx context.Context, actor auth.Actor, id string) (err error) {
	defer fault.Wrap(&err, "apikey.DeleteConsumer(%s)", id)
	if err := k.may(actor, policy.Consumers, policy.Delete); err != nil {
		return err
	}
	return k.db.Update(ctx, func(tx *db.Tx) error {
		var c Consumer
		if err := tx.Lock(ctx, &c, id); err != nil {
			return err
		}
		var live int64
		err := db.Gorm(ctx, tx).Model(&Key{}).Where("consumer_id = ? AND revoked_at IS NULL AND expires_at > ?", id, tx.Now).Count(&live).Error
		if err != nil {
			return db.Err(err)
		}
		if live > 0 {
			return fault.New(fault.InUse, "This consumer has %d keys that work; revoke them first", int(live))
		}
		if _, err := tx.Exec(ctx, "DELETE FROM api_keys WHERE consumer_id = ?", id); err != nil {
			return err
		}
		if _, err := tx.Exec(ctx, "DELETE FROM consumers WHERE id = ?", id); err != nil {
			return err
		}
		return k.note(ctx, tx, auth.Event{Act: ActConsumerGone, Kind: kindConsumer, Subject: id, Actor: actor, Before: k.auth.Digest(c)})
	})
}
