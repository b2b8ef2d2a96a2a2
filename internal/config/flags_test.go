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
	if got, want := c.BaseURL, "http://127.0.0.1:8080"; got != want || c.SiteURL != want {
		t.Errorf("base and site URL: got %s and %s, want %s", got, c.SiteURL, want)
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
		"site-url":         func(f *Flags, s string) { f.SiteURL = s },
		"site-name":        func(f *Flags, s string) { f.SiteName = s },
		"locale":           func(f *Flags, s string) { f.Locale = s },
		"time-zone":        func(f *Flags, s string) { f.TimeZone = s },
		"secret":           func(f *Flags, s string) { f.Secret = s },
		"trusted-proxies":  func(f *Flags, s string) { f.TrustedProxies = []string{s} },
		"cors-origins":     func(f *Flags, s string) { f.CORSOrigins = []string{s} },
		"rate-anonymous":   func(f *Flags, s string) { f.RateAnonymous = s },
		"rate-signed-in":   func(f *Flags, s string) { f.RateSignedIn = s },
		"rate-exempt":      func(f *Flags, s string) { f.RateExempt = []string{s} },
		"metrics-addr":     func(f *Flags, s string) { f.MetricsAddr = s },
		"metrics-prefixes": func(f *Flags, s string) { f.MetricsPrefixes = []string{s} },
		"cache-bytes":      func(f *Flags, s string) { f.CacheBytes = s },
		"log-level":        func(f *Flags, s string) { f.LogLevel = s },
		"log-format":       func(f *Flags, s string) { f.LogFormat = s },
		"shutdown-grace":   func(f *Flags, s string) { f.ShutdownGrace = s },
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
		{"site-name", []string{"Bản tin"}, []string{""}},
		{"locale", []string{"vi", "en-GB", "zh-Hant"}, []string{"", "vietnamese!", "x", "und"}},
		{"time-zone", []string{"UTC", "Asia/Ho_Chi_Minh"}, []string{"", "Local", "Hanoi", "../etc/passwd"}},
		{"secret", []string{"", secretText, strings.TrimRight(secretText, "=")}, []string{"short", "MTIz", strings.Repeat("A", 44)}},
		{"trusted-proxies", []string{"10.0.0.0/8", "192.0.2.1", "::1", "fd00::/8"}, []string{"", "10.0.0.0/33", "proxy", "fe80::1%eth0/64"}},
		{"cors-origins", []string{"https://desk.example.org", "http://localhost:3000"}, []string{"", "*", "null", "https://a/", "https://a/b", "https://*.example.org", "desk.example.org", "https://u@a"}},
		{"rate-anonymous", []string{"1/1s", "120/60s", "5/1m30s"}, []string{"", "120", "0/60s", "-1/60s", "120/0s", "120/60", "a/b", "1/2/3s"}},
		{"rate-signed-in", []string{"600/60s"}, []string{"600/-60s"}},
		{"rate-exempt", []string{"127.0.0.1"}, []string{"localhost"}},
		{"metrics-addr", []string{"", ":9090"}, []string{"9090"}},
		{"metrics-prefixes", []string{"::/0"}, []string{"all"}},
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
		"addr", "data", "site-name", "locale", "time-zone", "rate-anonymous", "rate-signed-in",
		"cache-bytes", "log-level", "log-format", "shutdown-grace",
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
