package mail

import (
	"crypto/rand"
	netmail "net/mail"
	"strings"

	gomail "github.com/wneessen/go-mail"
)

// letterhead is what all letters of a site begin with.
type letterhead struct {
	from string // a bare address
	site Site
}

// sender is the name of the site without backslashes, which net/mail would
// leave in an encoded word, where RFC 2047 §5 allows none.
func (h letterhead) sender() string { return strings.ReplaceAll(line(h.site.Name), `\`, "") }

// message is l as it travels (RFC 5322, RFC 2046 multipart/alternative). No
// header tells of this machine or of the library.
func (h letterhead) message(l Letter) (*gomail.Msg, error) {
	said, err := Render(l, h.site)
	if err != nil {
		return nil, err
	}
	m := gomail.NewMsg(gomail.WithNoDefaultUserAgent())
	m.FromMailAddress(&netmail.Address{Name: h.sender(), Address: h.from})
	m.ToMailAddress(&netmail.Address{Address: l.To})
	m.Subject(said.Subject)
	m.SetDateWithValue(l.WrittenAt)
	m.SetMessageIDWithValue(rand.Text() + h.from[strings.LastIndexByte(h.from, '@'):])
	m.SetGenHeader("Auto-Submitted", "auto-generated") // RFC 3834: out-of-office replies stay away
	m.SetGenHeader("Content-Language", said.Language)
	m.SetBodyString(gomail.TypeTextPlain, said.Text)
	m.AddAlternativeString(gomail.TypeTextHTML, said.HTML)
	return m, nil
}
