package demo

import (
	"maps"
	"slices"
	"strings"
	"time"

	"newsdesk/internal/fault"
)

// add reads one file into the article or the page that it says it is.
func (n *Newsroom) add(f *fault.Fields, slug, text string) {
	h := newHeader(slug, text)
	switch kind := h.need("kind"); kind {
	case "article":
		n.Articles = append(n.Articles, h.article(slug))
	case "page":
		n.Pages = append(n.Pages, h.page(slug))
	case "": // said by need
	default:
		h.faults.Add("/kind", "unknown", "A file is an article or a page, not %q", kind)
	}
	h.end()
	*f = append(*f, h.faults.At("/content/"+slug)...)
}

// header is the front matter of a file while it is being read: lines of "key:
// value" between two lines of three hyphens, and the Markdown below them.
type header struct {
	values map[string]string // those not asked for yet
	body   string
	faults fault.Fields
}

func newHeader(slug, text string) *header {
	h := &header{values: map[string]string{}}
	rest, opened := strings.CutPrefix(text, "---\n")
	head, body, closed := strings.Cut(rest, "\n---\n")
	if !opened || !closed {
		h.faults.Add("", "invalid", "%s does not start with front matter between two lines of ---", slug)
		return h
	}
	h.body = strings.TrimSpace(body)
	h.faults.If(h.body == "", "/body", "required", "The file has no text")
	for line := range strings.SplitSeq(head, "\n") {
		h.line(line)
	}
	return h
}

func (h *header) line(line string) {
	key, value, found := strings.Cut(line, ": ")
	_, twice := h.values[key]
	switch {
	case !found || value == "" || strings.TrimSpace(value) != value:
		h.faults.Add("", "invalid", "%q is not a key and its value", line)
	case twice:
		h.faults.Add("/"+key, "duplicate", "The key stands there twice")
	default:
		h.values[key] = value
	}
}

// take returns the value of key, or an empty string.
func (h *header) take(key string) string {
	value := h.values[key]
	delete(h.values, key)
	return value
}

func (h *header) need(key string) string {
	value := h.take(key)
	h.faults.If(value == "", "/"+key, "required", "The file does not say its %s", key)
	return value
}

// list returns the values between commas, at least one.
func (h *header) list(key string) []string {
	value := h.need(key)
	if value == "" {
		return nil
	}
	return strings.Split(value, ", ")
}

func (h *header) instant(key string) time.Time {
	value := h.need(key)
	at, err := time.Parse(time.RFC3339, value)
	h.faults.If(value != "" && err != nil, "/"+key, "invalid", "%q is not a time as RFC 3339 writes it", value)
	return at
}

// end reports the keys that nothing asked for.
func (h *header) end() {
	for _, key := range slices.Sorted(maps.Keys(h.values)) {
		h.faults.Add("/"+key, "unknown", "There is no such key")
	}
}

func (h *header) article(slug string) Article {
	return Article{
		Slug:       slug,
		Locale:     h.need("locale"),
		Translates: h.take("translates"),
		Overline:   h.take("overline"),
		Title:      h.need("title"),
		Standfirst: h.need("standfirst"),
		Section:    h.need("section"),
		Tags:       h.list("tags"),
		Authors:    h.list("byline"),
		DisplayAt:  h.instant("display"),
		Body:       h.body,
	}
}

func (h *header) page(slug string) Page {
	return Page{Slug: slug, Locale: h.need("locale"), Title: h.need("title"), Body: h.body}
}
