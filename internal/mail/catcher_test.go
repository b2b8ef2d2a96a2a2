package mail_test

import (
	"bufio"
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/base64"
	"fmt"
	"math/big"
	"net"
	"net/textproto"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"
)

// host is what the catcher's certificate is for. No such machine is asked for:
// connections are dialled to the catcher.
const host = "mail.example.org"

// catcher is a mail server that keeps what it is sent. Its fields are set
// before the first connection.
type catcher struct {
	implicit   bool              // TLS from the start
	noStartTLS bool              // as if somebody on the way had cut it out
	user       string            // with the password "hunter2"; empty: nobody may sign in
	replies    map[string]string // to a command, instead of the usual ones
	hangsUp    string            // after the answer to this command

	address string
	roots   *x509.CertPool
	tls     *tls.Config

	mutex    sync.Mutex
	caught   []caught
	commands []string // verbs, "TLS" in between where it began
}

// caught is a letter as it arrived.
type caught struct {
	from string
	to   []string
	data string // with line feeds
	tls  bool
	user string
}

// start listens until the test ends.
func (c *catcher) start(t *testing.T) *catcher {
	t.Helper()
	c.certify(t)
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	c.address = listener.Addr().String()
	var group sync.WaitGroup
	group.Go(func() {
		for {
			conn, err := listener.Accept()
			if err != nil {
				return // the test is over
			}
			group.Go(func() { c.serve(conn) })
		}
	})
	t.Cleanup(func() {
		_ = listener.Close()
		group.Wait()
	})
	return c
}

func (c *catcher) certify(t *testing.T) {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	template := &x509.Certificate{
		SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: host}, DNSNames: []string{host},
		NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(time.Hour),
		IsCA: true, BasicConstraintsValid: true, KeyUsage: x509.KeyUsageDigitalSignature | x509.KeyUsageCertSign,
	}
	der, err := x509.CreateCertificate(rand.Reader, template, template, key.Public(), key)
	if err != nil {
		t.Fatal(err)
	}
	certificate, err := x509.ParseCertificate(der)
	if err != nil {
		t.Fatal(err)
	}
	c.roots = x509.NewCertPool()
	c.roots.AddCert(certificate)
	c.tls = &tls.Config{Certificates: []tls.Certificate{{Certificate: [][]byte{der}, PrivateKey: key}}}
}

// dial leads every address to the catcher.
func (c *catcher) dial(ctx context.Context, network, _ string) (net.Conn, error) {
	var d net.Dialer
	return d.DialContext(ctx, network, c.address)
}

// session is one connection.
type session struct {
	c      *catcher
	conn   net.Conn
	text   *textproto.Conn
	letter caught
}

func (c *catcher) serve(conn net.Conn) {
	s := &session{c: c, conn: conn}
	defer func() { _ = s.conn.Close() }()
	_ = conn.SetDeadline(time.Now().Add(10 * time.Second)) // a test that hangs is no use
	if c.implicit {
		s.secure()
	}
	s.text = textproto.NewConn(s.conn)
	s.say("220 catcher")
	for {
		line, err := s.text.ReadLine()
		if err != nil || !s.answer(line) {
			return
		}
	}
}

func (s *session) secure() {
	s.conn = tls.Server(s.conn, s.c.tls)
	s.text = textproto.NewConn(s.conn)
	s.letter.tls = true
	s.c.note("TLS")
}

func (s *session) say(lines string) { _ = s.text.PrintfLine("%s", lines) }

func (c *catcher) note(command string) {
	c.mutex.Lock()
	defer c.mutex.Unlock()
	c.commands = append(c.commands, command)
}

// heard lists the commands so far.
func (c *catcher) heard() []string {
	c.mutex.Lock()
	defer c.mutex.Unlock()
	return slices.Clone(c.commands)
}

// letters lists what has arrived so far.
func (c *catcher) letters() []caught {
	c.mutex.Lock()
	defer c.mutex.Unlock()
	return slices.Clone(c.caught)
}

// answer reports whether the session goes on.
func (s *session) answer(line string) bool {
	verb, rest, _ := strings.Cut(line, " ")
	verb = strings.ToUpper(verb)
	s.c.note(verb)
	if reply, ok := s.c.replies[verb]; ok {
		s.say(reply)
		return verb != s.c.hangsUp
	}
	switch verb {
	case "EHLO":
		s.say(s.extensions())
	case "STARTTLS":
		s.say("220 go ahead")
		s.secure()
	case "AUTH":
		s.admit(rest)
	case "MAIL":
		s.letter.from = inAngles(rest)
		s.say("250 ok")
	case "RCPT":
		s.letter.to = append(s.letter.to, inAngles(rest))
		s.say("250 ok")
	case "DATA":
		s.say("354 go ahead")
		s.take()
	case "QUIT":
		s.say("221 bye")
	default: // NOOP, RSET
		s.say("250 ok")
	}
	return verb != "QUIT" && verb != s.c.hangsUp
}

func (s *session) extensions() string {
	offers := []string{"catcher", "8BITMIME", "SMTPUTF8"}
	if !s.letter.tls && !s.c.noStartTLS {
		offers = append(offers, "STARTTLS")
	}
	if s.c.user != "" {
		offers = append(offers, "AUTH PLAIN")
	}
	var out strings.Builder
	for i, offer := range offers {
		fmt.Fprintf(&out, "250%c%s\r\n", "- "[min(1, i/(len(offers)-1))], offer)
	}
	return strings.TrimRight(out.String(), "\r\n")
}

// admit checks AUTH PLAIN with an initial response (RFC 4954, RFC 4616).
func (s *session) admit(rest string) {
	_, response, _ := strings.Cut(rest, " ")
	proof, err := base64.StdEncoding.DecodeString(response)
	if err != nil || string(proof) != "\x00"+s.c.user+"\x00hunter2" {
		s.say("535 5.7.8 wrong")
		return
	}
	s.letter.user = s.c.user
	s.say("235 welcome")
}

func (s *session) take() {
	data, err := s.text.ReadDotBytes()
	if err != nil {
		return
	}
	s.letter.data = string(data)
	s.c.mutex.Lock()
	s.c.caught = append(s.c.caught, s.letter)
	s.c.mutex.Unlock()
	s.say("250 taken")
}

func inAngles(rest string) string {
	_, after, _ := strings.Cut(rest, "<")
	address, _, _ := strings.Cut(after, ">")
	return address
}

// chatter answers one byte after the other and never ends a line.
func chatter(conn net.Conn) {
	w := bufio.NewWriterSize(conn, 1)
	for {
		if _, err := w.WriteString("2"); err != nil || w.Flush() != nil {
			return
		}
		time.Sleep(time.Second)
	}
}
