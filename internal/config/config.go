// Package config is how an installation is set up: one struct, read once from
// flags, the environment and a file, in that order of precedence, and passed by
// value. Nothing else reads the environment.
package config

import (
	"log/slog"
	"net/netip"
	"path/filepath"
	"strings"
	"time"
)

// Config is a valid set-up. In JSON it has the form of the file it is read
// from, without the secrets.
type Config struct {
	Addr     string `json:"addr"`     // host:port that is listened on
	Data     string `json:"data"`     // the directory of everything that is kept
	Database URL    `json:"database"` // of PostgreSQL; empty for SQLite in Data
	BaseURL  string `json:"base_url"` // the public address of this API, without a slash at its end
	SiteURL  string `json:"site_url"` // the public address of the site that shows the content, likewise
	DeskURL  string `json:"desk_url"` // where people of the newsroom sign in, likewise; links in letters begin with it

	SiteName string `json:"site_name"`
	Locale   string `json:"locale"`    // of content that names none; BCP 47
	TimeZone string `json:"time_zone"` // of dates without a zone; IANA name
	Licence  string `json:"licence"`   // the line that feeds carry; may be empty

	Environment    string         `json:"environment"` // one short word; a part of API keys
	Secret         Secret         `json:"secret"`      // 32 bytes; empty when the data directory keeps it
	TrustedProxies []netip.Prefix `json:"trusted_proxies"`
	CORSOrigins    []string       `json:"cors_origins"` // which may call the editorial API from browsers

	RateAnonymous   Rate           `json:"rate_anonymous"` // per address
	RateSignedIn    Rate           `json:"rate_signed_in"` // per caller
	RateKey         Rate           `json:"rate_key"`       // per API key that has no quota of its own
	RateExempt      []netip.Prefix `json:"rate_exempt"`
	MetricsAddr     string         `json:"metrics_addr"`     // host:port of a listener for metrics alone; empty for none
	MetricsPrefixes []netip.Prefix `json:"metrics_prefixes"` // which may read metrics on Addr

	MailURL  URL    `json:"mail_url"`  // of the server that takes letters; empty: they stay in Outbox
	MailFrom string `json:"mail_from"` // the bare address that letters come from

	SecondFactorRoles []string `json:"second_factor_roles"` // whose holders need a second factor
	SecondFactorGrace Duration `json:"second_factor_grace"` // how long they may go without one
	OIDCFile          string   `json:"oidc_file"`           // describes the providers of single sign-on; empty for none

	MediaURL       string `json:"media_url"`       // what addresses of pictures begin with, likewise
	Vips           string `json:"vips"`            // the program of libvips; empty: vips on PATH, if it is there; none: do without
	FilesURL       URL    `json:"files_url"`       // a bucket for the files of images; empty: Blobs
	UploadBytes    int64  `json:"upload_bytes"`    // that the file of an image may have
	RenditionBytes int64  `json:"rendition_bytes"` // of disk for renditions

	CacheBytes     int64      `json:"cache_bytes"` // of memory for encoded answers; 0 for no cache
	LogLevel       slog.Level `json:"log_level"`
	LogFormat      string     `json:"log_format"`      // text or json
	CreditOptional bool       `json:"credit_optional"` // whether images may be published without a credit
	FourEyes       bool       `json:"four_eyes"`       // whether nobody may approve their own last change
	ShutdownGrace  Duration   `json:"shutdown_grace"`  // how long requests may take to finish at the end
}

// DatabaseURL is what db.Open takes: the URL of PostgreSQL, or the path of the
// SQLite file in the data directory.
func (c Config) DatabaseURL() string {
	if c.Database != "" {
		return string(c.Database)
	}
	return filepath.Join(c.Data, "newsdesk.db")
}

// Blobs is the directory of uploaded files.
func (c Config) Blobs() string { return filepath.Join(c.Data, "blobs") }

// Media is the directory of renditions and of files that are on their way.
func (c Config) Media() string { return filepath.Join(c.Data, "media") }

// Outbox is the directory of letters when there is no mail server.
func (c Config) Outbox() string { return filepath.Join(c.Data, "outbox") }

// Location is the time zone.
func (c Config) Location() *time.Location {
	location, err := time.LoadLocation(c.TimeZone)
	if err != nil {
		return time.UTC // only a Config that was not made by Flags.Config gets here
	}
	return location
}

// Rate allows Count requests in each Window. In text it is "120/60s".
type Rate struct {
	Count  int
	Window time.Duration
}

// MarshalText implements encoding.TextMarshaler.
func (r Rate) MarshalText() ([]byte, error) { return []byte(r.String()), nil }

// Duration is a time.Duration that is "20s" in JSON.
type Duration time.Duration

// MarshalText implements encoding.TextMarshaler.
func (d Duration) MarshalText() ([]byte, error) { return []byte(shorten(time.Duration(d))), nil }

// shorten leaves out the zero parts with which time.Duration prints: 1m0s is 1m.
func shorten(d time.Duration) string {
	s := d.String()
	if strings.HasSuffix(s, "m0s") {
		s = strings.TrimSuffix(s, "0s")
	}
	if strings.HasSuffix(s, "h0m") {
		s = strings.TrimSuffix(s, "0m")
	}
	return s
}
