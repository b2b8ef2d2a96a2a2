package v1_test

import (
	"bytes"
	"maps"
	"testing"

	"github.com/google/go-cmp/cmp"

	"newsdesk/internal/auth"
	"newsdesk/internal/db"
	"newsdesk/internal/ident"
	"newsdesk/internal/policy"
	"newsdesk/internal/testkit/newsroom"
)

const editorialArticles = "/v1/editorial/articles"

// hire gives someone rights of their own and returns their access token.
func hire(t *testing.T, n *newsroom.Newsroom, name string, grants ...policy.Grant) string {
	t.Helper()
	email := name + "@newsdesk.test"
	_, err := n.Auth.Add(t.Context(), auth.System("test"), auth.NewUser{
		Email: email, Name: name, Password: newsroom.Password, Grants: grants,
	})
	if err != nil {
		t.Fatal(err)
	}
	return n.SignIn(email)
}

// everywhere grants a role for all sections.
func everywhere(r policy.Role) policy.Grant {
	return policy.Grant{Role: r, Sections: []string{policy.Everywhere}}
}

// section makes a section and returns its id.
func section(n *newsroom.Newsroom, name string) string {
	return n.Do("secretary", "POST", "/v1/editorial/sections", `{"name":"`+name+`"}`).Want(201).Text("id")
}

// draftIn makes a whole draft of the editor-in-chief in a section.
func draftIn(n *newsroom.Newsroom, section, title string) newsroom.Answer {
	return n.Do("editor_in_chief", "POST", editorialArticles,
		`{"title":"`+title+`","section_id":"`+section+`","body":[{"type":"paragraph","text":[{"text":"Nội dung."}]}]}`).Want(201)
}

// path is the editorial address of an article.
func path(a newsroom.Answer) string { return editorialArticles + "/" + a.Text("id") }

// say performs a verb on an article at the revision of an answer.
func say(n *newsroom.Newsroom, r policy.Role, verb string, a newsroom.Answer, body string) newsroom.Answer {
	return n.Do(r, "POST", path(a)+"/"+verb, body, "If-Match", a.ETag())
}

// missing is the id of nothing.
func missing() string { return ident.New() }

// tells is what an answer says, but for the number of the request.
type tells struct {
	Status int
	Header map[string][]string
	Body   string
}

func told(a newsroom.Answer) tells {
	number := a.Header.Get("X-Request-Id")
	header := maps.Clone(a.Header)
	delete(header, "X-Request-Id")
	return tells{a.Status, header, string(bytes.ReplaceAll(a.Body, []byte(number), nil))}
}

// sameAs fails unless nobody could tell the two answers apart.
func sameAs(t *testing.T, got, want newsroom.Answer) {
	t.Helper()
	if diff := cmp.Diff(told(want), told(got)); diff != "" {
		t.Errorf("the answer can be told from that for what is missing (-missing +got):\n%s", diff)
	}
}

// rows counts what is stored.
func rows(t *testing.T, n *newsroom.Newsroom) map[string]int64 {
	t.Helper()
	counts := map[string]int64{}
	for _, table := range []string{
		"entries", "revisions", "articles", "slugs", "refs", "journal", "jobs", "stubs", "editions", "edition_terms", "tombstones", "users",
	} {
		var rows int64
		if err := db.Gorm(t.Context(), n.DB).Table(table).Count(&rows).Error; err != nil {
			t.Fatal(err)
		}
		counts[table] = rows
	}
	return counts
}

// unchanged fails if f leaves anything behind in the database, and returns its answer.
func unchanged(t *testing.T, n *newsroom.Newsroom, f func() newsroom.Answer) newsroom.Answer {
	t.Helper()
	before := rows(t, n)
	a := f()
	if diff := cmp.Diff(before, rows(t, n)); diff != "" {
		t.Errorf("the database is not as it was (-before +after):\n%s", diff)
	}
	return a
}

// signInTokens signs the person of a role in as an app does.
func signInTokens(t *testing.T, n *newsroom.Newsroom, r policy.Role) auth.Tokens {
	t.Helper()
	n.Token(r)
	tokens, err := n.Auth.Login(t.Context(), auth.LoginInput{
		Email: newsroom.Email(r), Password: newsroom.Password, Transport: auth.Body, Address: "192.0.2.1",
	})
	if err != nil {
		t.Fatal(err)
	}
	return tokens
}

// refreshed returns a new access token of the same session.
func refreshed(t *testing.T, n *newsroom.Newsroom, tokens auth.Tokens) string {
	t.Helper()
	next, err := n.Auth.Refresh(t.Context(), tokens.Refresh, "", "")
	if err != nil {
		t.Fatal(err)
	}
	return next.Access
}
