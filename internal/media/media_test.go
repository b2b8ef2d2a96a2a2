package media_test

import (
	"bufio"
	"bytes"
	"context"
	"crypto/sha256"
	"image"
	"image/jpeg"
	"io/fs"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"newsdesk/internal/blob"
	"newsdesk/internal/content"
	"newsdesk/internal/db"
	"newsdesk/internal/edition"
	body "newsdesk/internal/image"
	"newsdesk/internal/media"
	"newsdesk/internal/picture"
	"newsdesk/internal/testkit"
)

// The environment of a child that takes files in until it is killed.
const (
	killedURL = "MEDIA_TEST_DATABASE"
	killedDir = "MEDIA_TEST_FILES"
)

func TestMain(m *testing.M) {
	if url := os.Getenv(killedURL); url != "" {
		takeUntilKilled(url, os.Getenv(killedDir))
		return
	}
	os.Exit(m.Run())
}

// open returns media on a database, with files and all else in dir.
func open(d *db.DB, dir string) (*media.Media, blob.Store, error) {
	store, err := blob.NewDisk(filepath.Join(dir, "blobs"))
	if err != nil {
		return nil, nil, err
	}
	kinds := content.Registry{}
	content.Register[body.Image](kinds, body.Kind, content.Trait{Direct: true, NoSlug: true})
	m, err := media.New(d, kinds, edition.NewShelf(d), media.Options{
		Store: store, Engine: picture.New(picture.Options{}), Limits: picture.DefaultLimits(),
		Dir: filepath.Join(dir, "media"), CacheBytes: 1 << 20, Key: []byte("key of the test"),
	})
	return m, store, err
}

// photo is a small JPEG, another one for each number.
func photo(number int) []byte {
	m := image.NewGray(image.Rect(0, 0, 64, 48))
	for i := range m.Pix {
		m.Pix[i] = uint8(i*number + number>>8)
	}
	var b bytes.Buffer
	if err := jpeg.Encode(&b, m, nil); err != nil {
		panic(err)
	}
	return append(b.Bytes(), strconv.Itoa(number)...) // what follows the end is no matter
}

// keep takes a file in.
func keep(ctx context.Context, m *media.Media, file []byte) (media.File, error) {
	a, err := m.Receive(ctx, bytes.NewReader(file))
	if err != nil {
		return media.File{}, err
	}
	defer func() { _ = a.Discard() }()
	return m.Keep(ctx, a)
}

// takeUntilKilled takes files in whole and in pieces, some of which an image uses.
func takeUntilKilled(url, dir string) {
	ctx := context.Background()
	d, err := db.Open(ctx, url, time.Now)
	if err != nil {
		panic(err)
	}
	m, _, err := open(d, dir)
	if err != nil {
		panic(err)
	}
	say("begun\n")
	for {
		file := photo(rand.IntN(1 << 20))
		if rand.IntN(2) == 0 {
			file = inPieces(ctx, m, file)
		}
		kept, err := keep(ctx, m, file)
		if err != nil {
			panic(err)
		}
		say(kept.SHA256 + "\n")
	}
}

// inPieces sends a file in two pieces and puts them together again.
func inPieces(ctx context.Context, m *media.Media, file []byte) []byte {
	u, err := m.Begin(ctx, media.NewUpload{OwnerID: "someone", Size: int64(len(file))})
	for _, piece := range [][]byte{file[:len(file)/2], file[len(file)/2:]} {
		if err == nil {
			u, err = m.Append(ctx, u, media.Part{Offset: u.Received, Body: bytes.NewReader(piece)})
		}
	}
	if err != nil {
		panic(err)
	}
	a, err := m.Assemble(ctx, u)
	if err != nil {
		panic(err)
	}
	return file[:a.Size]
}

func say(line string) {
	if _, err := os.Stdout.WriteString(line); err != nil {
		panic(err)
	}
}

func TestAKilledProcessLeavesNoRowWithoutItsBytesAndNothingAfterOneSweep(t *testing.T) {
	testkit.Engines(t, func(t *testing.T, e db.Engine) {
		url, dir := testkit.Migrated(t, e), t.TempDir()
		acknowledged := map[string]bool{}
		const kills = 20
		for i := range kills {
			for _, sha := range killOne(t, url, dir, i%4 == 0) {
				acknowledged[sha] = true
			}
		}
		clock := testkit.NewClock(time.Now())
		d := testkit.OpenURL(t, url, clock)
		m, store, err := open(d, dir)
		if err != nil {
			t.Fatal(err)
		}
		files, _, err := m.Verify(t.Context(), func(d media.Damage) error {
			t.Errorf("%s is damaged, or missing: %t", d.SHA256, d.Missing)
			return nil
		})
		if err != nil || files < len(acknowledged) || len(acknowledged) == 0 {
			t.Errorf("%d files are there of %d that were acknowledged, %v", files, len(acknowledged), err)
		}
		t.Logf("%d kills, %d files acknowledged, %d there", kills, len(acknowledged), files)
		clock.Advance(72 * time.Hour)
		if err := m.Sweep(t.Context()); err != nil {
			t.Fatal(err)
		}
		empty(t, store, dir)
		var rows int64
		if err := db.Gorm(t.Context(), d).Raw("SELECT (SELECT count(*) FROM files) + (SELECT count(*) FROM uploads) + (SELECT count(*) FROM upload_pieces)").Scan(&rows).Error; err != nil || rows != 0 {
			t.Errorf("%d rows are left after the sweep, %v", rows, err)
		}
	})
}

func empty(t *testing.T, store blob.Store, dir string) {
	t.Helper()
	err := store.List(t.Context(), "", func(o blob.Info) error {
		t.Errorf("%s is left after the sweep", o.Key)
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	err = filepath.WalkDir(dir, func(path string, entry fs.DirEntry, err error) error {
		if err == nil && !entry.IsDir() {
			t.Errorf("the file %s is left after the sweep", path)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}

// killOne returns what one child had taken in before it was killed, at any time or
// after the first file.
func killOne(t *testing.T, url, dir string, later bool) []string {
	t.Helper()
	child := exec.Command(os.Args[0])
	child.Env = append(os.Environ(), killedURL+"="+url, killedDir+"="+dir)
	child.Stderr = os.Stderr
	out, err := child.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := child.Start(); err != nil {
		t.Fatal(err)
	}
	lines := bufio.NewScanner(out)
	if !lines.Scan() {
		t.Fatalf("the child did not begin: %v", lines.Err())
	}
	var said []string
	if later && lines.Scan() {
		said = append(said, lines.Text())
	}
	timer := time.AfterFunc(time.Duration(rand.IntN(80_000))*time.Microsecond, func() { _ = child.Process.Kill() })
	defer timer.Stop()
	for lines.Scan() {
		said = append(said, lines.Text())
	}
	if err := child.Wait(); err == nil || !strings.Contains(err.Error(), "killed") {
		t.Fatalf("the child was not killed: %v", err)
	}
	return slices.DeleteFunc(said, func(sha string) bool { return len(sha) != sha256.Size*2 }) // the last may have been cut
}

func TestAFileThatAnImageShowsOutlivesTheSweep(t *testing.T) {
	testkit.Engines(t, func(t *testing.T, e db.Engine) {
		clock := testkit.NewClock(time.Now())
		d := testkit.Open(t, e, clock)
		m, store, err := open(d, t.TempDir())
		if err != nil {
			t.Fatal(err)
		}
		used, err := keep(t.Context(), m, photo(1))
		if err != nil {
			t.Fatal(err)
		}
		unused, err := keep(t.Context(), m, photo(2))
		if err != nil {
			t.Fatal(err)
		}
		err = d.Update(t.Context(), func(tx *db.Tx) error {
			if err := tx.Insert(t.Context(), &content.Entry{ID: "01912f0c-1d5e-7b3a-9c11-5f0a2b7c9e17", Kind: body.Kind, CreatedAt: tx.Now, UpdatedAt: tx.Now}); err != nil {
				return err
			}
			return media.Claim(t.Context(), tx, used.SHA256, "01912f0c-1d5e-7b3a-9c11-5f0a2b7c9e17")
		})
		if err != nil {
			t.Fatal(err)
		}
		clock.Advance(72 * time.Hour)
		if err := m.Sweep(t.Context()); err != nil {
			t.Fatal(err)
		}
		var left []string
		if err := store.List(t.Context(), "", func(o blob.Info) error { left = append(left, o.Key); return nil }); err != nil {
			t.Fatal(err)
		}
		if len(left) != 1 || !strings.HasSuffix(left[0], used.SHA256) {
			t.Errorf("got %v, want the file that is used and not %s", left, unused.SHA256)
		}
	})
}

func TestVerifyNamesWhatIsDamagedAndWhatIsMissing(t *testing.T) {
	d := testkit.Open(t, db.SQLite, testkit.NewClock(testkit.Start()))
	dir := t.TempDir()
	m, store, err := open(d, dir)
	if err != nil {
		t.Fatal(err)
	}
	shas := make([]string, 3)
	for i := range shas {
		f, err := keep(t.Context(), m, photo(i+1))
		if err != nil {
			t.Fatal(err)
		}
		shas[i] = f.SHA256
	}
	key := func(sha string) string { return "originals/" + sha[:2] + "/" + sha }
	if err := store.Delete(t.Context(), key(shas[0])); err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(dir, "blobs", filepath.FromSlash(key(shas[1])))
	if err := os.Chmod(path, 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte("something else"), 0o600); err != nil {
		t.Fatal(err)
	}
	found := map[string]bool{}
	if _, _, err := m.Verify(t.Context(), func(d media.Damage) error { found[d.SHA256] = d.Missing; return nil }); err != nil {
		t.Fatal(err)
	}
	if missing, named := found[shas[0]]; !named || !missing {
		t.Errorf("the missing file was not named: %v", found)
	}
	if missing, named := found[shas[1]]; !named || missing {
		t.Errorf("the damaged file was not named: %v", found)
	}
	if len(found) != 2 {
		t.Errorf("got %v, want two", found)
	}
}

func TestNamesOfRenditionsAreReadAsTheyAreWritten(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := media.Name{
			Ratio:  rapid.SampledFrom(append(body.Ratios(), "")).Draw(t, "ratio"),
			Width:  rapid.IntRange(1, 10_000).Draw(t, "width"),
			Format: rapid.SampledFrom([]picture.Format{"", picture.JPEG, picture.PNG, picture.WebP, picture.AVIF}).Draw(t, "format"),
		}
		if got, ok := media.ParseName(n.String()); !ok || got != n {
			t.Fatalf("%q: got %+v, %t", n, got, ok)
		}
		if odd := rapid.StringMatching(`[w0-9x.\-jpg+ ]{0,12}`).Draw(t, "odd"); odd != "" {
			if got, ok := media.ParseName(odd); ok && got.String() != odd {
				t.Fatalf("%q was read as %q", odd, got)
			}
		}
	})
}

func TestWidthsAreNeverMoreThanThePictureHas(t *testing.T) {
	for width, want := range map[int][]int{
		0: {}, 1: {1}, 320: {320}, 500: {320, 500}, 1919: {320, 640, 960, 1280, 1600, 1919}, 1920: {320, 640, 960, 1280, 1600, 1920},
		8000: {320, 640, 960, 1280, 1600, 1920},
	} {
		if got := media.WidthsOf(width); len(got) != len(want) || len(got) > 0 && got[len(got)-1] != want[len(want)-1] {
			t.Errorf("%d: got %v, want %v", width, got, want)
		}
	}
}
