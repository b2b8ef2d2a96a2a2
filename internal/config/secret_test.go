package config

import (
	"bytes"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"github.com/go-json-experiment/json"
	"pgregory.net/rapid"
)

// secretText is 32 bytes in base64.
const secretText = "MTIzNDU2Nzg5MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTI="

// everyWay prints v in each way that a program might by mistake. The verb %p is
// left out: fmt asks no method about it, and go vet reports it.
func everyWay(t testing.TB, v any) string {
	t.Helper()
	var all strings.Builder
	for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q", "%x", "%X", "%d", "%10s"} {
		_, _ = fmt.Fprintf(&all, verb+"\n", v)
	}
	text, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	all.Write(text)
	logger := slog.New(slog.NewJSONHandler(&all, nil))
	logger.Info("settings", "value", v)
	slog.New(slog.NewTextHandler(&all, nil)).Info("settings", "value", v)
	return all.String()
}

func TestSecretsNeverPrint(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		hidden := rapid.StringMatching(`[g-z]{12,20}`).Draw(r, "secret")
		c := Config{Secret: Secret(hidden), Database: URL("postgres://desk:" + hidden + "@db/newsdesk?sslpassword=" + hidden), MailURL: URL("smtps://desk:" + hidden + "@mail")}
		for _, v := range []any{c, &c, c.Secret, c.Database, c.MailURL} {
			printed := everyWay(t, v)
			if strings.Contains(printed, hidden) || strings.Contains(printed, fmt.Sprintf("%x", hidden)) {
				r.Fatalf("%T prints the secret %s:\n%s", v, hidden, printed)
			}
		}
	})
}

func TestWhatIsNotSecretStaysLegible(t *testing.T) {
	for in, want := range map[URL]string{
		"":                                    "",
		"postgres://h/d":                      "postgres://h/d",
		"postgres://u:p@h:5432/d":             "postgres://u:xxxxx@h:5432/d",
		"postgres://h/d?password=p&user=desk": "postgres://h/d?password=xxxxx&user=desk",
		"postgres://%zz:p@h/d":                "[redacted]",
	} {
		if got := in.String(); got != want {
			t.Errorf("%s: got %s", string(in), got)
		}
	}
	if got := Secret("").String(); got != "" {
		t.Errorf("an empty secret prints %q, want nothing", got)
	}
}

func TestTheFirstStartMakesAKeyThatStays(t *testing.T) {
	c := Config{Data: filepath.Join(t.TempDir(), "data")}
	first, err := c.Key()
	if err != nil || len(first) != 32 || bytes.Equal(first, make([]byte, 32)) {
		t.Fatalf("first key: got %d bytes, %v; want 32 random ones", len(first), err)
	}
	second, err := c.Key()
	if err != nil || !bytes.Equal(first, second) {
		t.Errorf("the key changed between two starts: %v", err)
	}
	info, err := os.Stat(filepath.Join(c.Data, "secret.key"))
	if err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("secret.key: got mode %v, %v; want 0600", info.Mode(), err)
	}
	files, err := os.ReadDir(c.Data)
	if err != nil || len(files) != 1 {
		t.Errorf("the data directory holds %v, %v; want secret.key alone", files, err)
	}
	other, err := Config{Data: t.TempDir()}.Key()
	if err != nil || bytes.Equal(first, other) {
		t.Errorf("two installations have one key: %v", err)
	}
}

func TestProcessesThatStartAtOnceShareOneKey(t *testing.T) {
	const processes = 16
	c := Config{Data: t.TempDir()}
	keys, errs := make([][]byte, processes), make([]error, processes)
	var group sync.WaitGroup
	for i := range processes {
		group.Go(func() { keys[i], errs[i] = c.Key() })
	}
	group.Wait()
	for i, key := range keys {
		if errs[i] != nil || !bytes.Equal(key, keys[0]) {
			t.Errorf("process %d has another key than the first: %v", i, errs[i])
		}
	}
}

func TestAKeyFileThatCannotBeTrustedIsRefused(t *testing.T) {
	cases := []struct {
		name, text string
		mode       os.FileMode
		good       bool
	}{
		{"of its owner alone", secretText + "\n", 0o600, true},
		{"read-only", secretText, 0o400, true},
		{"readable by the group", secretText, 0o640, false},
		{"readable by all", secretText, 0o604, false},
		{"empty", "", 0o600, false},
		{"too short", "MTIz", 0o600, false},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			dir := t.TempDir()
			path := filepath.Join(dir, "secret.key")
			if err := os.WriteFile(path, []byte(c.text), c.mode); err != nil {
				t.Fatal(err)
			}
			_, err := Config{Data: dir}.Key()
			if (err == nil) != c.good {
				t.Errorf("got %v, want it to be accepted: %t", err, c.good)
			}
			if err != nil && c.text != "" && strings.Contains(err.Error(), c.text) {
				t.Errorf("the error repeats the key: %v", err)
			}
		})
	}
}

func TestTheSecretThatIsSetGoesBeforeTheFile(t *testing.T) {
	dir := t.TempDir()
	got, err := Config{Data: dir, Secret: secretText}.Key()
	if err != nil || string(got) != "12345678901234567890123456789012" {
		t.Errorf("got %q, %v", got, err)
	}
	if files, err := os.ReadDir(dir); err != nil || len(files) != 0 {
		t.Errorf("a key file was made all the same: %v, %v", files, err)
	}
}
