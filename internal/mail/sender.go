package mail

import (
	"context"
	"crypto/x509"
	"errors"
	"fmt"
	"net"
)

// Sender takes letters to where they are read. It may be used by many at once.
type Sender interface {
	// Send returns nil once the letter is out of our hands. It may come twice
	// if the answer to the first attempt was lost.
	Send(ctx context.Context, l Letter) error
}

// Options say how letters leave.
type Options struct {
	URL    string // smtp[s]://user:password@host:port; empty: letters stay in Outbox
	From   string // the sender's bare address (RFC 5322 addr-spec)
	Outbox string // a directory, needed without URL
	Site   Site

	// Roots are the authorities that may have signed the server's certificate;
	// nil: those of the system.
	Roots *x509.CertPool
	// Dial makes connections; nil: net.Dialer does.
	Dial func(ctx context.Context, network, address string) (net.Conn, error)
}

// Open returns the way that o describes: SMTP if there is a URL, else an
// outbox. It connects to nothing. The error has a line for each option that is
// wrong, and does not repeat the URL, because it may hold a password.
func Open(o Options) (Sender, error) {
	var wrong []error
	if !bare(o.From) {
		wrong = append(wrong, errors.New("the sender is not an e-mail address"))
	}
	if line(o.Site.Name) == "" {
		wrong = append(wrong, errors.New("the site has no name"))
	}
	way, err := o.way(letterhead{o.From, o.Site})
	if err := errors.Join(append(wrong, err)...); err != nil {
		return nil, fmt.Errorf("mail.Open: %w", err)
	}
	return way, nil
}

func (o Options) way(h letterhead) (Sender, error) {
	switch {
	case o.URL != "":
		return newRelay(o, h)
	case o.Outbox != "":
		return outbox{o.Outbox, h}, nil
	}
	return nil, errors.New("there is neither a mail server nor an outbox")
}
