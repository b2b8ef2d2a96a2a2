package blob_test

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"io"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"newsdesk/internal/blob"
	"newsdesk/internal/blob/blobtest"
)

// killed names, in the environment of a child, the directory into which it puts
// objects until it is killed.
const killed = "BLOB_TEST_PUT_INTO"

func TestMain(m *testing.M) {
	if dir := os.Getenv(killed); dir != "" {
		putUntilKilled(dir)
		return
	}
	os.Exit(m.Run())
}

// putUntilKilled says "begun" and then the key of each object that it has put.
func putUntilKilled(dir string) {
	d, err := blob.NewDisk(dir)
	if err != nil {
		panic(err)
	}
	say("begun")
	var group sync.WaitGroup
	for range 3 {
		group.Go(func() {
			for {
				b := blobtest.Bytes(rand.IntN(300<<10), uint64(rand.IntN(1<<16)))
				if err := d.Put(context.Background(), blobtest.Key(b), int64(len(b)), bytes.NewReader(b)); err != nil {
					panic(err)
				}
				say(blobtest.Key(b))
			}
		})
	}
	group.Wait()
}

func say(line string) {
	if _, err := os.Stdout.WriteString(line + "\n"); err != nil {
		panic(err)
	}
}

func TestWhatAKilledProcessHasPutIsWhole(t *testing.T) {
	const kills = 50
	dir := t.TempDir()
	acknowledged := []string{}
	for range kills {
		acknowledged = append(acknowledged, killOne(t, dir)...)
	}
	drafts, err := os.ReadDir(filepath.Join(dir, ".unfinished"))
	if err != nil {
		t.Fatal(err)
	}
	d := newDisk(t, dir)
	swept, err := d.Sweep(t.Context(), time.Now().Add(time.Hour))
	if err != nil || swept != len(drafts) {
		t.Errorf("swept %d of %d unfinished files, %v", swept, len(drafts), err)
	}
	if left := tree(t, filepath.Join(dir, ".unfinished")); len(left) != 1 {
		t.Errorf("a sweep has left %q", left)
	}
	there := everyKeyIsWhole(t, d)
	for _, key := range acknowledged {
		if !there[key] {
			t.Errorf("%s was put, and is not there", key)
		}
	}
	if len(acknowledged) == 0 || len(drafts) == 0 {
		t.Errorf("%d objects were put and %d were under way: nothing was tested", len(acknowledged), len(drafts))
	}
	t.Logf("%d kills, %d objects put, %d of them distinct, %d were under way", kills, len(acknowledged), len(there), len(drafts))
}

// killOne returns the keys of what one child had put before it was killed.
func killOne(t *testing.T, dir string) []string {
	t.Helper()
	child := exec.Command(os.Args[0])
	child.Env = append(os.Environ(), killed+"="+dir)
	out, err := child.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := child.Start(); err != nil {
		t.Fatal(err)
	}
	first := make([]byte, len("begun\n"))
	if _, err := io.ReadFull(out, first); err != nil {
		t.Fatal(err)
	}
	timer := time.AfterFunc(time.Duration(rand.IntN(60_000))*time.Microsecond, func() { _ = child.Process.Kill() })
	defer timer.Stop()
	said, err := io.ReadAll(out)
	if err != nil {
		t.Fatal(err)
	}
	if err := child.Wait(); err == nil || !strings.Contains(err.Error(), "killed") {
		t.Fatalf("the child was not killed: %v", err)
	}
	keys := strings.Split(string(said), "\n")
	return keys[:len(keys)-1] // the last line is empty, or was cut
}

func everyKeyIsWhole(t *testing.T, d *blob.Disk) map[string]bool {
	t.Helper()
	there := map[string]bool{}
	for _, key := range blobtest.Keys(t, d, "") {
		there[key] = true
		b, err := blobtest.Get(t, d, key)
		if err != nil {
			t.Error(err)
		}
		want, _ := blob.Sum(key)
		if got := sha256.Sum256(b); hex.EncodeToString(got[:]) != want {
			t.Errorf("%s: the %d bytes have another SHA-256", key, len(b))
		}
	}
	return there
}
