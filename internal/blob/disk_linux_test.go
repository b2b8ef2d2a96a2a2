package blob_test

import (
	"bytes"
	"errors"
	"syscall"
	"testing"
	"time"

	"newsdesk/internal/blob/blobtest"
	"newsdesk/internal/fault"
)

func TestADiskThatIsFullSaysSoAndTakesTheRetry(t *testing.T) {
	dir := t.TempDir()
	err := syscall.Mount("tmpfs", dir, "tmpfs", 0, "size=4m")
	if errors.Is(err, syscall.EPERM) || errors.Is(err, syscall.EACCES) {
		t.Skip("only root can mount a disk that is small enough to fill")
	}
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := syscall.Unmount(dir, 0); err != nil {
			t.Error(err)
		}
	})
	d := newDisk(t, dir)
	first, second := blobtest.Bytes(3<<20, 1), blobtest.Bytes(3<<20, 2)
	blobtest.Put(t, d, blobtest.Key(first), first)
	err = d.Put(t.Context(), blobtest.Key(second), int64(len(second)), bytes.NewReader(second))
	if f := fault.Of(err); f.Kind != fault.Overloaded || f.Retry < time.Minute {
		t.Errorf("got %v, want Overloaded for a while", err)
	}
	if n, err := d.Sweep(t.Context(), time.Now().Add(time.Hour)); n != 0 || err != nil {
		t.Errorf("%d unfinished files are left, want none; %v", n, err)
	}
	if err := d.Delete(t.Context(), blobtest.Key(first)); err != nil {
		t.Fatal(err)
	}
	blobtest.Put(t, d, blobtest.Key(second), second)
	blobtest.Want(t, d, blobtest.Key(second), second)
}
