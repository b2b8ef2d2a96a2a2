package mail_test

import (
	"context"
	"crypto/x509"
	"errors"
	"io"
	"mime"
	"mime/multipart"
	"mime/quotedprintable"
	"net"
	netmail "net/mail"
	"os"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"newsdesk/internal/mail"
)

// open is a way to the catcher, which the URL need not name.
func (c *catcher) open(t testing.TB, url string) mail.Sender {
	t.Helper()
	s, err := mail.Open(mail.Options{URL: url, From: "newsdesk@example.org", Site: site(), Roots: c.roots, Dial: c.dial})
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// opened is a letter as a reader's program shows it.
type opened struct {
	headers    map[string]string
	text, html string
}

func openLetter(t testing.TB, raw string) opened {
	t.Helper()
	m, err := netmail.ReadMessage(strings.NewReader(raw))
	if err != nil {
		t.Fatalf("%v:\n%s", err, raw)
	}
	o := opened{headers: map[string]string{}}
	for name, values := range m.Header {
		value, err := new(mime.WordDecoder).DecodeHeader(strings.Join(values, " | "))
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		o.headers[name] = value
	}
	kind, params, err := mime.ParseMediaType(m.Header.Get("Content-Type"))
	if err != nil || kind != "multipart/alternative" {
		t.Fatalf("got a letter of type %q, %v; want multipart/alternative", kind, err)
	}
	parts := multipart.NewReader(m.Body, params["boundary"])
	o.text = openPart(t, parts, "text/plain")
	o.html = openPart(t, parts, "text/html")
	if _, err := parts.NextRawPart(); !errors.Is(err, io.EOF) {
		t.Fatalf("got %v after two parts, want no more", err)
	}
	return o
}

func openPart(t testing.TB, parts *multipart.Reader, want string) string {
	t.Helper()
	part, err := parts.NextRawPart()
	if err != nil {
		t.Fatal(err)
	}
	kind, params, err := mime.ParseMediaType(part.Header.Get("Content-Type"))
	if err != nil || kind != want || !strings.EqualFold(params["charset"], "utf-8") {
		t.Fatalf("got a part of type %q in %q, %v; want %s in UTF-8", kind, params["charset"], err, want)
	}
	if got := part.Header.Get("Content-Transfer-Encoding"); got != "quoted-printable" {
		t.Fatalf("got the encoding %q, want quoted-printable", got)
	}
	text, err := io.ReadAll(quotedprintable.NewReader(part))
	if err != nil {
		t.Fatal(err)
	}
	return strings.ReplaceAll(string(text), "\r\n", "\n")
}

func TestALetterArrives(t *testing.T) {
	cases := []struct {
		name, url string
		server    *catcher
		commands  []string
		secured   bool
		user      string
	}{
		{"after STARTTLS", "smtp://" + host, &catcher{}, []string{"EHLO", "STARTTLS", "TLS", "EHLO", "NOOP", "MAIL", "RCPT", "DATA"}, true, ""},
		{"by TLS from the start", "smtps://" + host, &catcher{implicit: true}, []string{"TLS", "EHLO", "NOOP", "MAIL", "RCPT", "DATA"}, true, ""},
		{"signed in after STARTTLS", "smtp://desk:hunter2@" + host, &catcher{user: "desk"}, []string{"EHLO", "STARTTLS", "TLS", "EHLO", "AUTH", "NOOP", "MAIL", "RCPT", "DATA"}, true, "desk"},
		{"signed in by TLS", "smtps://desk%40example.org:hunter2@" + host, &catcher{implicit: true, user: "desk@example.org"}, []string{"TLS", "EHLO", "AUTH", "NOOP", "MAIL", "RCPT", "DATA"}, true, "desk@example.org"},
		{"on this machine", "smtp://127.0.0.1", &catcher{}, []string{"EHLO", "NOOP", "MAIL", "RCPT", "DATA"}, false, ""},
		{"signed in on this machine", "smtp://desk:hunter2@127.0.0.2", &catcher{user: "desk"}, []string{"EHLO", "AUTH", "NOOP", "MAIL", "RCPT", "DATA"}, false, "desk"},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			c.server.start(t)
			l := letter(mail.Invitation, "vi")
			if err := c.server.open(t, c.url).Send(t.Context(), l); err != nil {
				t.Fatal(err)
			}
			got := c.server.letters()
			if len(got) != 1 {
				t.Fatalf("got %d letters, want one", len(got))
			}
			if got[0].from != "newsdesk@example.org" || !slices.Equal(got[0].to, []string{"mai@example.org"}) {
				t.Errorf("got a letter from %s to %s, want one from newsdesk@example.org to mai@example.org", got[0].from, got[0].to)
			}
			if got[0].tls != c.secured || got[0].user != c.user {
				t.Errorf("got TLS %t and user %q, want %t and %q", got[0].tls, got[0].user, c.secured, c.user)
			}
			if heard := c.server.heard(); !slices.Equal(heard[:min(len(heard), len(c.commands))], c.commands) {
				t.Errorf("got the commands %s, want %s first", heard, c.commands)
			}
			checkInvitation(t, openLetter(t, got[0].data), l)
		})
	}
}

func checkInvitation(t *testing.T, got opened, sent mail.Letter) {
	t.Helper()
	want := render(t, sent)
	id := got.headers["Message-Id"]
	if !strings.HasPrefix(id, "<") || !strings.HasSuffix(id, "@example.org>") || len(id) < 30 {
		t.Errorf("got the id %q, want a random one at example.org", id)
	}
	delete(got.headers, "Message-Id")
	delete(got.headers, "Content-Type")
	headers := map[string]string{
		"Subject": "Mời bạn tham gia Sông Xanh", "From": "Sông Xanh <newsdesk@example.org>", "To": "<mai@example.org>",
		"Date": "Mon, 23 Nov 2026 02:37:03 +0000", "Mime-Version": "1.0", "Auto-Submitted": "auto-generated", "Content-Language": "vi",
	}
	if diff := cmp.Diff(headers, got.headers); diff != "" {
		t.Errorf("headers (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff(want.Text, got.text); diff != "" {
		t.Errorf("text (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff(want.HTML, got.html); diff != "" {
		t.Errorf("HTML (-want +got):\n%s", diff)
	}
}

func TestPasswordsAndLettersOnlyGoToAServerThatProvesItself(t *testing.T) {
	strangers := x509.NewCertPool()
	cases := []struct {
		name, url string
		server    *catcher
		roots     *x509.CertPool // nil: the server's own
		want      string
	}{
		{"STARTTLS was cut out", "smtp://desk:hunter2@" + host, &catcher{noStartTLS: true, user: "desk"}, nil, "STARTTLS"},
		{"STARTTLS is refused", "smtp://desk:hunter2@" + host, &catcher{user: "desk", replies: map[string]string{"STARTTLS": "454 not now"}}, nil, "454"},
		{"an unknown authority, STARTTLS", "smtp://desk:hunter2@" + host, &catcher{user: "desk"}, strangers, "certificate"},
		{"an unknown authority, TLS", "smtps://desk:hunter2@" + host, &catcher{implicit: true, user: "desk"}, strangers, "certificate"},
		{"another's certificate, STARTTLS", "smtp://desk:hunter2@mail.example.com", &catcher{user: "desk"}, nil, "certificate"},
		{"another's certificate, TLS", "smtps://desk:hunter2@mail.example.com", &catcher{implicit: true, user: "desk"}, nil, "certificate"},
		{"no TLS where it was to be from the start", "smtps://desk:hunter2@" + host, &catcher{user: "desk"}, nil, "TLS"},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			c.server.start(t)
			if c.roots != nil {
				c.server.roots = c.roots
			}
			err := c.server.open(t, c.url).Send(t.Context(), letter(mail.PasswordReset, "en"))
			if err == nil || !strings.Contains(strings.ToLower(err.Error()), strings.ToLower(c.want)) {
				t.Errorf("got %v, want an error about %s", err, c.want)
			}
			for _, command := range c.server.heard() {
				if slices.Contains([]string{"AUTH", "MAIL", "RCPT", "DATA"}, command) {
					t.Errorf("the server heard %s, want it to hear nothing of the letter", command)
				}
			}
		})
	}
}

func TestAServerThatRefusesIsAnError(t *testing.T) {
	cases := []struct {
		command, reply string
		forGood        bool
	}{
		{"AUTH", "535 5.7.8 wrong password", false}, // the operator can mend it
		{"MAIL", "451 4.3.0 later", false},
		{"MAIL", "550 5.7.1 you may not", true},
		{"RCPT", "450 4.2.1 mailbox is busy", false},
		{"RCPT", "550 5.1.1 no such person", true},
		{"DATA", "452 4.3.1 disk is full", false},
		{"DATA", "554 5.6.0 no thanks", true},
	}
	for _, c := range cases {
		t.Run(c.command+" "+c.reply, func(t *testing.T) {
			server := (&catcher{user: "desk", replies: map[string]string{c.command: c.reply}}).start(t)
			err := server.open(t, "smtp://desk:hunter2@"+host).Send(t.Context(), letter(mail.PasswordReset, "en"))
			if err == nil || !strings.Contains(err.Error(), c.reply[:3]) || strings.Contains(err.Error(), "hunter2") {
				t.Fatalf("got %v, want an error that says %s and not the password", err, c.reply[:3])
			}
			if got := mail.Refused(err); got != c.forGood {
				t.Errorf("refused for good: got %t, want %t (%v)", got, c.forGood, err)
			}
			if got := server.letters(); len(got) != 0 {
				t.Errorf("got %d letters, want none", len(got))
			}
		})
	}
}

func TestAWrongPasswordIsAnErrorThatDoesNotRepeatIt(t *testing.T) {
	server := (&catcher{user: "desk"}).start(t)
	err := server.open(t, "smtp://desk:swordfish@"+host).Send(t.Context(), letter(mail.PasswordReset, "en"))
	if err == nil || strings.Contains(err.Error(), "swordfish") || mail.Refused(err) {
		t.Errorf("got %v, want an error without the password that may be tried again", err)
	}
}

func TestALetterThatWasTakenIsNotSentAgain(t *testing.T) {
	for _, c := range []*catcher{
		{replies: map[string]string{"RSET": "421 bye"}, hangsUp: "RSET"},
		{replies: map[string]string{"QUIT": "500 what?"}},
		{hangsUp: "DATA"},
	} {
		c.start(t)
		if err := c.open(t, "smtp://"+host).Send(t.Context(), letter(mail.PasswordReset, "en")); err != nil {
			t.Errorf("got %v after the server had taken the letter, want no error", err)
		}
		if got := c.letters(); len(got) != 1 {
			t.Errorf("got %d letters, want one", len(got))
		}
	}
}

func TestAServerThatIsNotThereIsAnError(t *testing.T) {
	gone := func(context.Context, string, string) (net.Conn, error) { return nil, net.ErrClosed }
	s, err := mail.Open(mail.Options{URL: "smtp://" + host, From: "newsdesk@example.org", Site: site(), Dial: gone})
	if err != nil {
		t.Fatal(err)
	}
	if err := s.Send(t.Context(), letter(mail.PasswordReset, "en")); !errors.Is(err, net.ErrClosed) || mail.Refused(err) {
		t.Errorf("got %v, want the error of the connection, to be tried again", err)
	}
}

func TestASilentServerIsLeftInTime(t *testing.T) {
	cases := []struct {
		name, url string
		server    func(net.Conn)
		most      time.Duration
	}{
		{"says nothing", "smtp://" + host, func(c net.Conn) { _, _ = io.Copy(io.Discard, c) }, 15 * time.Second},
		{"says nothing of TLS", "smtps://" + host, func(c net.Conn) { _, _ = io.Copy(io.Discard, c) }, 15 * time.Second},
		{"greets and says no more", "smtp://" + host, func(c net.Conn) { _, _ = io.WriteString(c, "220 hi\r\n"); _, _ = io.Copy(io.Discard, c) }, 30 * time.Second},
		{"chatters", "smtp://" + host, chatter, 15 * time.Second},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				var group sync.WaitGroup
				defer group.Wait()
				s, err := mail.Open(mail.Options{URL: c.url, From: "newsdesk@example.org", Site: site(), Dial: piped(&group, c.server)})
				if err != nil {
					t.Fatal(err)
				}
				began := time.Now()
				if err := s.Send(t.Context(), letter(mail.PasswordReset, "en")); err == nil {
					t.Error("got no error")
				}
				if took := time.Since(began); took > c.most || took < time.Second {
					t.Errorf("it took %s, want at most %s and some patience", took, c.most)
				}
			})
		})
	}
}

// piped dials a server that runs in the same bubble of time.
func piped(group *sync.WaitGroup, server func(net.Conn)) func(context.Context, string, string) (net.Conn, error) {
	return func(context.Context, string, string) (net.Conn, error) {
		ours, theirs := net.Pipe()
		group.Go(func() { server(theirs) })
		return ours, nil
	}
}

func TestWhoeverGivesUpNeedNotWait(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var group sync.WaitGroup
		defer group.Wait()
		silent := func(c net.Conn) { _, _ = io.Copy(io.Discard, c) }
		s, err := mail.Open(mail.Options{URL: "smtp://" + host, From: "newsdesk@example.org", Site: site(), Dial: piped(&group, silent)})
		if err != nil {
			t.Fatal(err)
		}
		ctx, cancel := context.WithTimeout(t.Context(), 2*time.Second)
		defer cancel()
		began := time.Now()
		if err := s.Send(ctx, letter(mail.PasswordReset, "en")); !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("got %v, want a deadline that has passed", err)
		}
		if took := time.Since(began); took != 2*time.Second {
			t.Errorf("it took %s, want 2s", took)
		}
	})
}

func TestHostileNamesAddNeitherHeadersNorReceivers(t *testing.T) {
	server := (&catcher{}).start(t)
	rapid.Check(t, func(r *rapid.T) {
		l, from := letter(mail.Invitation, "vi"), site()
		l.Name, l.Inviter, l.Newsroom = hostile().Draw(r, "name"), hostile().Draw(r, "inviter"), hostile().Draw(r, "newsroom")
		from.Name = "S" + hostile().Draw(r, "site")
		s, err := mail.Open(mail.Options{URL: "smtp://127.0.0.1", From: "newsdesk@example.org", Site: from, Dial: server.dial})
		if err != nil {
			r.Fatal(err)
		}
		before := len(server.letters())
		if err := s.Send(t.Context(), l); err != nil {
			r.Fatal(err)
		}
		got := server.letters()
		if len(got) != before+1 || !slices.Equal(got[before].to, []string{"mai@example.org"}) {
			r.Fatalf("got %d letters, the last to %s; want one, to mai@example.org", len(got)-before, got[len(got)-1].to)
		}
		headers := openLetter(t, got[before].data).headers
		for name := range headers {
			if !slices.Contains([]string{"Subject", "From", "To", "Date", "Message-Id", "Mime-Version", "Auto-Submitted", "Content-Language", "Content-Type"}, name) {
				r.Fatalf("got the header %s, want none but ours", name)
			}
		}
		sender, err := netmail.ParseAddress(headersOf(t, got[before].data).Get("From"))
		if err != nil || sender.Address != "newsdesk@example.org" {
			r.Fatalf("got the sender %v, %v; want newsdesk@example.org", sender, err)
		}
		w, err := mail.Render(l, from)
		if err != nil || headers["Subject"] != w.Subject {
			r.Fatalf("got the subject %q, want %q", headers["Subject"], w.Subject)
		}
	})
}

func TestTheNameOfTheSiteIsReadBack(t *testing.T) {
	server := (&catcher{}).start(t)
	for i, c := range []struct{ name, want string }{
		{"Newsdesk", "Newsdesk"},
		{"Sông Xanh", "Sông Xanh"},
		{`Sông "Xanh" <eve@example.org>, (Đà Nẵng)`, `Sông "Xanh" <eve@example.org>, (Đà Nẵng)`},
		{`Sông\Xanh`, "SôngXanh"},
		{"Sông\r\nXanh", "Sông Xanh"},
	} {
		from := site()
		from.Name = c.name
		s, err := mail.Open(mail.Options{URL: "smtp://127.0.0.1", From: "newsdesk@example.org", Site: from, Dial: server.dial})
		if err != nil {
			t.Fatal(err)
		}
		if err := s.Send(t.Context(), letter(mail.PasswordReset, "vi")); err != nil {
			t.Fatal(err)
		}
		got, err := netmail.ParseAddress(headersOf(t, server.letters()[i].data).Get("From"))
		if err != nil || got.Name != c.want {
			t.Errorf("%q: got %v, %v; want the name %q", c.name, got, err, c.want)
		}
	}
}

func headersOf(t testing.TB, raw string) netmail.Header {
	t.Helper()
	m, err := netmail.ReadMessage(strings.NewReader(raw))
	if err != nil {
		t.Fatal(err)
	}
	return m.Header
}

func TestLongLinesAreFolded(t *testing.T) {
	server := (&catcher{}).start(t)
	l := letter(mail.PasswordChanged, "vi")
	l.Name = strings.Repeat("Nguyễn ", 40)
	l.Newsroom = strings.Repeat("Tòa soạn ", 30)
	if err := server.open(t, "smtp://"+host).Send(t.Context(), l); err != nil {
		t.Fatal(err)
	}
	for line := range strings.SplitSeq(server.letters()[0].data, "\n") {
		if len(line) > 78 || strings.ContainsFunc(line, func(r rune) bool { return r > '~' }) {
			t.Errorf("got the line %q, want at most 78 characters of ASCII", line)
		}
	}
}

func TestABadLetterLeavesByNoWay(t *testing.T) {
	server := (&catcher{}).start(t)
	dir := t.TempDir()
	box, err := mail.Open(mail.Options{Outbox: dir, From: "newsdesk@example.org", Site: site()})
	if err != nil {
		t.Fatal(err)
	}
	l := letter(mail.PasswordReset, "vi")
	l.To = "mai@example.org\r\nBcc: eve@example.org"
	for _, s := range []mail.Sender{box, server.open(t, "smtp://"+host)} {
		if err := s.Send(t.Context(), l); err == nil {
			t.Errorf("%T sent it", s)
		}
	}
	files, err := os.ReadDir(dir)
	if err != nil || len(files) != 0 || len(server.heard()) != 0 {
		t.Errorf("got the files %v and the commands %s, %v; want neither", files, server.heard(), err)
	}
}

func TestBadOptionsAreRefusedWithoutThePassword(t *testing.T) {
	good := mail.Options{URL: "smtp://desk:hunter2@" + host, From: "newsdesk@example.org", Site: site()}
	cases := []struct {
		name  string
		spoil func(*mail.Options)
	}{
		{"no way at all", func(o *mail.Options) { o.URL = "" }},
		{"another scheme", func(o *mail.Options) { o.URL = "http://desk:hunter2@h" }},
		{"no host", func(o *mail.Options) { o.URL = "smtp://desk:hunter2@" }},
		{"no address", func(o *mail.Options) { o.URL = "smtp:desk:hunter2" }},
		{"no URL", func(o *mail.Options) { o.URL = "smtp://desk:hunter2@%zz" }},
		{"port 0", func(o *mail.Options) { o.URL = "smtp://desk:hunter2@h:0" }},
		{"a port too high", func(o *mail.Options) { o.URL = "smtp://desk:hunter2@h:65536" }},
		{"no sender", func(o *mail.Options) { o.From = "" }},
		{"a sender with a name", func(o *mail.Options) { o.From = "Newsdesk <newsdesk@example.org>" }},
		{"no name", func(o *mail.Options) { o.Site.Name = " \r\n" }},
	}
	for _, c := range cases {
		o := good
		c.spoil(&o)
		if s, err := mail.Open(o); err == nil || s != nil || strings.Contains(err.Error(), "hunter2") {
			t.Errorf("%s: got %v, %v; want an error without the password", c.name, s, err)
		}
	}
	if _, err := mail.Open(good); err != nil {
		t.Errorf("got %v, want the good ones to be accepted", err)
	}
}
