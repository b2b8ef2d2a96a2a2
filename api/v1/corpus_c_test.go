package v1_test

import (
	"net/url"
	"strconv"
	"strings"
	"testing"

	"newsdesk/internal/db"
	"newsdesk/internal/testkit/newsroom"
)

// lists are where the query language is spoken: to readers and to the newsroom.
func lists() []string {
	return []string{
		"/v1/articles", "/v1/pages", "/v1/sections", "/v1/tags", "/v1/authors", "/v1/organisations",
		editorialArticles, "/v1/editorial/authors", "/v1/editorial/images",
	}
}

// ask sends a query to a list, as whoever may read the most.
func ask(n *newsroom.Newsroom, list, query string) newsroom.Answer {
	if strings.HasPrefix(list, "/v1/editorial/") {
		return n.Do("editor_in_chief", "GET", list+"?"+query, "")
	}
	return n.Do("", "GET", list+"?"+query, "")
}

func TestTheQueryLanguageRefusesWhatItDoesNotKnow(t *testing.T) {
	n := newsroom.New(t, db.SQLite)
	for id, queries := range map[string][]string{
		"C01 a filter on what is hidden":  {"password_hash=x", "totp_secret=x", "reset_token=x", "password_hash_from=a", "password_hash%5Bstarts_with%5D=%24", "refresh_hash.gt=a"},
		"C02 a path into what is hidden":  {"author.password_hash=x", "created_by.email=x", "owner.email=x", "updated_by.grants=admin"},
		"C03 a sort by what is hidden":    {"sort=password_hash", "sort=-email", "sort=owner_id", "sort=embargo_until", "sort=visible_from", "sort=digest"},
		"C04 a choice of what is hidden":  {"fields=password_hash", "fields=title,owner_id", "fields=created_by.email", "fields=*", "fields=state", "fields=embargo_until"},
		"C05 an include of everything":    {"include=*", "include=owner", "include=created_by", "include=section.parent.parent.parent.parent.parent.parent.parent.parent.parent", "include=section.articles.author.articles"},
		"C06 a search that is not there":  {"q=secret", "search=secret"},
		"C07 a figure of what is hidden":  {"min=embargo_until", "max=created_at", "group=owner_id", "group_by=owner_id", "aggregate=count", "count=password_hash", "count=1", "count=TRUE"},
		"C09 a name that is not there":    {"where=1", "lookup=x", "_q=x", "%24where=1", "populate=*", "filters=x", "Sort=title", "page=2", "status%00=draft", "__proto__=x"},
		"C10 an operator":                 {"title%5B%24regex%5D=.*", "locale%5B%24ne%5D=vi", "%24expr=1", "%24func=sleep", "locale=%7B%22%24ne%22%3Anull%7D&%24where=1"},
		"C11 an empty list":               {"ids=", "section=", "sort=", "include=", "status=", "status=,", "status=draft,,approved", "ids=,"},
		"C12 a limit":                     {"limit=-1", "limit=0", "limit=101", "limit=1000000000", "limit=abc", "limit=18446744073709551616", "limit=1e1", "limit=+5", "limit=05", "limit=5.0", "limit=%2010", "limit=0x10", "limit="},
		"C13 an offset":                   {"offset=1000000000", "skip=5", "page=1000000"},
		"C15 a nested filter":             {"filter" + strings.Repeat("%5Ba%5D", 100) + "=1", strings.Repeat("(", 100) + "=1"},
		"C17 SQL in the sort":             {"sort=title;--", "sort=title%3B--", "sort=(case%20when%201%20then%201%20end)", "sort=title%20desc,%20(select%201)", "sort=updated_at,id", "sort=--updated_at", "sort=UPDATED_AT", "sort=updated_at%20"},
		"C18 a path in JSON":              {"meta.a'-%3E%3E'b=1", "meta%5B%22x=1", "extra.a=1", "extra-%3E'a'=1"},
		"C21 a parameter twice":           {"limit=1&limit=2", "sort=updated_at&sort=-updated_at", "count=true&count=false", "limit=1&limit=1"},
		"C22 a parameter with a bracket":  {"sort%5B%5D=updated_at", "sort[]=updated_at", "filter=1", "limit%5Ba%5D=1", "limit[a]=1"},
		"a query that is not one":         {"&", "limit=1&", "=1", "limit=%zz", "limit=%ff", "locale=a%00b", "limit=1;sort=updated_at"},
		"more parameters than there are":  {strings.Repeat("a=1&", 60) + "a=1"},
		"more values than can be meant":   {"include=" + strings.Repeat("section,", 20) + "tags", "fields=" + strings.Repeat("a,", 60) + "a"},
		"a cursor that is not of the API": {"cursor=", "cursor=abc", "cursor=..%2F..", "cursor=eyJpZCI6MX0", "cursor=" + strings.Repeat("A", 5000)},
	} {
		t.Run(id, func(t *testing.T) {
			for _, list := range lists() {
				for _, query := range queries {
					a := ask(n, list, query).Want(400)
					if code := a.Code(); code != "invalid_parameter" && code != "invalid_cursor" {
						t.Errorf("%s?%s: the code is %q", list, query, code)
					}
				}
			}
		})
	}
}

func TestC01WhatIsHiddenIsAsUnknownAsWhatIsNotThere(t *testing.T) {
	n := newsroom.New(t, db.SQLite)
	for _, list := range lists() {
		want := ask(n, list, "nonsense=x").Want(400)
		for _, name := range []string{"password_hash", "email", "digest", "visible_from", "owner_id", "deleted_by"} {
			got := ask(n, list, name+"=x").Want(400)
			if same := strings.ReplaceAll(want.Text("errors"), "nonsense", name); got.Text("errors") != same {
				t.Errorf("%s: %s is refused with %s, want %s", list, name, got.Text("errors"), same)
			}
		}
	}
}

func TestC08ACursorServesOneListAndOneReader(t *testing.T) {
	newsroom.Each(t, func(t *testing.T, n *newsroom.Newsroom) {
		for _, title := range []string{"Một", "Hai", "Ba"} {
			published(t, n, `"title":"`+title+`"`)
		}
		public := n.Do("", "GET", "/v1/articles?limit=1", "").Want(200).Text("page/next_cursor")
		private := n.Do("editor_in_chief", "GET", editorialArticles+"?limit=1", "").Want(200).Text("page/next_cursor")
		n.Do("", "GET", "/v1/articles?limit=2&cursor="+public, "").Want(200)
		n.Do("editor_in_chief", "GET", editorialArticles+"?cursor="+private, "").Want(200)
		for what, query := range map[string]string{
			"edited": "cursor=B" + public[1:], "truncated": "cursor=" + public[:len(public)-1], "longer": "cursor=" + public + "A",
			"of the newsroom": "cursor=" + private, "of another filter": "locale=vi&cursor=" + public,
			"of another sort": "sort=-updated_at&cursor=" + public, "of the other direction": "sort=published_at&cursor=" + public,
		} {
			if got := n.Do("", "GET", "/v1/articles?"+query, "").Want(400); got.Code() != "invalid_cursor" {
				t.Errorf("a cursor %s has the code %q, want invalid_cursor", what, got.Code())
			}
		}
		n.Do("", "GET", "/v1/pages?cursor="+public, "").Want(400)
		n.Do("auditor", "GET", editorialArticles+"?cursor="+private, "").Want(400)
		n.Do("editor_in_chief", "GET", editorialArticles+"?status=draft&cursor="+private, "").Want(400)
	})
}

func TestC14AnAddressHasALimit(t *testing.T) {
	n := newsroom.New(t, db.SQLite)
	for _, list := range lists() {
		for _, query := range []string{
			strings.TrimSuffix(strings.Repeat("tag=a&", 10_000), "&"), "section=" + strings.Repeat("a", 64<<10), strings.Repeat("a", 9<<10) + "=1",
		} {
			if got := ask(n, list, query).Status; got != 414 && got != 400 {
				t.Errorf("%s with a query of %d bytes: got status %d, want 414 or 400", list, len(query), got)
			}
		}
	}
}

func TestC16C19TextInAFilterIsOnlyText(t *testing.T) {
	newsroom.Each(t, func(t *testing.T, n *newsroom.Newsroom) {
		tag := n.Do("editor", "POST", "/v1/editorial/tags", `{"name":"thanh niên"}`).Want(201).Text("id")
		published(t, n, `"title":"Bài","section_id":"`+section(n, "Đoàn thể")+`","tag_ids":["`+tag+`"]`)
		for name, real := range map[string]string{"section": "doan-the", "tag": "thanh-nien"} {
			if got := n.Do("", "GET", "/v1/articles?"+name+"="+real, "").Want(200).Len("data"); got != 1 {
				t.Fatalf("%s=%s finds %d, want 1", name, real, got)
			}
			for _, text := range []string{
				"a'),(select 1)--", "' OR '1'='1", "%", "_", "doan%", "doan_the", `\`, `doan\-the`, "doan-the'--", "DOAN-THE", "*", "doan-th?", "$1", "?", "@p1", "đoàn-thể", "null", "0",
			} {
				for _, list := range []string{"/v1/articles?" + name + "=", "/v1/articles?count=true&limit=1&" + name + "="} {
					if got := n.Do("", "GET", list+url.QueryEscape(text), "").Want(200).Len("data"); got != 0 {
						t.Errorf("%s=%s finds %d, want 0", name, text, got)
					}
				}
			}
		}
		if got := n.Do("", "GET", "/v1/articles?tag_not="+url.QueryEscape("' OR '1'='1"), "").Want(200).Len("data"); got != 1 {
			t.Errorf("a tag that nothing has excludes %d articles, want 0", 1-got)
		}
		for _, locale := range []string{"%", "_i", "' OR '1'='1", "VI"} {
			n.Do("", "GET", "/v1/articles/bai?locale="+url.QueryEscape(locale), "").Want(200) // a wish, not a filter
			if got := n.Do("", "GET", "/v1/articles?locale="+url.QueryEscape(locale), "").Want(200).Len("data"); got != 0 {
				t.Errorf("locale=%s finds %d, want 0", locale, got)
			}
		}
	})
}

func TestC25ADateIsADateWithAnOffset(t *testing.T) {
	n := newsroom.New(t, db.SQLite)
	for _, bad := range []string{
		"2026-13-40", "2026-13-40T00:00:00Z", "2026-02-30T00:00:00Z", "2026-01-01", "2026-01-01T00:00:00", "2026-01-01T00:00:00+24:00",
		"2026-01-01T24:00:00Z", "2026-01-01T00:00:60Z", "10000-01-01T00:00:00Z", "0000-01-01T00:00:00Z", "-0001-01-01T00:00:00Z",
		"1767225600", "0", "now", "yesterday", "2026-01-01T00:00:00,5Z", "2026-1-1T0:0:0Z", "２０２６-01-01T00:00:00Z", "2026-01-01T00:00:00Z ", "",
	} {
		for _, name := range []string{"published_from", "published_to"} {
			n.Do("", "GET", "/v1/articles?"+name+"="+url.QueryEscape(bad), "").Want(400)
		}
	}
	for _, good := range []string{"2026-01-01T00:00:00Z", "2026-01-01T00:00:00.123+07:00", "0001-01-01T00:00:00Z", "9999-12-31T23:59:59Z"} {
		n.Do("", "GET", "/v1/articles?published_from="+url.QueryEscape(good), "").Want(200)
	}
}

func TestTheRangeOfPublicationBeginsWithItsFirstInstant(t *testing.T) {
	newsroom.Each(t, func(t *testing.T, n *newsroom.Newsroom) {
		at := url.QueryEscape(published(t, n, `"title":"Bài"`).Text("published_at"))
		for query, want := range map[string]int{"published_from=" + at: 1, "published_to=" + at: 0, "published_from=" + at + "&published_to=" + at: 0} {
			for _, filter := range []string{"", "&locale=vi"} {
				if got := n.Do("", "GET", "/v1/articles?"+query+filter, "").Want(200).Len("data"); got != want {
					t.Errorf("%s%s finds %d, want %d", query, filter, got, want)
				}
			}
		}
	})
}

// Whatever the order, the pages of a list hold each item once, in that order,
// forwards and back again.
func TestPagesHoldEachItemOnce(t *testing.T) {
	newsroom.Each(t, func(t *testing.T, n *newsroom.Newsroom) {
		for i := range 7 {
			published(t, n, `"title":"Bài `+strconv.Itoa(i)+`"`) // all at the same instant
			n.Do("editor", "POST", "/v1/editorial/tags", `{"name":"thẻ `+strconv.Itoa(i/2)+`"}`).Want(201)
		}
		for list, sorts := range map[string][]string{
			"/v1/articles": {"published_at", "-published_at", "updated_at", "-updated_at"}, "/v1/tags": {"name", "-name", "updated_at"},
			editorialArticles: {"created_at", "-created_at", "updated_at", "-updated_at"}, "/v1/editorial/tags": {"updated_at", "-created_at"},
		} {
			for _, sort := range sorts {
				whole := idsOf(ask(n, list, "sort="+sort).Want(200))
				page := ask(n, list, "limit=3&sort="+sort).Want(200)
				there := idsOf(page)
				for next := page.Text("page/next_cursor"); next != ""; next = page.Text("page/next_cursor") {
					page = ask(n, list, "limit=3&sort="+sort+"&cursor="+next).Want(200)
					there = append(there, idsOf(page)...)
				}
				back := idsOf(page)
				for prev := page.Text("page/prev_cursor"); prev != ""; prev = page.Text("page/prev_cursor") {
					page = ask(n, list, "limit=3&sort="+sort+"&cursor="+prev).Want(200)
					back = append(idsOf(page), back...)
				}
				want := strings.Join(whole, " ")
				if got := strings.Join(there, " "); got != want || len(whole) != 7 {
					t.Errorf("%s by %s: the pages hold\n%s\nwant\n%s", list, sort, got, want)
				}
				if got := strings.Join(back, " "); got != want {
					t.Errorf("%s by %s: the pages backwards hold\n%s\nwant\n%s", list, sort, got, want)
				}
			}
		}
	})
}

// idsOf are the ids of the items of a list.
func idsOf(list newsroom.Answer) []string {
	ids := make([]string, list.Len("data"))
	for i := range ids {
		ids[i] = list.Text("data/" + strconv.Itoa(i) + "/id")
	}
	return ids
}
