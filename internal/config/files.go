package config

import (
	"net/url"
	"strings"
)

// bucket does not repeat the URL, because it holds a secret.
func (p *problems) bucket(name, text string) URL {
	if text == "" {
		return ""
	}
	u, err := url.Parse(text)
	if err != nil || !s3(u) {
		p.add(name, "this is not a URL such as s3://key:secret@host/bucket?region=eu-central-1")
		return ""
	}
	return URL(text)
}

// s3 reports whether u names a bucket, who may use it, and nothing that is not known.
func s3(u *url.URL) bool {
	secret, given := u.User.Password()
	query := u.Query()
	region := query.Get("region")
	query.Del("region")
	return (u.Scheme == "s3" || u.Scheme == "s3+http") && u.Host != "" && u.User.Username() != "" && given && secret != "" &&
		strings.Trim(u.Path, "/") != "" && region != "" && len(query) == 0 && u.Fragment == ""
}
