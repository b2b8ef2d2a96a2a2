package main

import (
	"context"
	"fmt"
	"io"
	"log/slog"
	"math/rand/v2"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/go-json-experiment/json"

	"newsdesk/internal/app"
	"newsdesk/internal/article"
	"newsdesk/internal/auth"
	"newsdesk/internal/block"
	"newsdesk/internal/config"
	"newsdesk/internal/db"
	"newsdesk/internal/desk"
	"newsdesk/internal/journal"
	"newsdesk/internal/policy"
)

const (
	killedArticles = 200
	killPassword   = "mot mat khau that dai"
	killEmail      = "chief@newsdesk.test"
)

// TestKill ends the real program with SIGKILL again and again while it
// publishes 200 articles. Whatever it acknowledged must be there afterwards,
// and a reader must never see a document that mixes two revisions.
func TestKill(t *testing.T) {
	if testing.Short() {
		t.Skip("building and killing the real program takes a while")
	}
	v := &victim{t: t, dir: t.TempDir(), acked: map[string]int{}}
	v.build()
	drafts := v.prepare()
	stopReading := v.read(drafts)
	for round := 0; len(v.pending(drafts)) > 0; round++ {
		if round > 400 {
			t.Fatalf("%d articles are still not published after %d rounds", len(v.pending(drafts)), round)
		}
		v.start()
		v.publish(v.pending(drafts), time.Duration(60+rand.IntN(300))*time.Millisecond)
		v.check()
	}
	stopReading()
	t.Logf("%d kills; ready again after at most %s; %d reads", v.kills, v.slowest.Round(time.Millisecond), v.reads.Load())
	v.verify()
}

// victim is the program under test, from one start to the next.
type victim struct {
	t       *testing.T
	dir     string
	program string
	addr    atomic.Pointer[string]
	cmd     *exec.Cmd
	token   string
	mu      sync.Mutex
	acked   map[string]int // the revision whose publication was acknowledged
	kills   int
	slowest time.Duration
	reads   atomic.Int64
}

func (v *victim) build() {
	v.t.Helper()
	v.program = filepath.Join(v.dir, "newsdesk")
	out, err := exec.CommandContext(v.t.Context(), "go", "build", "-o", v.program, ".").CombinedOutput()
	if err != nil {
		v.t.Fatalf("build: %v\n%s", err, out)
	}
}

type killDraft struct{ id, slug string }

// open opens the data of the victim in this process, while it is not running.
func (v *victim) open() *app.App {
	v.t.Helper()
	c := config.Config{
		Data: filepath.Join(v.dir, "data"), Addr: "127.0.0.1:0", BaseURL: "http://newsdesk.test",
		SiteURL: "http://newsdesk.test", SiteName: "Báo", Locale: "vi", TimeZone: "Asia/Ho_Chi_Minh",
	}
	a, err := app.Open(v.t.Context(), c, slog.New(slog.DiscardHandler), time.Now)
	if err != nil {
		v.t.Fatal(err)
	}
	return a
}

// prepare makes a user and the drafts. Title, standfirst and text of each say
// the same, so that a mixture would show.
func (v *victim) prepare() []killDraft {
	v.t.Helper()
	a := v.open()
	ctx := v.t.Context()
	_, err := a.Auth.Add(ctx, auth.System("test"), auth.NewUser{
		Email: killEmail, Name: "Tổng biên tập", Password: killPassword,
		Grants: []policy.Grant{{Role: policy.EditorInChief, Sections: []string{policy.Everywhere}, Bypass: true}},
	})
	if err != nil {
		v.t.Fatal(err)
	}
	drafts := make([]killDraft, killedArticles)
	for i := range drafts {
		it, _, err := a.Desk.Create(ctx, auth.System("test"), desk.Opening{Kind: article.Kind, Locale: "vi", Edit: func(d *desk.Draft) error {
			b := d.Body.(*article.Article)
			b.Title, b.Standfirst = fmt.Sprintf("Bài %d bản 1", i), fmt.Sprintf("Bài %d bản 1", i)
			b.Body.V = block.Body{block.Paragraph{ID: "b1", Text: []block.Span{{Text: b.Title}}}}
			return nil
		}})
		if err != nil {
			v.t.Fatal(err)
		}
		drafts[i] = killDraft{it.ID, it.Slug}
	}
	if err := a.Close(); err != nil {
		v.t.Fatal(err)
	}
	return drafts
}

// start runs the program and signs in once it is ready.
func (v *victim) start() {
	v.t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		v.t.Fatal(err)
	}
	addr := l.Addr().String()
	_ = l.Close()
	begun := time.Now()
	v.cmd = exec.CommandContext(context.WithoutCancel(v.t.Context()), v.program, "serve",
		"--data", filepath.Join(v.dir, "data"), "--addr", addr, "--base-url", "http://newsdesk.test", "--rate-exempt", "127.0.0.0/8")
	v.cmd.Env = append(os.Environ(), "NEWSDESK_LOG_LEVEL=error")
	if err := v.cmd.Start(); err != nil {
		v.t.Fatal(err)
	}
	for ready := false; !ready; {
		res, err := http.Get("http://" + addr + "/readyz")
		if err == nil {
			ready = res.StatusCode == http.StatusOK
			_ = res.Body.Close()
		}
		if time.Since(begun) > 30*time.Second {
			v.t.Fatal("the program is not ready after 30 s")
		}
		time.Sleep(5 * time.Millisecond)
	}
	v.slowest = max(v.slowest, time.Since(begun))
	v.addr.Store(&addr)
	status, body := v.ask("POST", "/v1/auth/login", `{"email":"`+killEmail+`","password":"`+killPassword+`","transport":"body"}`)
	var tokens struct {
		Access string `json:"access_token"`
	}
	if err := json.Unmarshal(body, &tokens); err != nil || status != http.StatusOK {
		v.t.Fatalf("login: %d %s", status, body)
	}
	v.token = tokens.Access
}

// ask sends one request as anyone; status 0 means that no whole answer came.
func (v *victim) ask(method, path, body string) (int, []byte) {
	status, answer, _ := v.askAs("", method, path, body, "")
	return status, answer
}

// askAs sends one request with a token and the entity tag it saw.
func (v *victim) askAs(token, method, path, body, etag string) (int, []byte, http.Header) {
	r, err := http.NewRequestWithContext(context.Background(), method, "http://"+*v.addr.Load()+path, strings.NewReader(body))
	if err != nil {
		return 0, nil, nil
	}
	if body != "" {
		r.Header.Set("Content-Type", "application/json")
	}
	if token != "" {
		r.Header.Set("Authorization", "Bearer "+token)
	}
	if etag != "" {
		r.Header.Set("If-Match", etag)
	}
	res, err := http.DefaultClient.Do(r)
	if err != nil {
		return 0, nil, nil
	}
	defer func() { _ = res.Body.Close() }()
	answer, err := io.ReadAll(res.Body)
	if err != nil {
		return 0, nil, nil
	}
	return res.StatusCode, answer, res.Header
}

// pending are the drafts whose publication nobody has acknowledged.
func (v *victim) pending(drafts []killDraft) (left []killDraft) {
	v.mu.Lock()
	defer v.mu.Unlock()
	for _, d := range drafts {
		if _, done := v.acked[d.id]; !done {
			left = append(left, d)
		}
	}
	return left
}

// publish publishes with eight hands until the program is killed after a while.
func (v *victim) publish(drafts []killDraft, after time.Duration) {
	v.t.Helper()
	work := make(chan killDraft, len(drafts))
	for _, d := range drafts {
		work <- d
	}
	close(work)
	var hands sync.WaitGroup
	for range 8 {
		hands.Go(func() {
			for d := range work {
				if v.publishOne(d) == 0 {
					return
				}
			}
		})
	}
	time.Sleep(after)
	if err := v.cmd.Process.Kill(); err != nil {
		v.t.Fatal(err)
	}
	v.kills++
	hands.Wait()
	_ = v.cmd.Wait()
}

// publishOne publishes the draft as it is by now: an earlier try may have gone
// through without our hearing of it.
func (v *victim) publishOne(d killDraft) int {
	path := "/v1/editorial/articles/" + d.id
	status, _, header := v.askAs(v.token, "GET", path, "", "")
	if status != http.StatusOK {
		return status
	}
	status, body, _ := v.askAs(v.token, "POST", path+"/publish", "", header.Get("Etag"))
	var a struct {
		Revision int `json:"revision"`
	}
	if status == http.StatusOK && json.Unmarshal(body, &a, json.RejectUnknownMembers(false)) == nil {
		v.mu.Lock()
		v.acked[d.id] = a.Revision
		v.mu.Unlock()
	}
	return status
}

// read polls the articles all the while and holds each answer to be whole.
func (v *victim) read(drafts []killDraft) (stop func()) {
	done := make(chan struct{})
	var reader sync.WaitGroup
	reader.Go(func() {
		for i := 0; ; i++ {
			select {
			case <-done:
				return
			default:
			}
			if v.addr.Load() == nil {
				time.Sleep(time.Millisecond)
				continue
			}
			v.readOne(drafts[i%len(drafts)])
		}
	})
	return func() { close(done); reader.Wait() }
}

func (v *victim) readOne(d killDraft) {
	status, body := v.ask("GET", "/v1/articles/"+d.slug+"?body=blocks,text", "")
	if status == 0 {
		time.Sleep(time.Millisecond)
		return
	}
	v.reads.Add(1)
	if status == http.StatusNotFound {
		return
	}
	var a struct {
		Title      string `json:"title"`
		Standfirst string `json:"standfirst"`
		Text       string `json:"body_text"`
	}
	err := json.Unmarshal(body, &a, json.RejectUnknownMembers(false))
	if status != http.StatusOK || err != nil || a.Title == "" || a.Title != a.Standfirst || a.Title != a.Text {
		v.t.Errorf("a reader got %d %s (%v)", status, body, err)
	}
}

// check looks for every acknowledged publication after the program was killed.
func (v *victim) check() {
	v.t.Helper()
	a := v.open()
	defer func() {
		if err := a.Close(); err != nil {
			v.t.Error(err)
		}
	}()
	for id, revision := range v.acked {
		it, err := a.Kinds.Get(v.t.Context(), a.DB, article.Kind, id)
		if err != nil || it.LiveVersion < revision {
			v.t.Errorf("the publication of %s as revision %d was acknowledged; it has live version %d (%v)", id, revision, it.LiveVersion, err)
		}
	}
}

// verify holds the database to its invariants at the end.
func (v *victim) verify() {
	v.t.Helper()
	a := v.open()
	defer func() { _ = a.Close() }()
	if bad, err := journal.Verify(v.t.Context(), a.DB); bad != 0 || err != nil {
		v.t.Errorf("the journal does not fit at line %d (%v)", bad, err)
	}
	var integrity string
	if err := db.Gorm(v.t.Context(), a.DB).Raw("PRAGMA integrity_check").Scan(&integrity).Error; err != nil || integrity != "ok" {
		v.t.Errorf("integrity_check says %q (%v)", integrity, err)
	}
	if printed, changed, err := a.Press.Rebuild(v.t.Context()); printed != killedArticles || changed != 0 || err != nil {
		v.t.Errorf("rebuild printed %d and changed %d (%v), want %d and 0", printed, changed, err, killedArticles)
	}
}
