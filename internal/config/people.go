package config

import (
	"net/mail"
	"net/url"
	"regexp"
	"strconv"
	"strings"
)

// environment is a word that can stand in an API key.
func (p *problems) environment(name, text string) string {
	if !regexp.MustCompile(`^[a-z]{2,8}$`).MatchString(text) {
		p.add(name, "%q is not a word of 2 to 8 lower-case letters, such as live", text)
		return ""
	}
	return text
}

// mailServer does not repeat the URL, because it may hold a password.
func (p *problems) mailServer(name, text string) URL {
	if text == "" {
		return ""
	}
	u, err := url.Parse(text)
	if err != nil || !smtp(u) || strings.Trim(u.Path, "/") != "" || u.RawQuery != "" || u.Fragment != "" {
		p.add(name, "this is not a URL such as smtps://user:password@host:port")
		return ""
	}
	return URL(text)
}

// smtp reports whether u names a mail server, with both a user and a password
// or with neither.
func smtp(u *url.URL) bool {
	port, err := strconv.ParseUint(u.Port(), 10, 16)
	_, password := u.User.Password()
	return (u.Scheme == "smtp" || u.Scheme == "smtps") && u.Hostname() != "" &&
		(u.Port() == "" || err == nil && port > 0) &&
		(u.User == nil || u.User.Username() != "" && password)
}

// sender is the address of letters. None that others would accept can be
// guessed, so a mail server needs one to be set.
func (p *problems) sender(name, text, server string) string {
	if text == "" && server == "" {
		return "newsdesk@localhost"
	}
	parsed, err := mail.ParseAddress(text)
	if err != nil || parsed.Name != "" || parsed.Address != text {
		p.add(name, "%q is not an e-mail address, such as newsdesk@example.org, which a mail server needs", text)
		return ""
	}
	return text
}

// roles checks only the form: a newsroom may have roles of its own.
func (p *problems) roles(name string, texts []string) []string {
	word := regexp.MustCompile(`^[a-z0-9][a-z0-9_-]*$`)
	for _, text := range texts {
		if !word.MatchString(text) {
			p.add(name, "%q is not the name of a role, such as editor_in_chief", text)
		}
	}
	return append([]string{}, texts...)
}
