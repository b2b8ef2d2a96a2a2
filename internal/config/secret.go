package config

import (
	"crypto/rand"
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"log/slog"
	"net/url"
	"os"
	"path/filepath"
	"runtime"
	"strings"
)

// secretBytes is the length of the secret from which all keys are derived.
const secretBytes = 32

// redacted stands where a secret would be printed.
const redacted = "[redacted]"

// Secret is text that does not print, marshal or log itself. Only the
// conversion string(s) reveals it.
type Secret string

// String is a placeholder, or empty for an empty secret.
func (s Secret) String() string {
	if s == "" {
		return ""
	}
	return redacted
}

// Format implements fmt.Formatter, so that no verb reveals the secret.
func (s Secret) Format(f fmt.State, _ rune) { _, _ = io.WriteString(f, s.String()) }

// MarshalText implements encoding.TextMarshaler, and with it JSON.
func (s Secret) MarshalText() ([]byte, error) { return []byte(s.String()), nil }

// LogValue implements slog.LogValuer.
func (s Secret) LogValue() slog.Value { return slog.StringValue(s.String()) }

// URL is an address that may hold a password, which it does not print, marshal
// or log.
type URL string

// String is the URL without the passwords in it.
func (u URL) String() string {
	parsed, err := url.Parse(string(u))
	switch {
	case u == "":
		return ""
	case err != nil:
		return redacted
	}
	query := parsed.Query()
	for _, name := range []string{"password", "sslpassword"} {
		if query.Has(name) {
			query.Set(name, "xxxxx") // as url.Redacted writes it
		}
	}
	parsed.RawQuery = query.Encode()
	return parsed.Redacted()
}

// Format implements fmt.Formatter, so that no verb reveals the password.
func (u URL) Format(f fmt.State, _ rune) { _, _ = io.WriteString(f, u.String()) }

// MarshalText implements encoding.TextMarshaler, and with it JSON.
func (u URL) MarshalText() ([]byte, error) { return []byte(u.String()), nil }

// LogValue implements slog.LogValuer.
func (u URL) LogValue() slog.Value { return slog.StringValue(u.String()) }

// Key returns the 32 bytes from which all keys are derived: the secret if it
// is set, else what secret.key in the data directory holds. The first call on
// an empty data directory makes that file, readable by its owner alone.
func (c Config) Key() ([]byte, error) {
	if c.Secret != "" {
		return parseSecret(string(c.Secret))
	}
	path := filepath.Join(c.Data, "secret.key")
	key, err := readKey(path)
	if !errors.Is(err, fs.ErrNotExist) {
		return key, err
	}
	if err := makeKey(path); err != nil {
		return nil, err
	}
	return readKey(path)
}

func readKey(path string) ([]byte, error) {
	info, err := os.Stat(path)
	if err != nil {
		return nil, err
	}
	// Windows keeps no such permissions.
	if runtime.GOOS != "windows" && info.Mode().Perm()&0o077 != 0 {
		return nil, fmt.Errorf("%s can be read by others: run chmod 600 on it", path)
	}
	text, err := os.ReadFile(path) //nolint:gosec // the operator names the data directory
	if err != nil {
		return nil, err
	}
	key, err := parseSecret(strings.TrimSpace(string(text)))
	if err != nil {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	return key, nil
}

// makeKey writes a fresh key under another name first, so that a process that
// starts at the same time finds either the whole file or none, and both use
// the one that was there first.
func makeKey(path string) (err error) {
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return err
	}
	draft, err := os.CreateTemp(filepath.Dir(path), "secret-*.draft") // made with mode 0600
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, os.Remove(draft.Name())) }()
	key := make([]byte, secretBytes)
	_, _ = rand.Read(key) // it never fails: crypto/rand ends the program instead
	_, werr := fmt.Fprintln(draft, base64.StdEncoding.EncodeToString(key))
	if err := errors.Join(werr, draft.Sync(), draft.Close()); err != nil {
		return err
	}
	if err := os.Link(draft.Name(), path); !errors.Is(err, fs.ErrExist) {
		return err
	}
	return nil
}

// parseSecret reads 32 bytes in base64 (RFC 4648, section 4 or 5). The error
// does not repeat the text.
func parseSecret(text string) ([]byte, error) {
	unpadded := strings.NewReplacer("-", "+", "_", "/").Replace(strings.TrimRight(text, "="))
	key, err := base64.RawStdEncoding.DecodeString(unpadded)
	if err != nil || len(key) != secretBytes {
		return nil, fmt.Errorf("the secret must be %d bytes in base64, such as `openssl rand -base64 %d` prints",
			secretBytes, secretBytes)
	}
	return key, nil
}
