package mail

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"net"
	"net/url"
	"strconv"
	"time"

	gomail "github.com/wneessen/go-mail"

	"newsdesk/internal/fault"
)

// stepMost is how long a mail server may take for the connection, for its
// greeting, for the sign-in, and for the letter: a minute at most in all.
const stepMost = 15 * time.Second

// relay sends letters by SMTP (RFC 5321). What leaves this machine is always
// encrypted and the server's certificate verified: from the start with smtps
// (RFC 8314), else after STARTTLS (RFC 3207), without which nothing is sent.
type relay struct {
	head           letterhead
	host           string
	port           int
	user, password string // user is empty if nobody signs in
	implicit       bool   // TLS from the start
	tls            *tls.Config
	dial           func(ctx context.Context, network, address string) (net.Conn, error)
}

func newRelay(o Options, h letterhead) (*relay, error) {
	u, err := url.Parse(o.URL)
	if err != nil || u.Scheme != "smtp" && u.Scheme != "smtps" || u.Hostname() == "" {
		return nil, errors.New("the mail server is not a URL such as smtps://user:password@host")
	}
	r := &relay{head: h, host: u.Hostname(), implicit: u.Scheme == "smtps", dial: o.Dial}
	r.user = u.User.Username()
	r.password, _ = u.User.Password()
	r.tls = &tls.Config{ServerName: r.host, RootCAs: o.Roots, MinVersion: tls.VersionTLS12}
	if r.dial == nil {
		r.dial = (&net.Dialer{}).DialContext
	}
	r.port, err = portOf(u)
	return r, err
}

// portOf is the port that is named, or the one for submission (RFC 8314, RFC 6409).
func portOf(u *url.URL) (int, error) {
	switch {
	case u.Port() != "":
		port, err := strconv.ParseUint(u.Port(), 10, 16)
		if err != nil || port == 0 {
			return 0, errors.New("the port of the mail server is not between 1 and 65535")
		}
		return int(port), nil
	case u.Scheme == "smtps":
		return gomail.DefaultPortSSL, nil
	}
	return gomail.DefaultPortTLS, nil
}

// Send hands l to the server. See Refused for what not to try again.
func (r *relay) Send(ctx context.Context, l Letter) (err error) {
	defer fault.Wrap(&err, "mail.Send(%s)", l.Kind)
	message, err := r.head.message(l)
	if err != nil {
		return err
	}
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	client, err := r.client(ctx)
	if err != nil {
		return err
	}
	err = client.DialAndSendWithContext(ctx, message)
	switch {
	case message.IsDelivered():
		return nil // what fails after the server took it must not send it again
	case err != nil && ctx.Err() != nil:
		return fmt.Errorf("%w: %w", ctx.Err(), err)
	}
	return err
}

// Refused reports whether the server will not take this letter however often
// it is tried (RFC 5321 §4.2.1, replies 5yz): the address does not exist, say.
func Refused(err error) bool {
	e, ok := errors.AsType[*gomail.SendError](err)
	return ok && e.ErrorCode() >= 500
}

// client is one for a single letter: it lasts as long as ctx.
func (r *relay) client(ctx context.Context) (*gomail.Client, error) {
	options := []gomail.Option{
		gomail.WithPort(r.port),
		gomail.WithTimeout(stepMost),
		gomail.WithTLSConfig(r.tls),
		gomail.WithTLSPolicy(r.policy()),
		gomail.WithDialContextFunc(func(dialling context.Context, network, address string) (net.Conn, error) {
			return r.connect(ctx, dialling, network, address)
		}),
	}
	if r.implicit {
		options = append(options, gomail.WithSSL())
	}
	if r.user != "" {
		options = append(options, gomail.WithUsername(r.user), gomail.WithPassword(r.password), gomail.WithOpportunisticSMTPAuth(r.proofs()...))
	}
	return gomail.NewClient(r.host, options...)
}

func (r *relay) policy() gomail.TLSPolicy {
	if r.local() {
		return gomail.NoTLS
	}
	return gomail.TLSMandatory
}

// proofs are the ways to sign in (RFC 4954), best first. The plain ones show
// the password to the server, which it may see only behind TLS or on this
// machine.
func (r *relay) proofs() []gomail.SMTPAuthType {
	if r.local() {
		return []gomail.SMTPAuthType{gomail.SMTPAuthSCRAMSHA256, gomail.SMTPAuthPlainNoEnc, gomail.SMTPAuthLoginNoEnc}
	}
	return []gomail.SMTPAuthType{gomail.SMTPAuthSCRAMSHA256, gomail.SMTPAuthPlain, gomail.SMTPAuthLogin}
}

// local reports whether nothing leaves this machine.
func (r *relay) local() bool {
	ip := net.ParseIP(r.host)
	return r.host == "localhost" || ip != nil && ip.IsLoopback()
}

// connect ends the connection together with ctx, that of the whole letter: the
// library looks at its own context only while dialling, and leaves connections
// open whose greeting went wrong.
func (r *relay) connect(ctx, dialling context.Context, network, address string) (net.Conn, error) {
	conn, err := r.dial(dialling, network, address)
	if err != nil {
		return nil, err
	}
	context.AfterFunc(ctx, func() { _ = conn.Close() })
	if !r.implicit {
		return conn, nil
	}
	secured := tls.Client(conn, r.tls)
	return secured, secured.HandshakeContext(dialling)
}
