package v1_test

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"log/slog"
	"math/rand/v2"
	"net"
	"net/http"
	"os"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"github.com/labstack/echo/v4"

	"newsdesk/internal/app"
	"newsdesk/internal/article"
	"newsdesk/internal/auth"
	"newsdesk/internal/block"
	"newsdesk/internal/config"
	"newsdesk/internal/content"
	"newsdesk/internal/desk"
	"newsdesk/internal/fault"
	"newsdesk/internal/image"
	"newsdesk/internal/policy"
	"newsdesk/internal/taxonomy"
)

// The benchmarks run the whole program over loopback on SQLite with durable
// writes, over as many articles as NEWSDESK_BENCH_ARTICLES says (10,000 if it
// says nothing), beside a plain Echo handler that writes the same bytes from
// memory. "cpu-µs/op" is the processor time of server and client together.

const connections = 16

// paper is a newspaper of generated articles.
type paper struct {
	app     *app.App
	addr    string
	bare    string // the address of a second server, without a cache
	token   string
	slugs   []string
	section string
	made    atomic.Int64
}

var openPaper = sync.OnceValues(func() (*paper, error) {
	dir, err := os.MkdirTemp("", "newsdesk-bench")
	if err != nil {
		return nil, err
	}
	paperDir.Store(&dir)
	return newPaper(dir, articles())
})

// paperDir is where the newspaper is kept while benchmarks run.
var paperDir atomic.Pointer[string]

func TestMain(m *testing.M) {
	code := m.Run()
	if dir := paperDir.Load(); dir != nil {
		_ = os.RemoveAll(*dir)
	}
	os.Exit(code)
}

func benchConfig(dir string) config.Config {
	return config.Config{
		Environment: "bench", Data: dir, Addr: "127.0.0.1:0", BaseURL: "http://newsdesk.test", SiteURL: "https://bao.example", SiteName: "Báo", Locale: "vi",
		TimeZone: "Asia/Ho_Chi_Minh", CacheBytes: 64 << 20, ShutdownGrace: config.Duration(time.Second),
	}
}

// newPaper serves a newspaper of n articles.
func newPaper(dir string, n int) (*paper, error) {
	ctx := context.Background()
	c := benchConfig(dir)
	a, err := app.Open(ctx, c, slog.New(slog.DiscardHandler), time.Now)
	if err != nil {
		return nil, err
	}
	p := &paper{app: a}
	if err := p.fill(ctx, n); err != nil {
		return nil, err
	}
	if err := p.signIn(ctx); err != nil {
		return nil, err
	}
	if p.addr, err = serve(ctx, a); err != nil {
		return nil, err
	}
	c.CacheBytes = 0
	bare, err := app.Open(ctx, c, slog.New(slog.DiscardHandler), time.Now)
	if err != nil {
		return nil, err
	}
	p.bare, err = serve(ctx, bare)
	return p, err
}

func serve(ctx context.Context, a *app.App) (string, error) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return "", err
	}
	go func() { _ = a.Run(ctx, l) }()
	return l.Addr().String(), nil
}

func articles() int {
	n := 10_000
	_, _ = fmt.Sscan(os.Getenv("NEWSDESK_BENCH_ARTICLES"), &n)
	return n
}

func (p *paper) signIn(ctx context.Context) error {
	_, err := p.app.Auth.Add(ctx, auth.System("bench"), auth.NewUser{
		Email: "bench@newsdesk.test", Name: "Bench", Password: benchPassword,
		Grants: []policy.Grant{{Role: policy.EditorInChief, Sections: []string{policy.Everywhere}, Bypass: true}},
	})
	if err != nil {
		return err
	}
	p.token, err = p.session(ctx)
	return err
}

const benchPassword = "mot mat khau that dai"

func (p *paper) session(ctx context.Context) (token string, err error) {
	tokens, err := p.app.Auth.Login(ctx, auth.LoginInput{Email: "bench@newsdesk.test", Password: benchPassword, Transport: auth.Body, Address: "127.0.0.1"})
	return tokens.Access, err
}

// fill publishes n articles, each with an author, a section, three tags and two images.
func (p *paper) fill(ctx context.Context, n int) error {
	sections, err := p.records(ctx, taxonomy.SectionKind, 10)
	if err != nil {
		return err
	}
	tags, err := p.records(ctx, taxonomy.TagKind, 60)
	if err != nil {
		return err
	}
	authors, err := p.records(ctx, taxonomy.AuthorKind, 40)
	if err != nil {
		return err
	}
	images, err := p.records(ctx, image.Kind, 100)
	if err != nil {
		return err
	}
	p.section = "muc-1"
	p.slugs = make([]string, n)
	var wg sync.WaitGroup
	failed := make(chan error, 64)
	next := atomic.Int64{}
	for range 64 {
		wg.Go(func() {
			for i := int(next.Add(1)) - 1; i < n; i = int(next.Add(1)) - 1 {
				a := sample(rand.New(rand.NewPCG(uint64(i), 7)), i, sections, tags, authors, images)
				if err := p.publish(ctx, a, &p.slugs[i]); err != nil {
					failed <- err
					return
				}
			}
		})
	}
	wg.Wait()
	close(failed)
	return <-failed
}

func (p *paper) publish(ctx context.Context, a article.Article, slug *string) error {
	it, _, err := p.app.Desk.Create(ctx, auth.System("bench"), desk.Opening{Kind: article.Kind, Locale: "vi", Edit: func(d *desk.Draft) error {
		lead := d.Body.Head()
		b := d.Body.(*article.Article)
		a.EntryID, a.Stage = lead.EntryID, lead.Stage
		*b = a
		return nil
	}})
	if err != nil {
		return err
	}
	*slug = it.Slug
	_, err = p.app.Desk.Do(ctx, auth.System("bench"), article.Kind, it.ID, desk.Act{Verb: policy.Publish, Any: true})
	return err
}

func (p *paper) records(ctx context.Context, k content.Kind, n int) ([]string, error) {
	ids := make([]string, n)
	for i := range n {
		it, _, err := p.app.Desk.Create(ctx, auth.System("bench"), desk.Opening{Kind: k, Locale: "vi", Edit: func(d *desk.Draft) error {
			switch b := d.Body.(type) {
			case *taxonomy.Section:
				b.Title = fmt.Sprintf("Mục %d", i)
			case *taxonomy.Tag:
				b.Title = fmt.Sprintf("Nhãn %d", i)
			case *taxonomy.Author:
				b.Title = fmt.Sprintf("Tác giả %d", i)
			case *image.Image:
				b.Alt, b.Caption = fmt.Sprintf("Ảnh %d", i), fmt.Sprintf("Quang cảnh buổi sáng số %d.", i)
			}
			return nil
		}})
		if err != nil {
			return nil, err
		}
		ids[i] = it.ID
	}
	return ids, nil
}

// sample is an article of some 2.5 KB of Vietnamese.
func sample(r *rand.Rand, i int, sections, tags, authors, images []string) article.Article {
	var a article.Article
	a.Title = fmt.Sprintf("%s %d", sentence(r, 8), i)
	a.Standfirst = sentence(r, 30)
	a.SectionID = sections[i%len(sections)]
	a.Bylines.V = []article.Byline{{AuthorID: authors[r.IntN(len(authors))], Role: article.Words}}
	at := r.IntN(len(tags) - 3)
	a.TagIDs.V = tags[at : at+3]
	a.Hero.V = &article.Hero{ImageID: images[r.IntN(len(images))]}
	for j := range 6 {
		a.Body.V = append(a.Body.V, block.Paragraph{ID: fmt.Sprintf("b%d", j+1), Text: []block.Span{{Text: sentence(r, 60)}}})
	}
	a.Body.V = append(a.Body.V, block.Image{ID: "b7", Use: block.Use{ImageID: images[r.IntN(len(images))]}, Layout: block.LayoutInline})
	return a
}

func sentence(r *rand.Rand, words int) string {
	syllables := strings.Fields("đường làng sáng nay bà con thôn xã họp chợ phiên đông vui trẻ em tới trường lớp mới cây xanh nước sạch sông núi mùa vụ lúa chín hội diễn văn nghệ thanh niên tình nguyện sửa cầu thắp đèn thư viện sách hay giải chạy bóng chuyền")
	out := make([]string, words)
	for i := range out {
		out[i] = syllables[r.IntN(len(syllables))]
	}
	return strings.Join(out, " ")
}

// drive sends requests over 16 connections and reports processor time per request.
func drive(b *testing.B, addr string, conns int, request func(i int) string, want string) {
	b.Helper()
	driveDone(b, addr, conns, func(i int) (string, func(string)) { return request(i), func(string) {} }, want)
}

// driveDone is drive with something to do after each answer.
func driveDone(b *testing.B, addr string, conns int, request func(i int) (string, func(etag string)), want string) {
	b.Helper()
	var next atomic.Int64
	var wg sync.WaitGroup
	var before, after syscall.Rusage
	_ = syscall.Getrusage(syscall.RUSAGE_SELF, &before)
	b.ReportAllocs()
	b.ResetTimer()
	for range conns {
		wg.Go(func() {
			conn, err := net.Dial("tcp", addr)
			if err != nil {
				b.Error(err)
				return
			}
			defer conn.Close()
			r := bufio.NewReaderSize(conn, 64<<10)
			for i := int(next.Add(1)); i <= b.N; i = int(next.Add(1)) {
				text, done := request(i)
				etag, err := exchange(conn, r, text, want)
				if err != nil {
					b.Error(err)
					return
				}
				done(etag)
			}
		})
	}
	wg.Wait()
	b.StopTimer()
	_ = syscall.Getrusage(syscall.RUSAGE_SELF, &after)
	cpu := time.Duration(after.Utime.Nano() - before.Utime.Nano() + after.Stime.Nano() - before.Stime.Nano())
	b.ReportMetric(float64(cpu.Microseconds())/float64(b.N), "cpu-µs/op")
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "req/s")
}

// exchange sends one request and reads its answer, with as little work as a
// client can have.
func exchange(conn net.Conn, r *bufio.Reader, request, want string) (etag string, err error) {
	if _, err := io.WriteString(conn, request); err != nil {
		return "", err
	}
	status, err := r.ReadString('\n')
	if err != nil {
		return "", err
	}
	length := 0
	for {
		line, err := r.ReadString('\n')
		if err != nil {
			return "", err
		}
		if line == "\r\n" {
			break
		}
		name, value, _ := strings.Cut(line, ":")
		switch {
		case strings.EqualFold(name, "Content-Length"):
			_, err = fmt.Sscan(value, &length)
		case strings.EqualFold(name, "Etag"):
			etag = strings.TrimSpace(value)
		}
		if err != nil {
			return "", err
		}
	}
	if strings.Contains(status, want) {
		_, err = r.Discard(length)
		return etag, err
	}
	body := make([]byte, length)
	_, _ = io.ReadFull(r, body)
	return "", fmt.Errorf("got %q, want %s: %s", strings.TrimSpace(status), want, body)
}

func get(path string, headers ...string) string {
	return "GET " + path + " HTTP/1.1\r\nHost: newsdesk.test\r\n" + strings.Join(headers, "") + "\r\n"
}

func thePaper(b *testing.B) *paper {
	b.Helper()
	p, err := openPaper()
	if err != nil {
		b.Fatal(err)
	}
	return p
}

// plain serves one answer of the program from memory with a bare Echo.
func plain(b *testing.B, p *paper, path string) string {
	b.Helper()
	res, err := http.Get("http://" + p.addr + path)
	if err != nil {
		b.Fatal(err)
	}
	defer res.Body.Close()
	body, err := io.ReadAll(res.Body)
	if err != nil || res.StatusCode != http.StatusOK {
		b.Fatal(err, res.Status)
	}
	length := strconv.Itoa(len(body))
	e := echo.New()
	e.GET("/*", func(c echo.Context) error {
		if c.Request().Header.Get("If-None-Match") != "" {
			return c.NoContent(http.StatusNotModified)
		}
		c.Response().Header().Set("Content-Length", length)
		return c.Blob(http.StatusOK, "application/json; charset=utf-8", body)
	})
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		b.Fatal(err)
	}
	s := &http.Server{Handler: e, ReadHeaderTimeout: time.Second}
	go func() { _ = s.Serve(l) }()
	b.Cleanup(func() { _ = s.Close() })
	return l.Addr().String()
}

func BenchmarkGet(b *testing.B) {
	p := thePaper(b)
	one := "/v1/articles/" + p.slugs[0]
	b.Run("plain", func(b *testing.B) {
		drive(b, plain(b, p, one), connections, func(int) string { return get("/a") }, "200")
	})
	b.Run("cached", func(b *testing.B) {
		drive(b, p.addr, connections, func(int) string { return get(one) }, "200")
	})
	b.Run("uncached", func(b *testing.B) {
		drive(b, p.bare, connections, func(i int) string { return get("/v1/articles/" + p.slugs[i%len(p.slugs)]) }, "200")
	})
}

func BenchmarkNotModified(b *testing.B) {
	p := thePaper(b)
	path := "/v1/articles/" + p.slugs[0]
	res, err := http.Get("http://" + p.addr + path)
	if err != nil {
		b.Fatal(err)
	}
	_ = res.Body.Close()
	ask := "If-None-Match: " + res.Header.Get("Etag") + "\r\n"
	b.Run("plain", func(b *testing.B) {
		drive(b, plain(b, p, path), connections, func(int) string { return get("/a", ask) }, "304")
	})
	b.Run("newsdesk", func(b *testing.B) {
		drive(b, p.addr, connections, func(int) string { return get(path, ask) }, "304")
	})
}

func BenchmarkList(b *testing.B) {
	p := thePaper(b)
	path := "/v1/articles?section=" + p.section
	b.Run("plain", func(b *testing.B) {
		drive(b, plain(b, p, path), connections, func(int) string { return get("/a") }, "200")
	})
	b.Run("cached", func(b *testing.B) {
		drive(b, p.addr, connections, func(int) string { return get(path) }, "200")
	})
	b.Run("uncached", func(b *testing.B) {
		drive(b, p.bare, connections, func(int) string { return get(path) }, "200")
	})
}

const writers = 64

func (p *paper) send(method, path, body, match string) string {
	return fmt.Sprintf("%s %s HTTP/1.1\r\nHost: newsdesk.test\r\nAuthorization: Bearer %s\r\nContent-Type: application/json\r\nContent-Length: %d\r\n%s\r\n%s",
		method, path, p.token, len(body), match, body)
}

// draft is an article to write to.
type draft struct{ id, etag string }

// drafts makes n articles to write to.
func (p *paper) drafts(b *testing.B, n int) []draft {
	b.Helper()
	all := make([]draft, n)
	r := rand.New(rand.NewPCG(uint64(p.made.Add(1)), 11))
	var wg sync.WaitGroup
	for i := range all {
		a := article.Article{}
		a.Title, a.Standfirst = fmt.Sprintf("%s %d", sentence(r, 9), r.Int()), sentence(r, 30)
		for j := range 6 {
			a.Body.V = append(a.Body.V, block.Paragraph{ID: fmt.Sprintf("b%d", j+1), Text: []block.Span{{Text: sentence(r, 60)}}})
		}
		wg.Go(func() {
			it, _, err := p.app.Desk.Create(context.Background(), auth.System("bench"), desk.Opening{Kind: article.Kind, Locale: "vi", Edit: func(d *desk.Draft) error {
				a.EntryID, a.Stage = d.Body.Head().EntryID, d.Body.Head().Stage
				*d.Body.(*article.Article) = a
				return nil
			}})
			if err != nil {
				b.Error(err)
			}
			all[i] = draft{it.ID, it.ETag()}
		})
	}
	wg.Wait()
	return all
}

func BenchmarkCreate(b *testing.B) {
	p := thePaper(b)
	r := rand.New(rand.NewPCG(3, uint64(p.made.Add(1))))
	text := sentence(r, 300)
	drive(b, p.addr, writers, func(int) string {
		body := fmt.Sprintf(`{"title":"Bài mới %d","standfirst":"Sapo","body":[{"type":"paragraph","text":[{"text":%q}]}]}`, p.made.Add(1), text)
		return p.send("POST", "/v1/editorial/articles", body, "")
	}, "201")
}

// BenchmarkUpdate saves the standfirst of articles. Each client has an article
// of its own, and saves the revision that its last answer named.
func BenchmarkUpdate(b *testing.B) {
	p := thePaper(b)
	drafts := p.drafts(b, writers)
	free := make(chan int, writers)
	for i := range drafts {
		free <- i
	}
	driveDone(b, p.addr, writers, func(i int) (string, func(string)) {
		at := <-free
		body := fmt.Sprintf(`{"standfirst":"Sapo lần %d"}`, i)
		request := p.send("PATCH", "/v1/editorial/articles/"+drafts[at].id, body, "If-Match: "+drafts[at].etag+"\r\n")
		return request, func(etag string) { drafts[at].etag = etag; free <- at }
	}, "200")
}

func BenchmarkPublish(b *testing.B) {
	p := thePaper(b)
	drafts := p.drafts(b, b.N)
	drive(b, p.addr, writers, func(i int) string {
		d := drafts[i-1]
		return p.send("POST", "/v1/editorial/articles/"+d.id+"/publish", "", "If-Match: "+d.etag+"\r\n")
	}, "200")
}

// BenchmarkGetDuringAFloodOfLogins is what readers notice of people, or
// programs, who try passwords from many networks at once.
func BenchmarkGetDuringAFloodOfLogins(b *testing.B) {
	p := thePaper(b)
	ask := func(i int) string { return get("/v1/articles/" + p.slugs[i%len(p.slugs)]) }
	b.Run("quiet", func(b *testing.B) { drive(b, p.addr, connections, ask, "200") })
	b.Run("flooded", func(b *testing.B) {
		ctx, stop := context.WithCancel(b.Context())
		var flood sync.WaitGroup
		var tries, refused atomic.Int64
		for who := range 32 {
			flood.Go(func() {
				for i := 0; ctx.Err() == nil; i++ {
					_, err := p.app.Auth.Login(ctx, auth.LoginInput{
						Email:   fmt.Sprintf("nobody-%d-%d@newsdesk.test", who, i),
						Address: fmt.Sprintf("198.51.%d.%d", i%250, who), Password: "wrong, but long enough",
					})
					if tries.Add(1); fault.Is(err, fault.RateLimited) || fault.Is(err, fault.Overloaded) {
						refused.Add(1)
						time.Sleep(time.Millisecond) // as a client needs for its next request
					}
				}
			})
		}
		drive(b, p.addr, connections, ask, "200")
		stop()
		flood.Wait()
		b.ReportMetric(float64(tries.Load())/b.Elapsed().Seconds(), "logins/s")
		b.ReportMetric(float64(tries.Load()-refused.Load())/b.Elapsed().Seconds(), "hashes/s")
	})
}
