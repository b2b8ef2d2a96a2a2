package block

import (
	"net/url"
	"strings"
)

// Provider is a service whose things can be embedded.
type Provider string

// The providers.
const (
	YouTube    Provider = "youtube"
	Vimeo      Provider = "vimeo"
	Facebook   Provider = "facebook"
	Instagram  Provider = "instagram"
	TikTok     Provider = "tiktok"
	X          Provider = "x"
	SoundCloud Provider = "soundcloud"
	Spotify    Provider = "spotify"
)

// Providers lists the providers.
func Providers() []Provider {
	return []Provider{YouTube, Vimeo, Facebook, Instagram, TikTok, X, SoundCloud, Spotify}
}

// hosts lists where p lives. Hosts are compared whole: a suffix would also
// match a name that somebody else registered.
func (p Provider) hosts() []string {
	switch p {
	case YouTube:
		return []string{"youtube.com", "youtu.be", "youtube-nocookie.com"}
	case Vimeo:
		return []string{"vimeo.com", "player.vimeo.com"}
	case Facebook:
		return []string{"facebook.com", "fb.watch"}
	case Instagram:
		return []string{"instagram.com"}
	case TikTok:
		return []string{"tiktok.com", "vt.tiktok.com", "vm.tiktok.com"}
	case X:
		return []string{"x.com", "twitter.com"}
	case SoundCloud:
		return []string{"soundcloud.com", "on.soundcloud.com"}
	case Spotify:
		return []string{"open.spotify.com"}
	}
	return nil
}

// ProviderOf returns whose the thing at address is. It reports false for all
// but https addresses of a known provider on the default port.
func ProviderOf(address string) (Provider, bool) {
	u, err := url.Parse(address)
	if err != nil || u.Scheme != "https" || !safeURL(address) {
		return "", false
	}
	host := strings.ToLower(u.Host)
	for _, p := range Providers() {
		for _, h := range p.hosts() {
			if host == h || host == "www."+h || host == "m."+h {
				return p, true
			}
		}
	}
	return "", false
}
