package config

import (
	"errors"
	"fmt"
	"log/slog"
	"math"
	"net"
	"net/netip"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"golang.org/x/text/language"
)

// Flags are the settings as they are written, before anything is known of
// whether they make sense. The command line embeds them; see Resolver for the
// environment and the file.
type Flags struct {
	Addr     string `default:"127.0.0.1:8080" placeholder:"HOST:PORT" help:"Where to listen."`
	Data     string `default:"data" placeholder:"DIR" help:"The directory of everything that is kept: newsdesk.db, secret.key, blobs and outbox."`
	Database string `placeholder:"URL" help:"A PostgreSQL database, postgres://user:password@host/name. Without it, SQLite in the data directory."`
	BaseURL  string `name:"base-url" placeholder:"URL" help:"The public address of this API. Default: http:// and the address listened on."`
	SiteURL  string `name:"site-url" placeholder:"URL" help:"The public address of the site that shows the content. Default: the base URL."`
	DeskURL  string `name:"desk-url" placeholder:"URL" help:"Where people of the newsroom sign in: links in letters point there. Default: the base URL."`

	SiteName string `default:"Newsdesk" placeholder:"NAME" help:"What the site is called in feeds and mail."`
	Locale   string `default:"vi" placeholder:"TAG" help:"The language of content that names none (BCP 47)."`
	TimeZone string `default:"Asia/Ho_Chi_Minh" placeholder:"ZONE" help:"The zone of dates that name none (IANA)."`
	Licence  string `placeholder:"TEXT" help:"The licence line of feeds."`

	Environment    string   `default:"live" placeholder:"WORD" help:"What this installation is for, such as live or test, in 2 to 8 lower-case letters. API keys say it, so that those of one are not taken for those of another."`
	Secret         string   `placeholder:"BASE64" help:"32 bytes in base64 from which all keys are derived. Without it, secret.key in the data directory, made at the first start. Best set in the environment."`
	TrustedProxies []string `placeholder:"PREFIX" help:"Networks of proxies whose X-Forwarded-For is believed."`
	CORSOrigins    []string `name:"cors-origins" placeholder:"ORIGIN" help:"Origins whose pages may call the editorial API."`

	RateAnonymous   string   `default:"120/60s" placeholder:"N/TIME" help:"How many requests one address may make."`
	RateSignedIn    string   `default:"600/60s" placeholder:"N/TIME" help:"How many requests one signed-in caller may make."`
	RateKey         string   `default:"600/60s" placeholder:"N/TIME" help:"How many requests an API key may make that has no quota of its own."`
	RateExempt      []string `placeholder:"PREFIX" help:"Networks without a rate limit."`
	MetricsAddr     string   `placeholder:"HOST:PORT" help:"Where to serve metrics alone."`
	MetricsPrefixes []string `default:"127.0.0.0/8,::1/128" placeholder:"PREFIX" help:"Networks that may read metrics where the API listens."`

	MailURL  string `name:"mail-url" placeholder:"URL" help:"The server that takes letters, smtps://user:password@host:port, or smtp:// for STARTTLS. Without it, letters stay in outbox in the data directory. Best set in the environment."`
	MailFrom string `placeholder:"ADDRESS" help:"The address that letters come from. Needed with a mail server; without one, newsdesk@localhost."`

	SecondFactorRoles []string `default:"admin,editor_in_chief,secretary" placeholder:"ROLE" help:"Roles whose holders need a second factor."`
	SecondFactorGrace string   `default:"336h" placeholder:"TIME" help:"How long they may go without one."`
	OIDCFile          string   `name:"oidc-file" placeholder:"FILE" help:"A JSON file that describes the providers of single sign-on (OpenID Connect). Without it, there are none."`

	MediaURL       string `name:"media-url" placeholder:"URL" help:"What addresses of pictures begin with, if a cache stands in front of them. Default: the base URL."`
	Vips           string `placeholder:"FILE" help:"libvips' program vips, which adds WebP, AVIF and HEIC. Default: the one on PATH, if there is one. none does without."`
	FilesURL       string `name:"files-url" placeholder:"URL" help:"A bucket for the files of images, s3://key:secret@host/bucket/prefix?region=REGION, or s3+http:// without TLS. Without it, blobs in the data directory. Best set in the environment."`
	UploadBytes    string `default:"25MiB" placeholder:"SIZE" help:"How large the file of an image may be."`
	RenditionBytes string `default:"2GiB" placeholder:"SIZE" help:"Disk for the renditions of images, in the data directory."`

	CacheBytes     string `default:"64MiB" placeholder:"SIZE" help:"Memory for encoded answers."`
	LogLevel       string `default:"info" placeholder:"LEVEL" help:"debug, info, warn or error."`
	LogFormat      string `default:"text" placeholder:"FORMAT" help:"text or json."`
	FourEyes       bool   `help:"Nobody may approve their own last change."`
	CreditOptional bool   `help:"Images may be published without a credit."`
	ShutdownGrace  string `default:"20s" placeholder:"TIME" help:"How long requests may take to finish at the end."`
}

// Config is f as values, or an error with a line for each setting that is wrong.
func (f Flags) Config() (Config, error) {
	var p problems
	c := Config{
		Addr:            p.address("addr", f.Addr),
		Data:            p.required("data", f.Data),
		Database:        p.database("database", f.Database),
		SiteName:        p.required("site-name", f.SiteName),
		Locale:          p.locale("locale", f.Locale),
		TimeZone:        p.zone("time-zone", f.TimeZone),
		Licence:         f.Licence,
		Environment:     p.environment("environment", f.Environment),
		Secret:          p.secret("secret", f.Secret),
		TrustedProxies:  p.prefixes("trusted-proxies", f.TrustedProxies),
		CORSOrigins:     p.origins("cors-origins", f.CORSOrigins),
		RateAnonymous:   p.rate("rate-anonymous", f.RateAnonymous),
		RateSignedIn:    p.rate("rate-signed-in", f.RateSignedIn),
		RateKey:         p.rate("rate-key", f.RateKey),
		RateExempt:      p.prefixes("rate-exempt", f.RateExempt),
		MetricsPrefixes: p.prefixes("metrics-prefixes", f.MetricsPrefixes),
		MailURL:         p.mailServer("mail-url", f.MailURL),
		MailFrom:        p.sender("mail-from", f.MailFrom, f.MailURL),

		SecondFactorRoles: p.roles("second-factor-roles", f.SecondFactorRoles),
		SecondFactorGrace: Duration(p.duration("second-factor-grace", f.SecondFactorGrace)),
		OIDCFile:          f.OIDCFile,

		Vips:           f.Vips,
		FilesURL:       p.bucket("files-url", f.FilesURL),
		UploadBytes:    p.size("upload-bytes", f.UploadBytes),
		RenditionBytes: p.size("rendition-bytes", f.RenditionBytes),

		CacheBytes:     p.size("cache-bytes", f.CacheBytes),
		LogLevel:       p.level("log-level", f.LogLevel),
		LogFormat:      p.oneOf("log-format", f.LogFormat, "text", "json"),
		FourEyes:       f.FourEyes,
		CreditOptional: f.CreditOptional,
		ShutdownGrace:  Duration(p.duration("shutdown-grace", f.ShutdownGrace)),
	}
	if f.MetricsAddr != "" {
		c.MetricsAddr = p.address("metrics-addr", f.MetricsAddr)
	}
	c.BaseURL = p.site("base-url", f.BaseURL, "http://"+reachable(c.Addr))
	c.SiteURL = p.site("site-url", f.SiteURL, c.BaseURL)
	c.DeskURL = p.site("desk-url", f.DeskURL, c.BaseURL)
	c.MediaURL = p.site("media-url", f.MediaURL, c.BaseURL)
	return c, errors.Join(p...)
}

// reachable is an address that is listened on, as this machine reaches it.
func reachable(addr string) string {
	host, port, err := net.SplitHostPort(addr)
	if ip := net.ParseIP(host); err == nil && (host == "" || ip != nil && ip.IsUnspecified()) {
		return net.JoinHostPort("localhost", port)
	}
	return addr
}

// problems collects what is wrong. Its methods return the value of a setting,
// or its zero value once they have added a problem. Flag names are used, which
// is what people know the settings by.
type problems []error

func (p *problems) add(name, format string, args ...any) {
	*p = append(*p, fmt.Errorf("%s: "+format, append([]any{name}, args...)...))
}

func (p *problems) required(name, text string) string {
	if strings.TrimSpace(text) == "" {
		p.add(name, "must not be empty")
	}
	return text
}

func (p *problems) oneOf(name, text string, allowed ...string) string {
	if !slices.Contains(allowed, text) {
		p.add(name, "%q is not one of %s", text, strings.Join(allowed, ", "))
	}
	return text
}

func (p *problems) address(name, text string) string {
	_, port, err := net.SplitHostPort(text)
	if err == nil {
		_, err = strconv.ParseUint(port, 10, 16)
	}
	if err != nil {
		p.add(name, "%q is not an address and a port, such as 127.0.0.1:8080", text)
		return ""
	}
	return text
}

// database does not repeat the URL, because it may hold a password.
func (p *problems) database(name, text string) URL {
	if text == "" {
		return ""
	}
	u, err := url.Parse(text)
	if err != nil || u.Scheme != "postgres" && u.Scheme != "postgresql" || len(u.Path) < len("/x") {
		p.add(name, "this is not a URL such as postgres://user:password@host/name")
		return ""
	}
	return URL(text)
}

func (p *problems) site(name, text, otherwise string) string {
	if text == "" {
		return otherwise
	}
	u, err := url.Parse(text)
	if err != nil || !web(u) || u.User != nil || u.RawQuery != "" || u.Fragment != "" {
		p.add(name, "%q is not an http or https address without query and fragment", URL(text).String())
		return ""
	}
	return strings.TrimRight(text, "/")
}

func web(u *url.URL) bool { return (u.Scheme == "http" || u.Scheme == "https") && u.Host != "" }

func (p *problems) origins(name string, texts []string) []string {
	for _, text := range texts {
		u, err := url.Parse(text)
		if err != nil || !web(u) || u.Scheme+"://"+u.Host != text || strings.Contains(text, "*") {
			p.add(name, "%q is not an origin, such as https://desk.example.org", text)
		}
	}
	return append([]string{}, texts...)
}

func (p *problems) locale(name, text string) string {
	if tag, err := language.Parse(text); err != nil || tag == language.Und {
		p.add(name, "%q is not a language, such as vi or en-GB", text)
		return ""
	}
	return text
}

func (p *problems) zone(name, text string) string {
	// Local is the machine's, which differs between the nodes of one site.
	if _, err := time.LoadLocation(text); err != nil || text == "" || text == "Local" {
		p.add(name, "%q is not a time zone, such as Asia/Ho_Chi_Minh", text)
		return ""
	}
	return text
}

func (p *problems) secret(name, text string) Secret {
	if text == "" {
		return ""
	}
	if _, err := parseSecret(text); err != nil {
		p.add(name, "%w", err)
		return ""
	}
	return Secret(text)
}

func (p *problems) prefixes(name string, texts []string) []netip.Prefix {
	prefixes := make([]netip.Prefix, 0, len(texts))
	for _, text := range texts {
		prefix, err := parsePrefix(text)
		if err != nil {
			p.add(name, "%q is not a network, such as 10.0.0.0/8 or 192.0.2.1", text)
			continue
		}
		prefixes = append(prefixes, prefix)
	}
	return prefixes
}

// parsePrefix takes one address for the network that holds it alone.
func parsePrefix(text string) (netip.Prefix, error) {
	if address, err := netip.ParseAddr(text); err == nil && address.Zone() == "" {
		return address.Prefix(address.BitLen())
	}
	prefix, err := netip.ParsePrefix(text)
	return prefix.Masked(), err
}

func (p *problems) rate(name, text string) Rate {
	count, window, _ := strings.Cut(text, "/")
	n, err := strconv.Atoi(count)
	each, werr := time.ParseDuration(window)
	if err != nil || werr != nil || n < 1 || each <= 0 {
		p.add(name, "%q is not a rate, such as 120/60s", text)
		return Rate{}
	}
	return Rate{Count: n, Window: each}
}

// String is the rate as it is written in settings.
func (r Rate) String() string { return fmt.Sprintf("%d/%s", r.Count, shorten(r.Window)) }

func (p *problems) duration(name, text string) time.Duration {
	d, err := time.ParseDuration(text)
	if err != nil || d < 0 {
		p.add(name, "%q is not a length of time, such as 20s or 1m30s", text)
		return 0
	}
	return d
}

func (p *problems) size(name, text string) int64 {
	digits := strings.TrimRight(text, "KMGiB")
	n, err := strconv.ParseInt(digits, 10, 64)
	unit := unitOf(text[len(digits):])
	if err != nil || n < 0 || unit == 0 || n > math.MaxInt64/unit {
		p.add(name, "%q is not a size, such as 64MiB", text)
		return 0
	}
	return n * unit
}

// unitOf is how many bytes the unit has (IEC 80000-13), or 0 if there is no such unit.
func unitOf(unit string) int64 {
	switch unit {
	case "", "B":
		return 1
	case "KiB":
		return 1 << 10
	case "MiB":
		return 1 << 20
	case "GiB":
		return 1 << 30
	}
	return 0
}

func (p *problems) level(name, text string) slog.Level {
	var level slog.Level
	if err := level.UnmarshalText([]byte(text)); err != nil {
		p.add(name, "%q is not debug, info, warn or error", text)
	}
	return level
}
