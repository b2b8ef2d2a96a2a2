package v1_test

import (
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"newsdesk/internal/policy"
	"newsdesk/internal/testkit/newsroom"
)

// slow is a body during which something happens.
type slow struct {
	io.Reader
	meanwhile func()
}

func (s *slow) Read(p []byte) (int, error) {
	if s.meanwhile != nil {
		s.meanwhile()
		s.meanwhile = nil
	}
	return s.Reader.Read(p)
}

func TestARequestWhoseSessionEndsWhileItsBodyComesDoesNothing(t *testing.T) {
	newsroom.Each(t, func(t *testing.T, n *newsroom.Newsroom) {
		consumer := portal(n, "Cổng")
		for path, body := range map[string]string{
			keysPath:          `{"consumer_id":"` + consumer + `","name":"Khóa"}`,
			usersPath:         `{"email":"an@bao.example","name":"An","grants":[]}`,
			editorialArticles: `{"title":"Bài"}`,
		} {
			token := hire(t, n, "giu-"+strings.ReplaceAll(path[len("/v1/editorial/"):], "/", "-"), everywhere(policy.Admin), everywhere(policy.EditorInChief))
			r := httptest.NewRequest(http.MethodPost, path, &slow{strings.NewReader(body), func() {
				n.With(token, "POST", "/v1/auth/logout", "").Want(204)
				n.Clock.Advance(2 * time.Second)
			}})
			r.Header.Set("Content-Type", "application/json")
			r.Header.Set("Authorization", "Bearer "+token)
			if got := n.Send(r); got.Status != 401 {
				t.Errorf("POST %s: got %d, want 401: %s", path, got.Status, got.Body)
			}
		}
	})
}

func TestNobodyGetsTheRightsOfAnotherByRotatingTheirKey(t *testing.T) {
	newsroom.Each(t, func(t *testing.T, n *newsroom.Newsroom) {
		made := mint(n, portal(n, "Cổng"), `"scopes":[{"permission":"article.read","scope":"any"}]`)
		at := keysPath + "/" + made.Text("id") + "/actions/rotate"
		n.Do("admin", "POST", at, `{"overlap_seconds":0}`).Want(403)
		n.Do("editor_in_chief", "POST", at, `{"overlap_seconds":0}`).Want(201)
	})
}

func TestManyFaultsAreSaidInFewWords(t *testing.T) {
	newsroom.Each(t, func(t *testing.T, n *newsroom.Newsroom) {
		bad := strings.TrimSuffix(strings.Repeat(`{"text":"a","link":{"url":"x:y"}},`, 1000), ",")
		paragraphs := strings.TrimSuffix(strings.Repeat(`{"type":"paragraph","text":[`+bad+`]},`, 20), ",")
		got := n.Do("contributor", "POST", editorialArticles, `{"title":"x","body":[`+paragraphs+`]}`).Want(422)
		if len(got.Body) > 64<<10 || got.Len("errors") == 0 {
			t.Errorf("got %d bytes with %d faults, want fewer than 64 KiB", len(got.Body), got.Len("errors"))
		}
	})
}
