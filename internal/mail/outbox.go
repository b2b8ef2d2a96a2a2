package mail

import (
	"context"
	"crypto/rand"
	"errors"
	"os"
	"path/filepath"

	gomail "github.com/wneessen/go-mail"

	"newsdesk/internal/fault"
)

// outbox keeps letters as files (RFC 5322, .eml) for someone to read or to
// send. Their names sort by the time of writing. Only the owner of the process
// can read them, because the links in them let people in.
type outbox struct {
	dir  string
	head letterhead
}

// Send writes l into the outbox, as a whole or not at all.
func (o outbox) Send(ctx context.Context, l Letter) (err error) {
	defer fault.Wrap(&err, "mail.Send(%s)", l.Kind)
	if err := ctx.Err(); err != nil {
		return err
	}
	message, err := o.head.message(l)
	if err != nil {
		return err
	}
	if err := o.ready(); err != nil {
		return err
	}
	return o.keep(message, l.WrittenAt.UTC().Format("20060102T150405.000000Z")+"-"+string(l.Kind)+"-"+rand.Text()[:8]+".eml")
}

// ready makes the directory, and closes one that was left open to others.
func (o outbox) ready() error {
	return errors.Join(os.MkdirAll(o.dir, 0o700), os.Chmod(o.dir, 0o700)) //nolint:gosec // a directory needs the bit to be entered
}

// keep writes under another name first, so that nobody finds half a letter.
func (o outbox) keep(message *gomail.Msg, name string) (err error) {
	draft, err := os.CreateTemp(o.dir, ".letter-*.draft") // made with mode 0600
	if err != nil {
		return err
	}
	_, werr := message.WriteTo(draft)
	if err := errors.Join(werr, draft.Sync(), draft.Close()); err != nil {
		return errors.Join(err, os.Remove(draft.Name()))
	}
	return os.Rename(draft.Name(), filepath.Join(o.dir, name))
}
