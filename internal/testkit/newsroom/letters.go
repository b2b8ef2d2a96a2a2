package newsroom

import (
	"io"
	"mime"
	"mime/multipart"
	"mime/quotedprintable"
	"net/mail"
	"os"
	"path/filepath"
	"regexp"
)

// Letter is one that lies in the outbox.
type Letter struct {
	To      string // the bare address
	Subject string
	Text    string // the plain part
}

// Letters does the jobs that are due and returns all letters in the outbox, in
// the order of their writing.
func (n *Newsroom) Letters() []Letter {
	n.t.Helper()
	n.Settle()
	paths, err := filepath.Glob(filepath.Join(n.config.Outbox(), "*.eml"))
	if err != nil {
		n.t.Fatal(err)
	}
	letters := make([]Letter, len(paths))
	for i, path := range paths {
		letters[i] = n.letter(path)
	}
	return letters
}

func (n *Newsroom) letter(path string) Letter {
	n.t.Helper()
	file, err := os.Open(path)
	if err != nil {
		n.t.Fatal(err)
	}
	defer func() { _ = file.Close() }()
	m, err := mail.ReadMessage(file)
	if err != nil {
		n.t.Fatal(err)
	}
	to, err := mail.ParseAddress(m.Header.Get("To"))
	if err != nil {
		n.t.Fatal(err)
	}
	subject, err := new(mime.WordDecoder).DecodeHeader(m.Header.Get("Subject"))
	if err != nil {
		n.t.Fatal(err)
	}
	return Letter{To: to.Address, Subject: subject, Text: n.plain(m)}
}

// plain is the first part of a letter, which has no markup.
func (n *Newsroom) plain(m *mail.Message) string {
	n.t.Helper()
	_, params, err := mime.ParseMediaType(m.Header.Get("Content-Type"))
	if err != nil {
		n.t.Fatal(err)
	}
	part, err := multipart.NewReader(m.Body, params["boundary"]).NextRawPart()
	if err != nil {
		n.t.Fatal(err)
	}
	text, err := io.ReadAll(quotedprintable.NewReader(part))
	if err != nil {
		n.t.Fatal(err)
	}
	return string(text)
}

// Link is the address that the letter leads to, without the slip.
func (l Letter) Link() string { return regexp.MustCompile(`https?://[^\s#]*`).FindString(l.Text) }

// Slip is what the link carries, or nothing.
func (l Letter) Slip() string {
	found := regexp.MustCompile(`#slip=([\w-]+)`).FindStringSubmatch(l.Text)
	if found == nil {
		return ""
	}
	return found[1]
}

// Slip is that of the last letter.
func (n *Newsroom) Slip() string {
	n.t.Helper()
	letters := n.Letters()
	if len(letters) == 0 {
		n.t.Fatal("there is no letter")
	}
	return letters[len(letters)-1].Slip()
}
