package v1_test

import (
	"bytes"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"encoding/hex"
	"fmt"
	"hash/crc32"
	"image"
	"image/color"
	"image/gif"
	"image/jpeg"
	"image/png"
	"io/fs"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"net/textproto"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"newsdesk/internal/config"
	"newsdesk/internal/db"
	"newsdesk/internal/policy"
	"newsdesk/internal/testkit"
	"newsdesk/internal/testkit/newsroom"
)

const (
	imagesPath  = "/v1/editorial/images"
	uploadsPath = "/v1/editorial/uploads"
)

// photo is a JPEG of a size; the seed makes it another picture.
func photo(t testing.TB, width, height, seed int) []byte {
	t.Helper()
	img := image.NewYCbCr(image.Rect(0, 0, width, height), image.YCbCrSubsampleRatio420)
	for y := range height {
		for x := range width {
			img.Y[img.YOffset(x, y)] = uint8((x*255/width + y*seed + seed*31) % 256)
		}
	}
	for i := range img.Cb {
		img.Cb[i], img.Cr[i] = uint8(seed*53), uint8(128+seed)
	}
	var file bytes.Buffer
	if err := jpeg.Encode(&file, img, nil); err != nil {
		t.Fatal(err)
	}
	return file.Bytes()
}

// part is one of a form.
type part struct {
	name, file, kind string
	body             []byte
}

// formOf writes a form.
func formOf(t testing.TB, parts ...part) (contentType string, body []byte) {
	t.Helper()
	var b bytes.Buffer
	w := multipart.NewWriter(&b)
	for _, p := range parts {
		h := textproto.MIMEHeader{}
		disposition := `form-data; name="` + p.name + `"`
		if p.file != "" {
			disposition += `; filename="` + p.file + `"`
		}
		h.Set("Content-Disposition", disposition)
		if p.kind != "" {
			h.Set("Content-Type", p.kind)
		}
		out, err := w.CreatePart(h)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := out.Write(p.body); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return w.FormDataContentType(), b.Bytes()
}

// post sends a body as it is to an address, as the photographer.
func post(t testing.TB, n *newsroom.Newsroom, path, contentType string, body []byte, headers ...string) newsroom.Answer {
	t.Helper()
	r := httptest.NewRequest(http.MethodPost, path, bytes.NewReader(body))
	r.Header.Set("Content-Type", contentType)
	r.Header.Set("Authorization", "Bearer "+n.Token(policy.Photographer))
	for i := 0; i < len(headers); i += 2 {
		r.Header.Set(headers[i], headers[i+1])
	}
	return n.Send(r)
}

// bring uploads a file as a form.
func bring(t testing.TB, n *newsroom.Newsroom, file []byte, metadata string) newsroom.Answer {
	t.Helper()
	contentType, body := formOf(t, part{name: "metadata", kind: "application/json", body: []byte(metadata)}, part{name: "file", file: "anh.jpg", body: file})
	return post(t, n, imagesPath, contentType, body)
}

// nothingKept fails if a refused file has left something behind.
func nothingKept(t testing.TB, n *newsroom.Newsroom) {
	t.Helper()
	var rows int64
	if err := db.Gorm(t.Context(), n.DB).Table("files").Count(&rows).Error; err != nil {
		t.Fatal(err)
	}
	if left := filesBelow(t, n.Config().Blobs()); rows != 0 || len(left) != 0 {
		t.Errorf("%d rows and the files %v are left, want none", rows, left)
	}
	if left := filesBelow(t, filepath.Join(n.Config().Media(), "arrivals")); len(left) != 0 {
		t.Errorf("the temporary files %v are left", left)
	}
}

func filesBelow(t testing.TB, dir string) (names []string) {
	t.Helper()
	err := filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err == nil && !d.IsDir() {
			names = append(names, path)
		}
		return err
	})
	if err != nil && !os.IsNotExist(err) {
		t.Fatal(err)
	}
	return names
}

// hugePNG is a PNG that claims a size and has no pixels.
func hugePNG(width, height uint32) []byte {
	chunk := func(kind string, data []byte) []byte {
		b := binary.BigEndian.AppendUint32(nil, uint32(len(data)))
		b = append(append(b, kind...), data...)
		return binary.BigEndian.AppendUint32(b, crc32.ChecksumIEEE(b[4:]))
	}
	head := binary.BigEndian.AppendUint32(binary.BigEndian.AppendUint32(nil, width), height)
	file := append([]byte("\x89PNG\r\n\x1a\n"), chunk("IHDR", append(head, 8, 2, 0, 0, 0))...)
	file = append(file, chunk("IDAT", []byte{0x78, 0x9c, 3, 0, 0, 0, 0, 1})...)
	return append(file, chunk("IEND", nil)...)
}

// manyFrames is a GIF that moves for long.
func manyFrames(t testing.TB, n int) []byte {
	t.Helper()
	g := &gif.GIF{}
	for range n {
		g.Image = append(g.Image, image.NewPaletted(image.Rect(0, 0, 60, 60), color.Palette{color.Black, color.White}))
		g.Delay = append(g.Delay, 1)
	}
	var file bytes.Buffer
	if err := gif.EncodeAll(&file, g); err != nil {
		t.Fatal(err)
	}
	return file.Bytes()
}

func TestF01ToF09WhatIsNoPictureIsRefusedAndLeavesNothing(t *testing.T) {
	good := photo(t, 200, 100, 1)
	cases := []struct {
		id, what string
		file     []byte
		status   int
	}{
		{"F01", "an empty file", nil, 422},
		{"F02", "HTML that is called a picture", []byte("<!doctype html><script>alert(1)</script>"), 415},
		{"F03", "SVG with a script", []byte(`<svg xmlns="http://www.w3.org/2000/svg"><script>1</script></svg>`), 415},
		{"F03", "clean SVG", []byte(`<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg"/>`), 415},
		{"F04", "XML with a style sheet", []byte(`<?xml version="1.0"?><?xml-stylesheet href="x.xsl"?><a/>`), 415},
		{"F05", "a PNG of 30000 by 30000", hugePNG(30000, 30000), 422},
		{"F06", "a PNG that claims 60000 by 60000", hugePNG(60000, 60000), 422},
		{"F07", "a GIF of 2000 frames", manyFrames(t, 2000), 422},
		{"F08", "a JPEG cut off", good[:len(good)/2], 422},
		{"F09", "a TIFF", []byte("II*\x00\x08\x00\x00\x00\x00\x00"), 415},
		{"F09", "a BMP", append([]byte("BM\x3a\x00\x00\x00\x00\x00\x00\x00\x36\x00\x00\x00\x28\x00\x00\x00"), make([]byte, 60)...), 415},
		{"F09", "an ICO", []byte("\x00\x00\x01\x00\x01\x00\x10\x10\x00\x00\x01\x00\x20\x00"), 415},
		{"F09", "a WebP that is broken", []byte("RIFF\x1a\x00\x00\x00WEBPVP8L\x0d\x00\x00\x00\x2f\xff\xff\xff\xff\x00\x00\x00\x00"), 422},
	}
	newsroom.Each(t, func(t *testing.T, n *newsroom.Newsroom) {
		for _, c := range cases {
			t.Run(c.id+" "+c.what, func(t *testing.T) {
				got := bring(t, n, c.file, `{"alt":"Ảnh"}`)
				if got.Status != c.status {
					t.Errorf("got %d, want %d: %s", got.Status, c.status, got.Body)
				}
				if got.Status == 422 && got.Text("errors/0/pointer") != "/file" {
					t.Errorf("the fault is at %s, want /file", got.Text("errors/0/pointer"))
				}
				nothingKept(t, n)
			})
		}
	})
}

func TestF10NamesOfFilesAreLabelsAndNeverPaths(t *testing.T) {
	newsroom.Each(t, func(t *testing.T, n *newsroom.Newsroom) {
		for i, name := range []string{"../../x", "..%2f", `C:\x`, "x\\0.png", strings.Repeat("a", 4096), ".htaccess", "con.png", "../"} {
			contentType, body := formOf(t, part{name: "file", file: name, body: photo(t, 100, 80, i+1)})
			post(t, n, imagesPath, contentType, body).Want(201)
		}
		for _, path := range filesBelow(t, n.Config().Blobs()) {
			if base := filepath.Base(path); len(base) != sha256.Size*2 {
				t.Errorf("a file is kept as %s, want it under its digest", path)
			}
		}
		for _, c := range []struct{ sent, want string }{
			{"../../x.jpg", "x.jpg"}, {`C:\anh\x.jpg`, "x.jpg"}, {"a\x00b\n.png", "ab.png"}, {"..", ""}, {strings.Repeat("ả", 300), strings.Repeat("ả", 200)},
		} {
			u := beginTus(t, n, 10, "filename", c.sent).Want(201)
			if got := u.Text("name"); got != c.want {
				t.Errorf("%q is called %q, want %q", c.sent, got, c.want)
			}
		}
	})
}

func TestF12AFileThatIsTooLargeIsRefused(t *testing.T) {
	testkit.Engines(t, func(t *testing.T, e db.Engine) {
		n := newsroom.New(t, e, func(c *config.Config) { c.UploadBytes = 100 << 10 })
		got := bring(t, n, append(photo(t, 100, 100, 1), make([]byte, 100<<10)...), `{}`)
		if got.Status != 413 {
			t.Errorf("got %d, want 413: %s", got.Status, got.Body)
		}
		nothingKept(t, n)
		beginTus(t, n, 100<<10+1).Want(413)
	})
}

func TestF13ToF16FormsThatAreNone(t *testing.T) {
	newsroom.Each(t, func(t *testing.T, n *newsroom.Newsroom) {
		file := part{name: "file", file: "a.jpg", body: photo(t, 60, 60, 1)}
		many := make([]part, 10_000)
		for i := range many {
			many[i] = part{name: "p" + strconv.Itoa(i), body: []byte("x")}
		}
		manyHeaders := "--b\r\nContent-Disposition: form-data; name=\"file\"\r\n" + strings.Repeat("X-A: b\r\n", 10_000) + "\r\nx\r\n--b--\r\n"
		contentType, whole := formOf(t, file)
		send := func(what string, status int, contentType string, body []byte) {
			t.Helper()
			if got := post(t, n, imagesPath, contentType, body); got.Status != status {
				t.Errorf("%s: got %d, want %d: %s", what, got.Status, status, got.Body)
			}
		}
		parts := func(what string, status int, all ...part) {
			t.Helper()
			contentType, body := formOf(t, all...)
			send(what, status, contentType, body)
		}
		parts("F13 10,000 parts", 400, many...)
		send("F13 10,000 headers of a part", 400, "multipart/form-data; boundary=b", []byte(manyHeaders))
		send("F14 no boundary", 400, "multipart/form-data", whole)
		send("F14 no end", 400, contentType, whole[:len(whole)-20])
		send("F14 another boundary", 400, "multipart/form-data; boundary=other", whole)
		parts("F15 two files", 422, file, file)
		for _, member := range []string{"key", "path", "url", "media_type", "size", "sha256", "file", "width"} {
			parts("F16 the client sets "+member, 422, part{name: "metadata", body: []byte(`{"` + member + `":"x"}`)}, file)
		}
		parts("no file", 422, part{name: "metadata", body: []byte(`{"alt":"x"}`)})
		nothingKept(t, n)
	})
}

// tusHeaders are those of one request of tus.
func tusRequest(t testing.TB, n *newsroom.Newsroom, r policy.Role, method, path string, body []byte, headers ...string) newsroom.Answer {
	t.Helper()
	request := httptest.NewRequest(method, path, bytes.NewReader(body))
	request.Header.Set("Tus-Resumable", "1.0.0")
	request.Header.Set("Authorization", "Bearer "+n.Token(r))
	if method == http.MethodPatch {
		request.Header.Set("Content-Type", "application/offset+octet-stream")
	}
	for i := 0; i < len(headers); i += 2 {
		request.Header.Set(headers[i], headers[i+1])
	}
	return n.Send(request)
}

// beginTus begins an upload with pairs of metadata.
func beginTus(t testing.TB, n *newsroom.Newsroom, size int, pairs ...string) newsroom.Answer {
	t.Helper()
	var said []string
	for i := 0; i < len(pairs); i += 2 {
		said = append(said, pairs[i]+" "+base64.StdEncoding.EncodeToString([]byte(pairs[i+1])))
	}
	headers := []string{"Upload-Length", strconv.Itoa(size)}
	if len(said) > 0 {
		headers = append(headers, "Upload-Metadata", strings.Join(said, ","))
	}
	return tusRequest(t, n, policy.Photographer, http.MethodPost, uploadsPath, nil, headers...)
}

func digestOf(b []byte) string {
	sum := sha256.Sum256(b)
	return hex.EncodeToString(sum[:])
}

func TestAResumableUploadFromItsBeginningToItsImage(t *testing.T) {
	newsroom.Each(t, func(t *testing.T, n *newsroom.Newsroom) {
		file := photo(t, 400, 300, 2)
		begun := beginTus(t, n, len(file), "filename", "IMG_2403.jpg", "metadata", `{"alt":"Đại biểu","credit":"Minh Thương"}`, "sha256", digestOf(file)).Want(201)
		at := begun.Header.Get("Location")
		if begun.Text("state") != "uploading" || begun.Header.Get("Upload-Offset") != "0" || begun.Header.Get("Tus-Resumable") != "1.0.0" {
			t.Errorf("got %v %s, want the beginning of an upload", begun.Header, begun.Body)
		}
		half := len(file) / 2
		got := tusRequest(t, n, policy.Photographer, http.MethodPatch, at, file[:half], "Upload-Offset", "0").Want(204)
		if got.Header.Get("Upload-Offset") != strconv.Itoa(half) {
			t.Errorf("got the offset %s, want %d", got.Header.Get("Upload-Offset"), half)
		}
		head := tusRequest(t, n, policy.Photographer, http.MethodHead, at, nil).Want(200)
		if head.Header.Get("Upload-Offset") != strconv.Itoa(half) || head.Header.Get("Upload-Length") != strconv.Itoa(len(file)) {
			t.Errorf("HEAD says %v", head.Header)
		}
		tusRequest(t, n, policy.Photographer, http.MethodPatch, at, file[half:], "Upload-Offset", strconv.Itoa(half)).Want(204)
		done := tusRequest(t, n, policy.Photographer, http.MethodGet, at, nil).Want(200)
		if done.Text("state") != "ready" {
			t.Fatalf("got %s, want ready", done.Body)
		}
		made := n.Do(policy.Photographer, "GET", imagesPath+"/"+done.Text("image_id"), "").Want(200)
		if made.Text("file/sha256") != digestOf(file) || made.Text("alt") != "Đại biểu" || made.Text("file/width") != "400" {
			t.Errorf("got %s, want the image of the file", made.Body)
		}
		if left := filesBelow(t, filepath.Join(n.Config().Blobs(), "uploads")); len(left) != 0 {
			t.Errorf("the pieces %v are left", left)
		}
		again := beginTus(t, n, len(file)).Want(201).Header.Get("Location")
		tusRequest(t, n, policy.Photographer, http.MethodPatch, again, file, "Upload-Offset", "0").Want(204)
		if got := tusRequest(t, n, policy.Photographer, http.MethodGet, again, nil).Text("image_id"); got != made.Text("id") {
			t.Errorf("the same bytes made %s, want %s again", got, made.Text("id"))
		}
		tusRequest(t, n, policy.Photographer, http.MethodDelete, again, nil).Want(204)
		tusRequest(t, n, policy.Photographer, http.MethodHead, again, nil).Want(404)
	})
}

func TestF17NobodyWritesIntoTheUploadOfAnother(t *testing.T) {
	newsroom.Each(t, func(t *testing.T, n *newsroom.Newsroom) {
		at := beginTus(t, n, 10).Want(201).Header.Get("Location")
		for _, method := range []string{http.MethodHead, http.MethodGet, http.MethodPatch, http.MethodDelete} {
			if got := tusRequest(t, n, policy.EditorInChief, method, at, []byte("x"), "Upload-Offset", "0"); got.Status != 404 {
				t.Errorf("%s by another: got %d, want 404", method, got.Status)
			}
		}
		if got := tusRequest(t, n, policy.EditorInChief, http.MethodPost, at+"/complete", nil); got.Status != 404 {
			t.Errorf("complete by another: got %d, want 404", got.Status)
		}
		mine := bring(t, n, photo(t, 80, 60, 3), `{"alt":"a"}`).Want(201)
		contentType, body := formOf(t, part{name: "file", file: "a.jpg", body: photo(t, 80, 60, 4)})
		r := httptest.NewRequest(http.MethodPost, imagesPath+"/"+mine.Text("id")+"/actions/replace", bytes.NewReader(body))
		r.Header.Set("Content-Type", contentType)
		r.Header.Set("Authorization", "Bearer "+n.Token(policy.Contributor))
		r.Header.Set("If-Match", mine.ETag())
		if got := n.Send(r); got.Status != 403 && got.Status != 404 {
			t.Errorf("a contributor replaces the file of another: got %d", got.Status)
		}
	})
}

func TestF18ResumingWhereOneMayNot(t *testing.T) {
	newsroom.Each(t, func(t *testing.T, n *newsroom.Newsroom) {
		file := photo(t, 300, 200, 5)
		at := beginTus(t, n, len(file)).Want(201).Header.Get("Location")
		patch := func(what string, status int, body []byte, headers ...string) {
			t.Helper()
			if got := tusRequest(t, n, policy.Photographer, http.MethodPatch, at, body, headers...); got.Status != status {
				t.Errorf("%s: got %d, want %d: %s", what, got.Status, status, got.Body)
			}
		}
		sum := sha256.Sum256(file[:100])
		patch("a wrong offset", 409, file[:100], "Upload-Offset", "5")
		patch("past the end", 413, append(file, 1), "Upload-Offset", "0")
		patch("a bad checksum", 422, file[1:101], "Upload-Offset", "0", "Upload-Checksum", "sha256 "+base64.StdEncoding.EncodeToString(sum[:]))
		patch("no offset", 400, file[:100])
		patch("another type", 415, file[:100], "Upload-Offset", "0", "Content-Type", "image/jpeg")
		patch("another version", 400, file[:100], "Upload-Offset", "0", "Tus-Resumable", "0.2.2")
		patch("a good checksum", 204, file[:100], "Upload-Offset", "0", "Upload-Checksum", "sha256 "+base64.StdEncoding.EncodeToString(sum[:]))

		var wg sync.WaitGroup
		codes := make([]int, 8)
		for i := range codes {
			wg.Go(func() {
				codes[i] = tusRequest(t, n, policy.Photographer, http.MethodPatch, at, file[100:], "Upload-Offset", "100").Status
			})
		}
		wg.Wait()
		won := 0
		for _, code := range codes {
			switch code {
			case 204:
				won++
			case 409:
			default:
				t.Errorf("two who send at once: got %d, want 204 or 409", code)
			}
		}
		if won != 1 {
			t.Errorf("%d of those who sent at once won, want 1", won)
		}
		late := beginTus(t, n, 10).Want(201).Header.Get("Location")
		n.Clock.Advance(25 * time.Hour)
		token := n.SignIn(newsroom.Email(policy.Photographer))
		r := httptest.NewRequest(http.MethodPatch, late, strings.NewReader("x"))
		for name, value := range map[string]string{
			"Tus-Resumable": "1.0.0", "Upload-Offset": "0", "Content-Type": "application/offset+octet-stream", "Authorization": "Bearer " + token,
		} {
			r.Header.Set(name, value)
		}
		if got := n.Send(r); got.Status != 410 {
			t.Errorf("after its time: got %d, want 410", got.Status)
		}
	})
}

func TestTheSameBytesAreOneImage(t *testing.T) {
	newsroom.Each(t, func(t *testing.T, n *newsroom.Newsroom) {
		file := photo(t, 120, 90, 7)
		first := bring(t, n, file, `{"alt":"Một"}`).Want(201)
		again := bring(t, n, file, `{"alt":"Hai"}`).Want(200)
		if again.Text("id") != first.Text("id") || again.Text("alt") != "Một" {
			t.Errorf("got %s, want the first image as it was", again.Body)
		}
		if left := filesBelow(t, filepath.Join(n.Config().Blobs(), "originals")); len(left) != 1 {
			t.Errorf("the bytes are kept %d times, want once", len(left))
		}
	})
}

var (
	_ = fmt.Sprint
	_ = png.Encode
)
