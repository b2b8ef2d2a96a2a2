package app

import (
	"context"
	"strings"

	"newsdesk/internal/auth"
	"newsdesk/internal/config"
	"newsdesk/internal/db"
	"newsdesk/internal/fault"
	"newsdesk/internal/jobs"
	"newsdesk/internal/mail"
)

// letter is the job of sending one.
type letter struct {
	auth.Letter
}

// JobKind implements jobs.Args.
func (letter) JobKind() string { return "letter" }

// JobKey implements jobs.Args. What is told of one person twice before the first
// letter has left is told once.
func (l letter) JobKey() string { return string(l.Kind) + ":" + l.UserID + ":" + l.SlipID }

// order puts a letter into the queue, in the transaction of what it tells.
func order(q *jobs.Queue) auth.Postman {
	return func(ctx context.Context, tx *db.Tx, l auth.Letter) error {
		return q.Put(ctx, tx, letter{l}, tx.Now)
	}
}

// Where the links of letters lead, below the address of the desk. What opens the
// door stands in the fragment, which browsers keep to themselves: no log, proxy
// or other site sees it.
const (
	joinPath  = "/join"
	resetPath = "/reset-password"
	slipMark  = "#slip="
)

// deliver writes a letter and sends it. One that has lost its point is dropped.
func (a *App) deliver(ctx context.Context, job letter) error {
	w, err := a.Auth.Write(ctx, job.Letter)
	if fault.Is(err, fault.NotFound) {
		return nil
	}
	if err != nil {
		return err
	}
	way, err := mail.Open(postage(a.config))
	if err != nil {
		return err
	}
	return way.Send(ctx, mail.Letter{
		Kind: mail.Kind(job.Kind), To: w.To, Locale: w.Locale, Name: w.Name, Inviter: w.Inviter,
		Link: link(a.config.DeskURL, job.Kind, w.Slip), Until: w.Until, WrittenAt: job.At,
	})
}

// postage is how letters leave, by the settings.
func postage(c config.Config) mail.Options {
	return mail.Options{
		URL: string(c.MailURL), From: c.MailFrom, Outbox: c.Outbox(),
		Site: mail.Site{Name: c.SiteName, Locale: c.Locale, Zone: c.Location()},
	}
}

// link is where a letter leads. Its host is that of the settings, whatever a
// request has called this server.
func link(desk string, k auth.LetterKind, slip string) string {
	desk = strings.TrimSuffix(desk, "/")
	switch k {
	case auth.LetterInvitation:
		return desk + joinPath + slipMark + slip
	case auth.LetterReset:
		return desk + resetPath + slipMark + slip
	case auth.LetterPassword, auth.LetterFactors, auth.LetterWaysIn, auth.LetterAddress:
	}
	return desk
}
