package config

import (
	"net/netip"
	"strings"
	"testing"
	"time"

	"github.com/alecthomas/kong"
	"github.com/go-json-experiment/json"
	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

// defaults are the flags of an empty command line.
func defaults(t testing.TB) Flags {
	t.Helper()
	var f Flags
	parser, err := kong.New(&f)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := parser.Parse(nil); err != nil {
		t.Fatal(err)
	}
	return f
}

func TestTheDefaultsAreValid(t *testing.T) {
	c, err := defaults(t).Config()
	if err != nil {
		t.Fatal(err)
	}
	if got, want := c.BaseURL, "http://127.0.0.1:8080"; got != want || c.SiteURL != want || c.DeskURL != want {
		t.Errorf("base, site and desk URL: got %s, %s and %s, want %s", got, c.SiteURL, c.DeskURL, want)
	}
	if got := c.MailURL; got != "" || c.MailFrom != "newsdesk@localhost" || c.Outbox() != "data/outbox" {
		t.Errorf("mail: got %q from %s in %s, want none, from newsdesk@localhost, in data/outbox", got, c.MailFrom, c.Outbox())
	}
	if diff := cmp.Diff([]string{"admin", "editor_in_chief", "secretary"}, c.SecondFactorRoles); diff != "" {
		t.Errorf("roles that need a second factor (-want +got):\n%s", diff)
	}
	if got := time.Duration(c.SecondFactorGrace); got != 14*24*time.Hour {
		t.Errorf("grace: got %s, want two weeks", got)
	}
	if got := c.Location().String(); got != "Asia/Ho_Chi_Minh" {
		t.Errorf("time zone: got %s, want Asia/Ho_Chi_Minh", got)
	}
	if got := c.DatabaseURL(); got != "data/newsdesk.db" {
		t.Errorf("database: got %s, want data/newsdesk.db", got)
	}
}

func TestEachSettingIsChecked(t *testing.T) {
	set := map[string]func(*Flags, string){
		"addr":             func(f *Flags, s string) { f.Addr = s },
		"data":             func(f *Flags, s string) { f.Data = s },
		"database":         func(f *Flags, s string) { f.Database = s },
		"base-url":         func(f *Flags, s string) { f.BaseURL = s },
		"media-url":        func(f *Flags, s string) { f.MediaURL = s },
		"site-url":         func(f *Flags, s string) { f.SiteURL = s },
		"desk-url":         func(f *Flags, s string) { f.DeskURL = s },
		"site-name":        func(f *Flags, s string) { f.SiteName = s },
		"locale":           func(f *Flags, s string) { f.Locale = s },
		"time-zone":        func(f *Flags, s string) { f.TimeZone = s },
		"environment":      func(f *Flags, s string) { f.Environment = s },
		"secret":           func(f *Flags, s string) { f.Secret = s },
		"trusted-proxies":  func(f *Flags, s string) { f.TrustedProxies = []string{s} },
		"cors-origins":     func(f *Flags, s string) { f.CORSOrigins = []string{s} },
		"rate-anonymous":   func(f *Flags, s string) { f.RateAnonymous = s },
		"rate-signed-in":   func(f *Flags, s string) { f.RateSignedIn = s },
		"rate-key":         func(f *Flags, s string) { f.RateKey = s },
		"rate-exempt":      func(f *Flags, s string) { f.RateExempt = []string{s} },
		"metrics-addr":     func(f *Flags, s string) { f.MetricsAddr = s },
		"metrics-prefixes": func(f *Flags, s string) { f.MetricsPrefixes = []string{s} },
		"mail-url":         func(f *Flags, s string) { f.MailURL, f.MailFrom = s, "newsdesk@example.org" },
		"mail-from":        func(f *Flags, s string) { f.MailFrom = s },
		"files-url":        func(f *Flags, s string) { f.FilesURL = s },
		"upload-bytes":     func(f *Flags, s string) { f.UploadBytes = s },
		"rendition-bytes":  func(f *Flags, s string) { f.RenditionBytes = s },
		"cache-bytes":      func(f *Flags, s string) { f.CacheBytes = s },
		"log-level":        func(f *Flags, s string) { f.LogLevel = s },
		"log-format":       func(f *Flags, s string) { f.LogFormat = s },
		"shutdown-grace":   func(f *Flags, s string) { f.ShutdownGrace = s },

		"second-factor-roles": func(f *Flags, s string) { f.SecondFactorRoles = []string{s} },
		"second-factor-grace": func(f *Flags, s string) { f.SecondFactorGrace = s },
	}
	cases := []struct {
		name      string
		good, bad []string
	}{
		{"addr", []string{":8080", "[::1]:80", "desk:1", "127.0.0.1:0"}, []string{"", "8080", "a:b", "a:65536", "a:-1", "::1:80"}},
		{"data", []string{"/var/lib/newsdesk"}, []string{"", " "}},
		{"database", []string{"", "postgres://u:p@h/d", "postgresql:///d?host=/run"}, []string{"mysql://h/d", "postgres://h", "postgres://h/", "newsdesk.db", "postgres://%zz/d"}},
		{"base-url", []string{"", "https://api.example.org", "http://localhost:8080/cms/"}, []string{"api.example.org", "ftp://a", "https://", "https://a?b=c", "https://a#b", "https://u:p@a"}},
		{"site-url", []string{"", "https://example.org"}, []string{"//example.org", "javascript:alert(1)"}},
		{"media-url", []string{"", "https://anh.example.org"}, []string{"//example.org", "javascript:alert(1)"}},
		{"desk-url", []string{"", "https://desk.example.org/"}, []string{"desk.example.org", "https://desk.example.org/?a=b"}},
		{"site-name", []string{"Bản tin"}, []string{""}},
		{"locale", []string{"vi", "en-GB", "zh-Hant"}, []string{"", "vietnamese!", "x", "und"}},
		{"time-zone", []string{"UTC", "Asia/Ho_Chi_Minh"}, []string{"", "Local", "Hanoi", "../etc/passwd"}},
		{"environment", []string{"live", "qa", "training"}, []string{"", "a", "Live", "live1", "training2", "pre-live", "live\n", "thử"}},
		{"secret", []string{"", secretText, strings.TrimRight(secretText, "=")}, []string{"short", "MTIz", strings.Repeat("A", 44)}},
		{"trusted-proxies", []string{"10.0.0.0/8", "192.0.2.1", "::1", "fd00::/8"}, []string{"", "10.0.0.0/33", "proxy", "fe80::1%eth0/64"}},
		{"cors-origins", []string{"https://desk.example.org", "http://localhost:3000"}, []string{"", "*", "null", "https://a/", "https://a/b", "https://*.example.org", "desk.example.org", "https://u@a"}},
		{"rate-anonymous", []string{"1/1s", "120/60s", "5/1m30s"}, []string{"", "120", "0/60s", "-1/60s", "120/0s", "120/60", "a/b", "1/2/3s"}},
		{"rate-signed-in", []string{"600/60s"}, []string{"600/-60s"}},
		{"rate-key", []string{"6000/60s"}, []string{"", "6000"}},
		{"rate-exempt", []string{"127.0.0.1"}, []string{"localhost"}},
		{"metrics-addr", []string{"", ":9090"}, []string{"9090"}},
		{"metrics-prefixes", []string{"::/0"}, []string{"all"}},
		{"mail-url", []string{"", "smtp://h", "smtps://h:465/", "smtp://u:p@h:587", "smtps://u%40h:p%2F@h", "smtp://[::1]:25"}, []string{"h", "h:25", "http://h", "smtp:h", "smtp://", "smtp://:25", "smtp://h:0", "smtp://h:65536", "smtp://u@h", "smtp://:p@h", "smtp://h/x", "smtp://h?x=y", "smtp://h#x", "smtp://%zz"}},
		{"mail-from", []string{"", "newsdesk@example.org", "bàn@example.org"}, []string{"newsdesk", "Newsdesk <newsdesk@example.org>", " a@example.org", "a@b, c@d", "a@b\r\nBcc: c@d"}},
		{"second-factor-roles", []string{"admin", "editor_in_chief", "0190f7d4-0000-7000-8000-000000000000"}, []string{"", "Admin", "thư ký", "-", "a b"}},
		{"second-factor-grace", []string{"0s", "336h"}, []string{"", "14", "14d", "-1h"}},
		{"files-url", []string{"", "s3://k:s@h/b?region=r", "s3+http://k:s%2F@127.0.0.1:7070/b/a/c?region=us-east-1"}, []string{"s3://h/b?region=r", "s3://k@h/b?region=r", "s3://k:@h/b?region=r", "s3://:s@h/b?region=r", "s3://k:s@h/?region=r", "s3://k:s@h/b", "s3://k:s@h/b?region=r&x=y", "http://k:s@h/b?region=r", "b", "s3://%zz"}},
		{"upload-bytes", []string{"25MiB"}, []string{"", "25MB"}},
		{"rendition-bytes", []string{"0", "2GiB"}, []string{"", "many"}},
		{"cache-bytes", []string{"0", "5", "64MiB", "1GiB", "7KiB", "9B"}, []string{"", "MiB", "-1", "64MB", "64 MiB", "1.5GiB", "9999999999GiB", "64mib", "64KiBi"}},
		{"log-level", []string{"debug", "INFO", "warn", "error"}, []string{"", "loud"}},
		{"log-format", []string{"text", "json"}, []string{"", "xml"}},
		{"shutdown-grace", []string{"0s", "20s", "1m30s"}, []string{"", "20", "-1s"}},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			for _, value := range c.good {
				f := defaults(t)
				set[c.name](&f, value)
				if _, err := f.Config(); err != nil {
					t.Errorf("%q: got %v, want it to be accepted", value, err)
				}
			}
			for _, value := range c.bad {
				f := defaults(t)
				set[c.name](&f, value)
				if _, err := f.Config(); err == nil || !strings.HasPrefix(err.Error(), c.name+": ") {
					t.Errorf("%q: got %v, want a problem with %s", value, err, c.name)
				}
			}
		})
	}
	if len(cases) != len(set) {
		t.Errorf("%d settings have cases, want %d", len(cases), len(set))
	}
}

func TestEveryProblemIsNamedAtOnce(t *testing.T) {
	_, err := Flags{}.Config()
	if err == nil {
		t.Fatal("no settings at all were accepted")
	}
	var got []string
	for line := range strings.SplitSeq(err.Error(), "\n") {
		name, _, _ := strings.Cut(line, ":")
		got = append(got, name)
	}
	want := []string{
		"addr", "data", "site-name", "locale", "time-zone", "environment", "rate-anonymous", "rate-signed-in",
		"rate-key", "second-factor-grace", "upload-bytes", "rendition-bytes", "cache-bytes", "log-level", "log-format", "shutdown-grace",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("problems (-want +got):\n%s", diff)
	}
}

func TestAddressesLoseTheSlashAtTheirEnd(t *testing.T) {
	f := defaults(t)
	f.BaseURL = "https://api.example.org/cms/"
	c, err := f.Config()
	if want := "https://api.example.org/cms"; err != nil || c.BaseURL != want || c.SiteURL != want {
		t.Errorf("base and site URL: got %s and %s, %v; want %s", c.BaseURL, c.SiteURL, err, want)
	}
}

func TestAMailServerNeedsASender(t *testing.T) {
	f := defaults(t)
	f.MailURL = "smtps://mail.example.org"
	if _, err := f.Config(); err == nil || !strings.HasPrefix(err.Error(), "mail-from: ") {
		t.Errorf("got %v, want a problem with mail-from", err)
	}
}

func TestAWrongMailURLIsNotRepeated(t *testing.T) {
	for _, url := range []string{"smtp://desk:hunter2@", "smtp:desk:hunter2@h", "http://desk:hunter2@h", "smtp://desk:hunter2@h:port", "smtp://desk:hunter2%zz@h"} {
		f := defaults(t)
		f.MailURL, f.MailFrom = url, "newsdesk@example.org"
		if _, err := f.Config(); err == nil || strings.Contains(err.Error(), "hunter2") {
			t.Errorf("%s: got %v, want an error without the password", url, err)
		}
	}
}

func TestNoRoleNeedsASecondFactorIfTheListIsEmpty(t *testing.T) {
	c, err := parsed(t, `{"second_factor_roles": []}`).Config()
	if err != nil || len(c.SecondFactorRoles) != 0 {
		t.Errorf("got %q, %v; want no roles", c.SecondFactorRoles, err)
	}
}

func TestANetworkIsStoredWithoutItsHostPart(t *testing.T) {
	f := defaults(t)
	f.RateExempt = []string{"10.1.2.3/8", "192.0.2.1"}
	c, err := f.Config()
	if err != nil || len(c.RateExempt) != 2 {
		t.Fatalf("got %v, %v", c.RateExempt, err)
	}
	for i, want := range []string{"10.0.0.0/8", "192.0.2.1/32"} {
		if got := c.RateExempt[i].String(); got != want {
			t.Errorf("network %d: got %s, want %s", i, got, want)
		}
	}
}

func TestRatesReadWhatTheyPrint(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		want := Rate{
			Count:  rapid.IntRange(1, 1_000_000).Draw(r, "count"),
			Window: time.Duration(rapid.IntRange(1, 100_000).Draw(r, "seconds")) * time.Second,
		}
		var p problems
		if got := p.rate("rate", want.String()); got != want || len(p) > 0 {
			r.Fatalf("%s: got %v, %v", want, got, p)
		}
	})
}

func TestThePrintedSettingsAreAFileThatReadsBack(t *testing.T) {
	f := defaults(t)
	f.FourEyes, f.CORSOrigins, f.CacheBytes = true, []string{"https://a.example", "https://b.example"}, "1KiB"
	f.MailURL, f.MailFrom, f.OIDCFile, f.Environment = "smtps://mail.example.org", "newsdesk@example.org", "oidc.json", "qa"
	want, err := f.Config()
	if err != nil {
		t.Fatal(err)
	}
	text, err := json.Marshal(want)
	if err != nil {
		t.Fatal(err)
	}
	got, err := parsed(t, string(text)).Config()
	if diff := cmp.Diff(want, got, cmp.Comparer(func(a, b Secret) bool { return string(a) == string(b) }),
		cmp.Comparer(func(a, b netip.Prefix) bool { return a == b })); err != nil || diff != "" {
		t.Errorf("read back (-want +got): %v\n%s", err, diff)
	}
}
