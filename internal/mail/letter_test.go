package mail_test

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/go-json-experiment/json"
	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"newsdesk/internal/mail"
)

var update = flag.Bool("update", false, "write the letters anew to the golden files")

func site() mail.Site {
	return mail.Site{Name: "Sông Xanh", Locale: "vi", Zone: time.FixedZone("ICT", 7*60*60)}
}

// letter is a good one of each kind.
func letter(kind mail.Kind, locale string) mail.Letter {
	l := mail.Letter{
		Kind: kind, To: "mai@example.org", Locale: locale, Name: "Trần Thị Mai", Inviter: "Nguyễn Văn Đức",
		Link:      "https://desk.example.org/#/join?token=abc_DEF-123&from=mail",
		Until:     time.Date(2026, 11, 23, 3, 7, 0, 0, time.UTC),
		WrittenAt: time.Date(2026, 11, 23, 2, 37, 3, 0, time.UTC),
	}
	if kind == mail.PasswordChanged || kind == mail.FactorsChanged {
		l.Inviter, l.Link, l.Until = "", "https://desk.example.org/forgot", time.Time{}
	}
	if slices.Contains(mail.ForRegistrants(), kind) {
		l.Event, l.When, l.Ticket = "Tọa đàm", "chiều 24/3/2020", "01912f0c.c0de"
	}
	if kind == mail.EventPostponed {
		l.When, l.Reason = "", "Bão"
	}
	return l
}

func render(t testing.TB, l mail.Letter) mail.Words {
	t.Helper()
	w, err := mail.Render(l, site())
	if err != nil {
		t.Fatal(err)
	}
	return w
}

func TestLettersReadAsTheirGoldenFilesSay(t *testing.T) {
	for _, language := range []string{"vi", "en"} {
		for _, kind := range mail.Kinds() {
			name := filepath.Join("testdata", language, string(kind)+".golden")
			t.Run(language+" "+string(kind), func(t *testing.T) {
				w := render(t, letter(kind, language))
				got := fmt.Sprintf("%s\n\n%s\n-- html\n%s", w.Subject, w.Text, w.HTML)
				if *update {
					keep(t, name, got)
				}
				want, err := os.ReadFile(name)
				if err != nil {
					t.Fatal(err)
				}
				if diff := cmp.Diff(string(want), got); diff != "" {
					t.Errorf("got (+) what is not wanted (-):\n%s", diff)
				}
			})
		}
	}
}

func keep(t *testing.T, name, text string) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(name), 0o750); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(name, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
}

func TestALetterIsInTheLanguageOfItsReader(t *testing.T) {
	cases := []struct{ reader, site, want string }{
		{"vi", "en", "vi"},
		{"vi-VN", "en", "vi"},
		{"en-GB", "vi", "en"},
		{"", "vi", "vi"},
		{"fr", "vi", "vi"},
		{"nonsense!", "vi", "vi"},
		{"fr", "de", "en"},
		{"", "", "en"},
	}
	for _, c := range cases {
		l, s := letter(mail.Invitation, c.reader), site()
		s.Locale = c.site
		w, err := mail.Render(l, s)
		if err != nil || w.Language != c.want || !strings.Contains(w.HTML, `<html lang="`+c.want+`">`) {
			t.Errorf("reader %q, site %q: got %q, %v; want %q", c.reader, c.site, w.Language, err, c.want)
		}
	}
}

func TestALetterNamesItsNewsroomElseTheSite(t *testing.T) {
	l := letter(mail.PasswordReset, "en")
	if got, want := render(t, l).Subject, "Set a new password at Sông Xanh"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
	l.Newsroom = "Biển Xanh"
	if got, want := render(t, l).Subject, "Set a new password at Biển Xanh"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}

func TestWhatIsNotKnownIsLeftOut(t *testing.T) {
	l := letter(mail.Invitation, "vi")
	l.Name, l.Inviter = " ", "\r\n"
	text := render(t, l).Text
	for _, want := range []string{"Chào bạn,\n", "\nBạn được mời cùng làm việc"} {
		if !strings.Contains(text, want) {
			t.Errorf("got %q, want it to say %q", text, want)
		}
	}
	l = letter(mail.PasswordChanged, "en")
	l.Link = ""
	w := render(t, l)
	if strings.Contains(w.Text, "here:") || strings.Contains(w.HTML, "<a ") || strings.Contains(w.HTML, "<p></p>") {
		t.Errorf("got %q and %q, want neither a link nor what announces one", w.Text, w.HTML)
	}
}

func TestEverythingWrongWithALetterIsSaidAtOnce(t *testing.T) {
	_, err := mail.Render(mail.Letter{Kind: "farewell"}, site())
	for _, want := range []string{`no letter "farewell"`, "receiver", "time of writing"} {
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("got %v, want it to name the %s", err, want)
		}
	}
	_, err = mail.Render(mail.Letter{Kind: mail.Invitation, To: "a@example.org", WrittenAt: time.Unix(1, 0)}, site())
	for _, want := range []string{"link is missing", "until which the link works"} {
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("got %v, want it to say that the %s", err, want)
		}
	}
}

func TestBadReceiversAreRefused(t *testing.T) {
	for _, to := range []string{
		"", "mai", "Mai <mai@example.org>", "<mai@example.org>", " mai@example.org", "a@b.example, c@d.example",
		"mai@example.org\r\nBcc: eve@example.org", "mai@example.org\nRCPT TO:<eve@example.org>", "mai@example.org (hello)",
		"\"mai\r\n\"@example.org", strings.Repeat("m", 250) + "@example.org",
	} {
		l := letter(mail.PasswordReset, "vi")
		l.To = to
		if err := l.Check(); err == nil {
			t.Errorf("%q was accepted", to)
		}
	}
}

func TestBadLinksAreRefusedAndNotRepeated(t *testing.T) {
	for _, link := range []string{
		"javascript:alert('SECRET')", "//example.org/SECRET", "ftp://example.org/SECRET", "https:///SECRET", "/SECRET",
		"https://u:SECRET@example.org", "https://example.org/ SECRET", "https://example.org/SECRET\n\nhttps://evil.example",
		"https://example.org/SECRET\u202e", "data:text/html,SECRET",
	} {
		l := letter(mail.PasswordReset, "vi")
		l.Link = link
		if err := l.Check(); err == nil || strings.Contains(err.Error(), "SECRET") {
			t.Errorf("%q: got %v, want an error that does not repeat it", link, err)
		}
	}
}

// hostile is a name as it might be typed by someone who means harm.
func hostile() *rapid.Generator[string] {
	return rapid.OneOf(
		rapid.String(),
		rapid.SampledFrom([]string{
			"Mai\r\nBcc: eve@example.org", "Mai\n\nhttps://evil.example\n\n", "Mai\r\n.\r\nMAIL FROM:<eve@example.org>\r\n",
			`<img src="https://evil.example/x.png">`, `</p><script>alert(1)</script>`, `{{.Link}}`, `"Mai" <eve@example.org>,`,
			"=?utf-8?q?Mai=0D=0ABcc:_eve@example.org?=", "Mai\u2028Bcc: eve", "Mai\u0085Bcc", "\u202eiaM", "Mai\x00\x1b[2J", "\xff\xfe",
			strings.Repeat("dài ", 500), "--\r\nContent-Type: text/html", `\`, `\đ`, `"`,
		}),
	)
}

func TestHostileNamesStayOnOneLineAndOutOfTheMarkup(t *testing.T) {
	plain := render(t, letter(mail.Invitation, "vi"))
	rapid.Check(t, func(r *rapid.T) {
		l := letter(mail.Invitation, "vi")
		l.Name, l.Inviter, l.Newsroom = hostile().Draw(r, "name"), hostile().Draw(r, "inviter"), hostile().Draw(r, "newsroom")
		w, err := mail.Render(l, site())
		if err != nil {
			r.Fatalf("got %v, want a letter", err)
		}
		if strings.ContainsFunc(w.Subject, func(c rune) bool { return c < ' ' || c == '\u202e' || c == '\u2028' || c == '\u0085' }) {
			r.Fatalf("got the subject %q, want one line", w.Subject)
		}
		if got, want := strings.Count(w.Text, "\n"), strings.Count(plain.Text, "\n"); got != want {
			r.Fatalf("got %d lines, want %d:\n%s", got, want, w.Text)
		}
		if got, want := tags(w.HTML), tags(plain.HTML); !slices.Equal(got, want) {
			r.Fatalf("got the tags %q, want %q", got, want)
		}
	})
}

// tags lists the names of the tags of a document, and where its links lead.
func tags(html string) []string {
	var all []string
	for part := range strings.SplitSeq(html, "<") {
		tag, _, _ := strings.Cut(part, ">")
		all = append(all, tag)
	}
	return all
}

func TestNothingInALetterIsFetched(t *testing.T) {
	for _, kind := range mail.Kinds() {
		html := render(t, letter(kind, "vi")).HTML
		for _, bad := range []string{"<img", "<script", "<link", "src=", "url(", "@import", "http-equiv"} {
			if strings.Contains(html, bad) {
				t.Errorf("%s has %q, want nothing that a reader's program would fetch", kind, bad)
			}
		}
	}
}

func TestALetterSurvivesBeingStored(t *testing.T) {
	want := letter(mail.Invitation, "vi")
	text, err := json.Marshal(want)
	if err != nil {
		t.Fatal(err)
	}
	var got mail.Letter
	if err := json.Unmarshal(text, &got); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("-want +got:\n%s", diff)
	}
}
