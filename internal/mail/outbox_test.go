package mail_test

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"newsdesk/internal/mail"
)

func TestTheOutboxKeepsLettersForTheirOwnerAlone(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "data", "outbox")
	s, err := mail.Open(mail.Options{Outbox: dir, From: "newsdesk@example.org", Site: site()})
	if err != nil {
		t.Fatal(err)
	}
	l := letter(mail.Invitation, "vi")
	for range 3 {
		if err := s.Send(t.Context(), l); err != nil {
			t.Fatal(err)
		}
		l.WrittenAt = l.WrittenAt.Add(time.Millisecond)
	}
	info, err := os.Stat(dir)
	if err != nil || info.Mode().Perm() != 0o700 {
		t.Errorf("got the directory with %v, %v; want 0700", info.Mode(), err)
	}
	files, err := os.ReadDir(dir) // sorted by name
	if err != nil || len(files) != 3 {
		t.Fatalf("got %v, %v; want three letters and nothing else", files, err)
	}
	for i, want := range []string{"20261123T023703.000000Z-invitation-", "20261123T023703.001000Z-invitation-", "20261123T023703.002000Z-invitation-"} {
		info, err := files[i].Info()
		if err != nil || info.Mode().Perm() != 0o600 || !strings.HasPrefix(info.Name(), want) || filepath.Ext(info.Name()) != ".eml" {
			t.Errorf("got %s with %v, %v; want %s… with 0600", info.Name(), info.Mode(), err, want)
		}
	}
	raw, err := os.ReadFile(filepath.Join(dir, files[0].Name()))
	if err != nil || !bytes.Contains(raw, []byte("\r\n\r\n")) {
		t.Fatalf("%v: got %q, want a letter with the line ends of RFC 5322", err, raw)
	}
	checkInvitation(t, openLetter(t, string(raw)), letter(mail.Invitation, "vi"))
}

func TestAnOutboxThatWasLeftOpenIsClosed(t *testing.T) {
	dir := t.TempDir()
	if err := os.Chmod(dir, 0o755); err != nil {
		t.Fatal(err)
	}
	s, err := mail.Open(mail.Options{Outbox: dir, From: "newsdesk@example.org", Site: site()})
	if err != nil {
		t.Fatal(err)
	}
	if err := s.Send(t.Context(), letter(mail.PasswordReset, "vi")); err != nil {
		t.Fatal(err)
	}
	if info, err := os.Stat(dir); err != nil || info.Mode().Perm() != 0o700 {
		t.Errorf("got %v, %v; want 0700", info.Mode(), err)
	}
}

func TestAnOutboxThatCannotBeMadeIsAnError(t *testing.T) {
	file := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(file, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	s, err := mail.Open(mail.Options{Outbox: filepath.Join(file, "outbox"), From: "newsdesk@example.org", Site: site()})
	if err != nil {
		t.Fatal(err)
	}
	if err := s.Send(t.Context(), letter(mail.PasswordReset, "vi")); err == nil {
		t.Error("a letter was kept in a file")
	}
}
