package v1_test

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"image"
	_ "image/jpeg"
	_ "image/png"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/go-json-experiment/json"
	"github.com/johannesboyne/gofakes3"
	"github.com/johannesboyne/gofakes3/backend/s3mem"

	"newsdesk/internal/config"
	"newsdesk/internal/db"
	"newsdesk/internal/policy"
	"newsdesk/internal/testkit/newsroom"
)

// What a camera writes into a photo, and nobody outside of the newsroom may see.
const (
	secretSerial    = "SERIAL-4711"
	secretNote      = "MAKERNOTE-4711"
	secretThumbnail = "THUMBNAIL-4711"
)

// withCamera puts an EXIF block with a serial number, a maker note, a place and a
// thumbnail into a JPEG, which lies on its side.
func withCamera(file []byte) []byte {
	var tiff bytes.Buffer
	le := binary.LittleEndian
	put := func(values ...any) {
		for _, v := range values {
			_ = binary.Write(&tiff, le, v) // a buffer takes everything
		}
	}
	text := func(s string) []byte { return append([]byte(s), 0) }
	put([]byte("II*\x00"), uint32(8))
	put(uint16(3))
	put(uint16(0x0112), uint16(3), uint32(1), uint32(6))     // orientation
	put(uint16(0x8769), uint16(4), uint32(1), uint32(50))    // to the IFD of EXIF
	put(uint16(0x8825), uint16(4), uint32(1), uint32(50+30)) // to that of GPS
	put(uint32(50 + 30 + 54))                                // to that of the thumbnail
	data := uint32(50 + 30 + 54 + 30)
	put(uint16(2))
	put(uint16(0x927c), uint16(7), uint32(len(secretNote)), data)
	put(uint16(0xa431), uint16(2), uint32(len(secretSerial)+1), data+20)
	put(uint32(0))
	put(uint16(4))
	put(uint16(1), uint16(2), uint32(2), []byte("N\x00\x00\x00"))
	put(uint16(2), uint16(5), uint32(3), data+40)
	put(uint16(3), uint16(2), uint32(2), []byte("E\x00\x00\x00"))
	put(uint16(4), uint16(5), uint32(3), data+40)
	put(uint32(0))
	put(uint16(2))
	put(uint16(0x0201), uint16(4), uint32(1), data+70)
	put(uint16(0x0202), uint16(4), uint32(1), uint32(len(secretThumbnail)))
	put(uint32(0))
	put(append([]byte(secretNote), make([]byte, 20-len(secretNote))...))
	put(append(text(secretSerial), make([]byte, 20-len(secretSerial)-1)...))
	put(uint32(14), uint32(1), uint32(21), uint32(1), uint32(4711), uint32(4712), []byte("      "))
	put([]byte(secretThumbnail))
	segment := append([]byte("Exif\x00\x00"), tiff.Bytes()...)
	out := append([]byte{0xff, 0xd8, 0xff, 0xe1}, byte((len(segment)+2)>>8), byte(len(segment)+2))
	return append(append(out, segment...), file[2:]...)
}

// illustrated uploads a photo and publishes an article that it leads. It returns the
// ids of both.
func illustrated(t testing.TB, n *newsroom.Newsroom, file []byte, metadata string) (imageID, articleID string) {
	t.Helper()
	imageID = bring(t, n, file, metadata).Want(201).Text("id")
	made := n.Do(policy.EditorInChief, "POST", "/v1/editorial/articles", `{"title":"Bài có ảnh","hero_image_id":"`+imageID+`","section_id":"`+section(n, "Xã hội "+imageID)+`",
		"body":[{"type":"paragraph","text":[{"text":"Chữ"}]}]}`).Want(201)
	n.Do(policy.EditorInChief, "POST", "/v1/editorial/articles/"+made.Text("id")+"/publish", "", "If-Match", made.ETag()).Want(200)
	return imageID, made.Text("id")
}

// local is an address of a picture without its origin.
func local(t testing.TB, address string) string {
	t.Helper()
	u, err := url.Parse(address)
	if err != nil || !strings.HasPrefix(u.Path, "/media/") {
		t.Fatalf("%q is not the address of a picture", address)
	}
	return u.RequestURI()
}

// srcset lists the addresses of a srcset.
func srcset(t testing.TB, set string) (addresses []string) {
	t.Helper()
	for one := range strings.SplitSeq(set, ", ") {
		address, _, _ := strings.Cut(one, " ")
		addresses = append(addresses, local(t, address))
	}
	return addresses
}

func TestF19NothingOfTheCameraIsInWhatReadersGet(t *testing.T) {
	newsroom.Each(t, func(t *testing.T, n *newsroom.Newsroom) {
		id, _ := illustrated(t, n, withCamera(photo(t, 700, 500, 3)), `{"alt":"Ảnh","credit":"Minh Thương","copyright_holder":"Báo tỉnh"}`)
		shown := n.Do("", "GET", "/v1/images/"+id, "").Want(200)
		if string(shown.Get("width")) != "500" || string(shown.Get("height")) != "700" {
			t.Errorf("got %sx%s, want the size of what is upright, 500x700", shown.Get("width"), shown.Get("height"))
		}
		original := n.Do(policy.Photographer, "GET", imagesPath+"/"+id+"/original", "").Want(200)
		if !bytes.Contains(original.Body, []byte(secretSerial)) {
			t.Fatal("the original has no serial number, so that this test would find none either")
		}
		all := srcset(t, shown.Text("srcset"))
		if len(all) != 2 {
			t.Errorf("got %d widths of a picture 500 wide, want 320 and 500", len(all))
		}
		for _, address := range all {
			got := n.Do("", "GET", address, "").Want(200)
			for _, secret := range []string{secretSerial, secretNote, secretThumbnail, "Exif", "GPS"} {
				if bytes.Contains(got.Body, []byte(secret)) {
					t.Errorf("%s holds %q", address, secret)
				}
			}
			for _, mark := range []string{"Minh Thương", "Báo tỉnh"} {
				if !bytes.Contains(got.Body, []byte(mark)) {
					t.Errorf("%s does not say %q", address, mark)
				}
			}
		}
		for _, secret := range []string{secretSerial, "4711", "original"} {
			if bytes.Contains(shown.Body, []byte(secret)) {
				t.Errorf("the public document of the image says %q", secret)
			}
		}
	})
}

func TestF20PicturesComeWithTheHeadersThatKeepBrowsersSafe(t *testing.T) {
	n := newsroom.New(t, db.SQLite)
	id, _ := illustrated(t, n, photo(t, 400, 300, 1), `{"alt":"Ảnh"}`)
	address := local(t, n.Do("", "GET", "/v1/images/"+id, "").Want(200).Text("url"))
	got := n.Do("", "GET", address, "").Want(200)
	for name, want := range map[string]string{
		"Content-Type": "image/jpeg", "X-Content-Type-Options": "nosniff", "Content-Security-Policy": "sandbox; default-src 'none'",
		"Cross-Origin-Resource-Policy": "cross-origin", "Cache-Control": "public, max-age=31536000, immutable",
	} {
		if got.Header.Get(name) != want {
			t.Errorf("got %s %q, want %q", name, got.Header.Get(name), want)
		}
	}
	if d := got.Header.Get("Content-Disposition"); !strings.HasPrefix(d, `inline; filename="`) || !strings.HasSuffix(d, `.jpg"`) {
		t.Errorf("got Content-Disposition %q", d)
	}
	tag := got.Header.Get("Etag")
	if strings.HasPrefix(tag, "W/") || tag == "" {
		t.Errorf("got entity tag %q, want a strong one", tag)
	}
	n.Do("", "GET", address, "", "If-None-Match", tag).Want(304)
	if part := n.Do("", "GET", address, "", "Range", "bytes=10-19").Want(206); !bytes.Equal(part.Body, got.Body[10:20]) {
		t.Errorf("got the range %x, want %x", part.Body, got.Body[10:20])
	}
	if part := n.Do("", "GET", address, "", "Range", "bytes=0-9", "If-Range", `"another"`).Want(200); len(part.Body) != len(got.Body) {
		t.Errorf("got %d bytes for a range of what is no more, want all", len(part.Body))
	}
	n.Do("", "GET", address, "", "Range", "bytes=9999999-").Want(416)
	if head := n.Do("", "HEAD", address, "").Want(200); len(head.Body) != 0 || head.Header.Get("Content-Length") == "" {
		t.Errorf("HEAD: got %d bytes and Content-Length %q", len(head.Body), head.Header.Get("Content-Length"))
	}
}

func TestF21WhatIsNoRenditionIsNotFoundAndMakesNothing(t *testing.T) {
	n := newsroom.New(t, db.SQLite)
	id, _ := illustrated(t, n, photo(t, 1000, 800, 1), `{"alt":"Ảnh"}`)
	address := local(t, n.Do("", "GET", "/v1/images/"+id, "").Want(200).Text("url"))
	folder := address[:strings.LastIndexByte(address, '/')+1]
	signed := local(t, n.Do(policy.Photographer, "POST", imagesPath+"/"+id+"/renditions", `{"width":300,"height":300,"fit":"cover"}`).Want(200).Text("url"))
	for _, wrong := range []string{
		folder + "w641.jpg", folder + "w1280.jpg", folder + "w0.jpg", folder + "w-1.jpg", folder + "w0640.jpg", folder + "w640.gif", folder + "w640.JPG",
		folder + "w640.jpg.exe", folder + "2x1-w640.jpg", folder + "16x9-w1280.jpg", folder + "original.jpg", folder + "..%2f..%2fx", folder + "custom.jpg",
		strings.Replace(signed, "w=300", "w=301", 1), strings.Replace(signed, "custom.jpg", "custom.png", 1), signed + "&q=1", signed + "&w=300",
		strings.Replace(signed, "s=", "s=A", 1), strings.Replace(signed, "&s=", "&x=", 1), folder + "w640.jpg?w=300",
		strings.Replace(signed, id, "01912f0c-1d5e-7b3a-9c11-5f0a2b7c9e17", 1), "/media/x/y/w640.jpg", "/media/" + id,
	} {
		n.Do("", "GET", wrong, "").Want(404)
	}
	if made := n.Media.Made(); made != 0 {
		t.Errorf("%d renditions were made", made)
	}
	if m := decoded(t, n.Do("", "GET", signed, "").Want(200).Body); m.Width != 300 || m.Height != 300 {
		t.Errorf("the signed address gives %dx%d, want 300x300", m.Width, m.Height)
	}
	if m := decoded(t, n.Do("", "GET", folder+"16x9-w640.jpg", "").Want(200).Body); m.Width != 640 || m.Height != 360 {
		t.Errorf("got %dx%d of 16 to 9, want 640x360", m.Width, m.Height)
	}
}

func decoded(t testing.TB, file []byte) image.Config {
	t.Helper()
	c, _, err := image.DecodeConfig(bytes.NewReader(file))
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func TestF22AThousandFirstRequestsMakeOneRendition(t *testing.T) {
	n := newsroom.New(t, db.SQLite)
	id, _ := illustrated(t, n, photo(t, 1200, 900, 1), `{"alt":"Ảnh"}`)
	address := local(t, n.Do("", "GET", "/v1/images/"+id, "").Want(200).Text("url"))
	var group sync.WaitGroup
	sizes := make([]int, 1000)
	for i := range sizes {
		group.Go(func() {
			w := httptest.NewRecorder()
			r := httptest.NewRequest(http.MethodGet, address, nil)
			n.Handler.ServeHTTP(w, r)
			switch w.Code {
			case http.StatusOK:
				sizes[i] = w.Body.Len()
			case http.StatusServiceUnavailable:
				sizes[i] = -1 // so many at once are more than the server takes
			}
		})
	}
	group.Wait()
	served := 0
	for _, size := range sizes {
		if size == 0 || size > 0 && size != sizes[0] && sizes[0] > 0 {
			t.Fatalf("got answers of sizes %d and %d", size, sizes[0])
		}
		if size > 0 {
			served++
		}
	}
	if made := n.Media.Made(); made != 1 || served < 400 {
		t.Errorf("%d renditions were made for %d that were served, want one", made, served)
	}
}

func TestF23WhatOnlyADraftShowsIsNotThereForThePublic(t *testing.T) {
	newsroom.Each(t, func(t *testing.T, n *newsroom.Newsroom) {
		image := bring(t, n, photo(t, 400, 300, 1), `{"alt":"Ảnh"}`).Want(201)
		id, preview := image.Text("id"), image.Text("file/preview_url")
		edition := strings.Split(preview, "/")[5]
		address := "/media/" + id + "/" + edition + "/w320.jpg"
		unseen := func(when string) {
			t.Helper()
			for _, path := range []string{address, strings.TrimSuffix(address, ".jpg"), "/v1/images/" + id} {
				if got := n.Do("", "GET", path, ""); got.Status != 404 {
					t.Errorf("%s, %s: got %d, want 404", when, path, got.Status)
				}
			}
		}
		unseen("before anything shows it")
		article := n.Do(policy.EditorInChief, "POST", "/v1/editorial/articles",
			`{"title":"Bài","section_id":"`+section(n, "Mục")+`","body":[{"type":"gallery","items":[{"image_id":"`+id+`"}]}]}`).Want(201)
		at := "/v1/editorial/articles/" + article.Text("id")
		unseen("while a draft shows it")
		soon := n.Clock.Now().Add(time.Hour).Format(time.RFC3339)
		n.Do(policy.EditorInChief, "POST", at+"/submit", "", "If-Match", article.ETag()).Want(200)
		step := n.Do(policy.EditorInChief, "POST", at+"/approve", "", "If-Match", n.Do(policy.EditorInChief, "GET", at, "").ETag()).Want(200)
		n.Do(policy.EditorInChief, "POST", at+"/schedule", `{"publish_at":"`+soon+`"}`, "If-Match", step.ETag()).Want(200)
		unseen("while it is scheduled")
		n.Clock.Advance(time.Hour)
		n.Settle()
		n.Do("", "GET", address, "").Want(200)
		n.Do("", "GET", "/v1/images/"+id, "").Want(200)
		again := n.SignIn(newsroom.Email(policy.EditorInChief))
		now := n.With(again, "GET", at, "").Want(200)
		n.With(again, "POST", at+"/unpublish", `{"note":"Thử"}`, "If-Match", now.ETag()).Want(200)
		unseen("after the article is withdrawn")
	})
}

func TestAPrivateAddressEnds(t *testing.T) {
	n := newsroom.New(t, db.SQLite)
	preview := local(t, bring(t, n, photo(t, 900, 600, 1), `{"alt":"Ảnh"}`).Want(201).Text("file/preview_url"))
	got := n.Do("", "GET", preview, "").Want(200)
	if cache := got.Header.Get("Cache-Control"); !strings.HasPrefix(cache, "private") {
		t.Errorf("got Cache-Control %q of a private address", cache)
	}
	n.Clock.Advance(59 * time.Minute)
	n.Do("", "GET", preview, "").Want(200)
	n.Clock.Advance(62 * time.Minute)
	n.Do("", "GET", preview, "").Want(410)
}

func TestAReplacedFileKeepsItsImageAndOldAddressesLeadToTheNew(t *testing.T) {
	newsroom.Each(t, func(t *testing.T, n *newsroom.Newsroom) {
		id, article := illustrated(t, n, photo(t, 400, 300, 1), `{"alt":"Ảnh","focal_point":{"x":0.2,"y":0.2}}`)
		old := local(t, n.Do("", "GET", "/v1/images/"+id, "").Want(200).Text("url"))
		before := n.Do("", "GET", old, "").Want(200)
		contentType, form := formOf(t, part{name: "file", file: "moi.jpg", body: photo(t, 300, 400, 9)})
		now := n.Do(policy.Photographer, "GET", imagesPath+"/"+id, "").Want(200)
		changed := post(t, n, imagesPath+"/"+id+"/actions/replace", contentType, form, "If-Match", now.ETag()).Want(200)
		if changed.Text("id") != id || string(changed.Get("revision")) != "2" || string(changed.Get("focal_point")) != "null" {
			t.Errorf("got %s, want revision 2 of the same image without the focal point of another shape", changed.Body)
		}
		n.Settle()
		moved := n.Do("", "GET", old, "").Want(302)
		fresh := n.Do("", "GET", moved.Header.Get("Location"), "").Want(200)
		if bytes.Equal(fresh.Body, before.Body) {
			t.Error("the new address shows the old picture")
		}
		shown := n.Do("", "GET", "/v1/articles/"+article, "").Want(200)
		if got := local(t, shown.Text("hero/url")); got != moved.Header.Get("Location") {
			t.Errorf("the article shows %s, want %s", got, moved.Header.Get("Location"))
		}
		now = n.Do(policy.Photographer, "GET", imagesPath+"/"+id, "").Want(200)
		n.Do(policy.Photographer, "POST", imagesPath+"/"+id+"/revisions/1/restore", "", "If-Match", now.ETag()).Want(200)
		n.Settle()
		if back := n.Do("", "GET", moved.Header.Get("Location"), "").Want(302).Header.Get("Location"); filepath.Dir(back) != filepath.Dir(old) {
			t.Errorf("after the first revision came back: got %s, want the folder of %s", back, old)
		}
	})
}

func TestSimilarImagesAreHinted(t *testing.T) {
	n := newsroom.New(t, db.SQLite)
	first := bring(t, n, photo(t, 800, 600, 0), `{"alt":"Một"}`).Want(201)
	small := bring(t, n, photo(t, 400, 300, 0), `{"alt":"Hai"}`).Want(201)
	got := n.Do(policy.Photographer, "GET", imagesPath+"/"+first.Text("id")+"/similar", "").Want(200)
	if got.Text("data/0/id") != small.Text("id") {
		t.Errorf("got %s, want the same picture in another size", got.Body)
	}
}

func TestF26AnUploadThatBreaksOffLeavesNothing(t *testing.T) {
	n := newsroom.New(t, db.SQLite)
	server := httptest.NewServer(n.Handler)
	defer server.Close()
	contentType, form := formOf(t, part{name: "file", file: "anh.jpg", body: photo(t, 900, 600, 1)})
	conn, err := net.Dial("tcp", server.Listener.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	_, err = fmt.Fprintf(conn, "POST %s HTTP/1.1\r\nHost: newsdesk.test\r\nAuthorization: Bearer %s\r\nContent-Type: %s\r\nContent-Length: %d\r\n\r\n%s",
		imagesPath, n.Token(policy.Photographer), contentType, len(form), form[:len(form)/2])
	if err != nil {
		t.Fatal(err)
	}
	arrivals := filepath.Join(n.Config().Media(), "arrivals")
	until(t, "the file is on its way", func() bool { return len(filesBelow(t, arrivals)) == 1 })
	if err := conn.Close(); err != nil {
		t.Fatal(err)
	}
	until(t, "what came of it is gone", func() bool { return len(filesBelow(t, arrivals)) == 0 })
	nothingKept(t, n)
}

// until waits for something that happens in another goroutine.
func until(t *testing.T, what string, so func() bool) {
	t.Helper()
	for range 1000 {
		if so() {
			return
		}
		time.Sleep(5 * time.Millisecond)
	}
	t.Fatalf("it did not come about that %s", what)
}

// bucket is an object store that can be switched off.
func bucket(t *testing.T) (address config.URL, off func(bool)) {
	t.Helper()
	backend := s3mem.New()
	if err := backend.CreateBucket("anh"); err != nil {
		t.Fatal(err)
	}
	store, down := gofakes3.New(backend, gofakes3.WithLogger(gofakes3.DiscardLog())).Server(), &sync.Map{}
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if _, is := down.Load("off"); is {
			http.Error(w, "down", http.StatusInternalServerError)
			return
		}
		store.ServeHTTP(w, r)
	}))
	t.Cleanup(server.Close)
	off = func(is bool) {
		if down.Delete("off"); is {
			down.Store("off", true)
		}
	}
	return config.URL("s3+" + strings.Replace(server.URL, "http://", "http://key:secret@", 1) + "/anh/tep?region=us-east-1"), off
}

func TestAnObjectStoreThatFailsKeepsNothingAndTakesTheRetry(t *testing.T) {
	address, off := bucket(t)
	n := newsroom.New(t, db.SQLite, func(c *config.Config) { c.FilesURL = address })
	file := photo(t, 640, 480, 1)
	off(true)
	if got := bring(t, n, file, `{"alt":"Ảnh"}`); got.Status != 503 || got.Header.Get("Retry-After") == "" {
		t.Errorf("got %d %s while the store is down, want 503 and when to come back", got.Status, got.Body)
	}
	var rows int64
	if err := db.Gorm(t.Context(), n.DB).Raw("SELECT (SELECT count(*) FROM files) + (SELECT count(*) FROM images)").Scan(&rows).Error; err != nil || rows != 0 {
		t.Errorf("%d rows were kept, %v", rows, err)
	}
	off(false)
	id := bring(t, n, file, `{"alt":"Ảnh"}`).Want(201).Text("id")
	original := n.Do(policy.Photographer, "GET", imagesPath+"/"+id+"/original", "").Want(200)
	if !bytes.Equal(original.Body, file) {
		t.Error("the original is another file")
	}
	off(true)
	if got := n.Do(policy.Photographer, "GET", imagesPath+"/"+id+"/original", ""); got.Status != 503 {
		t.Errorf("got %d for the original while the store is down, want 503", got.Status)
	}
}

func TestF25ADirectUploadBringsWhatItAnnouncedAndNothingElse(t *testing.T) {
	address, _ := bucket(t)
	n := newsroom.New(t, db.SQLite, func(c *config.Config) { c.FilesURL = address })
	announced, other := photo(t, 640, 480, 1), photo(t, 640, 480, 2)
	begin := func() newsroom.Answer {
		return n.Do(policy.Photographer, "POST", uploadsPath+"/direct", fmt.Sprintf(
			`{"size":%d,"sha256":"%s","media_type":"image/jpeg","metadata":{"alt":"Ảnh"}}`, len(announced), digestOf(announced))).Want(201)
	}
	send := func(target newsroom.Answer, body []byte) {
		t.Helper()
		r, err := http.NewRequestWithContext(t.Context(), target.Text("method"), target.Text("url"), bytes.NewReader(body))
		if err != nil {
			t.Fatal(err)
		}
		var headers map[string][]string
		if err := json.Unmarshal(target.Get("headers"), &headers); err != nil {
			t.Fatal(err)
		}
		for name, values := range headers {
			r.Header.Set(name, values[0])
		}
		res, err := http.DefaultClient.Do(r)
		if err != nil {
			t.Fatal(err)
		}
		_ = res.Body.Close()
	}
	complete := func(target newsroom.Answer) newsroom.Answer {
		return n.Do(policy.Photographer, "POST", uploadsPath+"/"+target.Text("upload/id")+"/complete", "")
	}
	good := begin()
	complete(good).Want(409)
	send(good, announced)
	done := complete(good).Want(200)
	if again := complete(good).Want(200); done.Text("state") != "ready" || again.Text("image_id") != done.Text("image_id") {
		t.Errorf("got %s and %s, want the same image twice", done.Body, again.Body)
	}
	swapped := begin()
	send(swapped, other)
	if got := complete(swapped); got.Status != 422 && got.Status != 409 {
		t.Errorf("other bytes: got %d %s, want them to be refused", got.Status, got.Body)
	}
	if _, err := os.Stat(n.Config().Blobs()); err == nil {
		t.Error("a newsroom with a bucket keeps files on the disk too")
	}
}
