package blob_test

import (
	"bytes"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"newsdesk/internal/blob"
	"newsdesk/internal/blob/blobtest"
	"newsdesk/internal/fault"
)

func newDisk(tb testing.TB, dir string) *blob.Disk {
	tb.Helper()
	d, err := blob.NewDisk(dir)
	if err != nil {
		tb.Fatal(err)
	}
	tb.Cleanup(func() {
		if err := d.Close(); err != nil {
			tb.Error(err)
		}
	})
	return d
}

// tree lists what is below dir, with the mode of each.
func tree(tb testing.TB, dir string) []string {
	tb.Helper()
	found := []string{}
	err := filepath.WalkDir(dir, func(path string, e fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		info, err := e.Info()
		if err != nil {
			return err
		}
		relative, err := filepath.Rel(dir, path)
		found = append(found, fmt.Sprintf("%v %s", info.Mode(), relative))
		return err
	})
	if err != nil {
		tb.Fatal(err)
	}
	return found
}

func TestADiskKeepsThePromisesOfAStore(t *testing.T) {
	blobtest.Conform(t, func(t *testing.T) blob.Store { return newDisk(t, t.TempDir()) })
}

func TestFilesAndFoldersAreForTheServerAlone(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "new", "store")
	d := newDisk(t, dir)
	blobtest.Put(t, d, "a/b.c", []byte("x"))
	want := []string{"drwx------ .", "drwx------ .unfinished", "drwx------ a", "-rw------- a/b.c"}
	if diff := cmp.Diff(want, tree(t, dir)); diff != "" {
		t.Errorf("got (+) what is not wanted (-):\n%s", diff)
	}
	if info, err := os.Stat(filepath.Dir(dir)); err != nil || info.Mode().Perm() != 0o700 {
		t.Errorf("got %v, %v of the folder above, want mode 0700", info.Mode(), err)
	}
}

func TestWhatIsOnTheDiskIsThereForTheNextProcess(t *testing.T) {
	dir := t.TempDir()
	b := blobtest.Bytes(100, 1)
	first, err := blob.NewDisk(dir)
	if err != nil {
		t.Fatal(err)
	}
	blobtest.Put(t, first, blobtest.Key(b), b)
	if err := first.Close(); err != nil {
		t.Fatal(err)
	}
	blobtest.Want(t, newDisk(t, dir), blobtest.Key(b), b)
}

func TestADeletedObjectLeavesNoFolder(t *testing.T) {
	dir := t.TempDir()
	d := newDisk(t, dir)
	blobtest.Put(t, d, "uploads/1/a", []byte("x"))
	blobtest.Put(t, d, "uploads/1/2/3/b", []byte("x"))
	if err := d.Delete(t.Context(), "uploads/1/2/3/b"); err != nil {
		t.Fatal(err)
	}
	want := []string{"drwx------ uploads", "drwx------ uploads/1", "-rw------- uploads/1/a"}
	if diff := cmp.Diff(want, tree(t, dir)[2:]); diff != "" {
		t.Errorf("got (+) what is not wanted (-):\n%s", diff)
	}
}

func TestFoldersThatEmptyAndFillAtOnceLoseNothing(t *testing.T) {
	d := newDisk(t, t.TempDir())
	var group sync.WaitGroup
	for who := range 8 {
		group.Go(func() {
			for i := range 100 {
				blobtest.PutAndDelete(t, d, fmt.Sprintf("uploads/%d/%d", i%2, who), []byte{byte(i)})
			}
		})
	}
	group.Wait()
	if keys := blobtest.Keys(t, d, ""); len(keys) > 0 {
		t.Errorf("got %q, want no key", keys)
	}
}

func TestAFolderOfKeysIsNoKey(t *testing.T) {
	d := newDisk(t, t.TempDir())
	blobtest.Put(t, d, "a/b", []byte("x"))
	for _, key := range []string{"a", "a/b/c", "a/b/c/d"} {
		if err := d.Put(t.Context(), key, 1, strings.NewReader("y")); !fault.Is(err, fault.Conflict) {
			t.Errorf("put %s: got %v, want Conflict", key, err)
		}
	}
	if got, want := blobtest.Keys(t, d, ""), []string{"a/b"}; !slices.Equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
	blobtest.Want(t, d, "a/b", []byte("x"))
}

func TestPuttingAgainMakesGoodWhatWasDamaged(t *testing.T) {
	dir := t.TempDir()
	d := newDisk(t, dir)
	b := blobtest.Bytes(1000, 2)
	blobtest.Put(t, d, blobtest.Key(b), b)
	file := filepath.Join(dir, filepath.FromSlash(blobtest.Key(b)))
	old := time.Now().Add(-time.Hour)
	if err := os.WriteFile(file, b[1:], 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.Chtimes(file, old, old); err != nil {
		t.Fatal(err)
	}
	blobtest.Put(t, d, blobtest.Key(b), b)
	blobtest.Want(t, d, blobtest.Key(b), b)
	if info, err := d.Stat(t.Context(), blobtest.Key(b)); err != nil || time.Since(info.ModTime) > time.Minute {
		t.Errorf("got %+v, %v; want the time of the second Put", info, err)
	}
}

// planted is a store in a directory where somebody has planted links, and the
// directory outside to which they lead.
func planted(t *testing.T) (d *blob.Disk, outside string) {
	t.Helper()
	dir, outside := t.TempDir(), t.TempDir()
	if err := os.WriteFile(filepath.Join(outside, "secret"), []byte("secret"), 0o600); err != nil {
		t.Fatal(err)
	}
	d = newDisk(t, dir)
	for name, target := range map[string]string{
		"file": filepath.Join(outside, "secret"), "folder": outside, "up": "..", "relative": "../" + filepath.Base(outside),
		"root": "/", "nowhere": filepath.Join(outside, "new"), "loop": "loop", "again": ".unfinished",
	} {
		if err := os.Symlink(target, filepath.Join(dir, name)); err != nil {
			t.Fatal(err)
		}
	}
	return d, outside
}

func TestPlantedLinksLeadNowhere(t *testing.T) {
	d, outside := planted(t)
	for _, key := range []string{"file", "folder/secret", "relative/secret", "folder/new", "up/x", "root/etc/passwd", "nowhere", "loop", "loop/x", "again/x"} {
		if got, err := blobtest.Get(t, d, key); err == nil {
			t.Errorf("get %s: got %q, want an error", key, got)
		}
		if info, err := d.Stat(t.Context(), key); err == nil {
			t.Errorf("stat %s: got %+v, want an error", key, info)
		}
	}
	for _, key := range []string{"folder/new", "folder/secret", "relative/new", "up/new", "folder/a/b"} {
		if err := d.Put(t.Context(), key, 1, strings.NewReader("x")); err == nil {
			t.Errorf("put %s: got nil, want an error", key)
		}
		if err := d.Delete(t.Context(), key); err == nil {
			t.Errorf("delete %s: got nil, want an error", key)
		}
	}
	if diff := cmp.Diff([]string{"-rw------- secret"}, tree(t, outside)[1:]); diff != "" {
		t.Errorf("outside: got (+) what is not wanted (-):\n%s", diff)
	}
	if got := blobtest.Keys(t, d, ""); len(got) > 0 {
		t.Errorf("got %q, want no key", got)
	}
}

func TestAPutReplacesALinkAndNotWhereItLeads(t *testing.T) {
	d, outside := planted(t)
	for _, key := range []string{"file", "nowhere"} {
		blobtest.Put(t, d, key, []byte("x"))
		blobtest.Want(t, d, key, []byte("x"))
	}
	got, err := os.ReadFile(filepath.Join(outside, "secret"))
	if err != nil || string(got) != "secret" {
		t.Errorf("got %q, %v; want the secret as it was", got, err)
	}
	if got := tree(t, outside); len(got) != 2 {
		t.Errorf("got %q outside, want the secret alone", got)
	}
}

func TestASweepRemovesWhatIsOldEnough(t *testing.T) {
	dir := t.TempDir()
	d := newDisk(t, dir)
	now := time.Now()
	for name, age := range map[string]time.Duration{"old": 2 * time.Hour, "young": time.Minute} {
		file := filepath.Join(dir, ".unfinished", name)
		if err := os.WriteFile(file, []byte("x"), 0o600); err != nil {
			t.Fatal(err)
		}
		if err := os.Chtimes(file, now.Add(-age), now.Add(-age)); err != nil {
			t.Fatal(err)
		}
	}
	if n, err := d.Sweep(t.Context(), now.Add(-time.Hour)); n != 1 || err != nil {
		t.Errorf("got %d, %v; want 1", n, err)
	}
	if got := tree(t, filepath.Join(dir, ".unfinished")); len(got) != 2 || got[1] != "-rw------- young" {
		t.Errorf("got %q, want the young one", got)
	}
}

func TestADiskThatIsGoneIsBusy(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "store")
	d := newDisk(t, dir)
	if err := os.RemoveAll(dir); err != nil {
		t.Fatal(err)
	}
	for act, err := range map[string]error{
		"ping": d.Ping(t.Context()),
		"put":  d.Put(t.Context(), "a", 1, bytes.NewReader([]byte("x"))),
	} {
		if f := fault.Of(err); f.Kind != fault.Overloaded || f.Retry <= 0 {
			t.Errorf("%s: got %v, want Overloaded and when to come back", act, err)
		}
	}
}

func TestAnObjectThatIsOpenOutlivesItsDeletion(t *testing.T) {
	d := newDisk(t, t.TempDir())
	b := blobtest.Bytes(100, 3)
	blobtest.Put(t, d, "a", b)
	o, err := d.Open(t.Context(), "a")
	if err != nil {
		t.Fatal(err)
	}
	defer o.Close()
	if err := d.Delete(t.Context(), "a"); err != nil {
		t.Fatal(err)
	}
	if got, err := io.ReadAll(o); err != nil || !bytes.Equal(got, b) {
		t.Errorf("got %d bytes, %v; want all of them", len(got), err)
	}
}
