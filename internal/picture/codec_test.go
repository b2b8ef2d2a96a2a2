package picture

import (
	"bytes"
	"context"
	"fmt"
	"image"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"
)

func helper(t testing.TB) *Helper {
	t.Helper()
	h, report, err := FindHelper(t.Context(), "")
	if err != nil {
		t.Fatal(err)
	}
	if h == nil {
		t.Skip("vips is not installed, so that WebP, AVIF and HEIC are left out")
	}
	t.Log(report)
	return h
}

func TestTheHelperWritesWhatExiftoolReads(t *testing.T) {
	exiftool, err := exec.LookPath("exiftool")
	if err != nil {
		t.Skip("exiftool is not installed")
	}
	h := helper(t)
	for _, f := range h.Writes() {
		file, err := h.Encode(t.Context(), image.NewNRGBA(image.Rect(0, 0, 40, 30)), f, 60)
		if err != nil {
			t.Fatalf("%s: %v", f, err)
		}
		if file, err = Mark(f, file, Marks{Credit: "Báo tỉnh", Copyright: "© Báo tỉnh"}, nil); err != nil {
			t.Fatalf("%s: %v", f, err)
		}
		path := filepath.Join(t.TempDir(), "x."+f.Extension())
		if err := os.WriteFile(path, file, 0o600); err != nil {
			t.Fatal(err)
		}
		out, err := exec.CommandContext(t.Context(), exiftool, "-s3", "-XMP-photoshop:Credit", "-XMP-dc:Rights", path).CombinedOutput()
		if want := "Báo tỉnh\n© Báo tỉnh\n"; err != nil || string(out) != want {
			t.Errorf("%s: exiftool reads %q, %v; want %q", f, out, err, want)
		}
	}
}

func TestTheHelperReadsWhatItWrites(t *testing.T) {
	h := helper(t)
	for _, f := range []Format{AVIF, WebP, HEIC} {
		file := trial
		if f != HEIC {
			var err error
			if file, err = h.Encode(t.Context(), image.NewNRGBA(image.Rect(0, 0, 40, 30)), f, 60); err != nil {
				t.Fatalf("%s: %v", f, err)
			}
		}
		info, err := Probe(bytes.NewReader(file), int64(len(file)), DefaultLimits())
		if err != nil || info.Format != f {
			t.Fatalf("%s: probed %s, %v", f, info.Format, err)
		}
		if !h.Reads(f) {
			t.Logf("this vips reads no %s", f)
			continue
		}
		m, err := h.Decode(t.Context(), bytes.NewReader(file), int64(len(file)), info)
		if err != nil || m.Bounds().Dx() != info.Width || m.Bounds().Dy() != info.Height {
			t.Errorf("%s: got %v, %v, want %dx%d", f, m, err, info.Width, info.Height)
		}
		if _, err := h.Decode(t.Context(), bytes.NewReader(file[:len(file)/2]), int64(len(file)/2), info); err == nil {
			t.Errorf("%s: half of a file was decoded", f)
		}
	}
}

func TestAHelperThatHangsIsKilledWithWhatItBegan(t *testing.T) {
	program := filepath.Join(t.TempDir(), "vips")
	nap := fmt.Sprintf("%d.%09d", 600, time.Now().Nanosecond()) // by which the process is known: it may write no files
	script := "#!/bin/sh\nsleep " + nap + " &\nsleep 600\n"
	if err := os.WriteFile(program, []byte(script), 0o700); err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithTimeout(t.Context(), time.Minute)
	defer stop()
	begun := make(chan bool, 1)
	go func() {
		begun <- soon(ctx, func() bool { return runs(nap) })
		stop()
	}()
	if _, err := (&Helper{path: program}).run(ctx, nil, 100, "x"); err == nil {
		t.Error("a program that hangs came to its end")
	}
	if !<-begun {
		t.Fatal("the program never began")
	}
	ctx, stop = context.WithTimeout(t.Context(), 5*time.Second)
	defer stop()
	if !soon(ctx, func() bool { return !runs(nap) }) {
		t.Error("what the program began goes on")
	}
}

// soon reports whether something comes true before ctx ends.
func soon(ctx context.Context, happens func() bool) bool {
	for ctx.Err() == nil {
		if happens() {
			return true
		}
		time.Sleep(10 * time.Millisecond)
	}
	return false
}

// runs reports whether some process has an argument. One that has ended, and that
// nobody has waited for, has none.
func runs(argument string) bool {
	all, _ := filepath.Glob("/proc/[0-9]*/cmdline")
	return slices.ContainsFunc(all, func(file string) bool {
		line, err := os.ReadFile(file)
		return err == nil && strings.HasPrefix(string(line), "sleep\x00"+argument)
	})
}

func TestAHelperThatSaysTooMuchIsStopped(t *testing.T) {
	program := filepath.Join(t.TempDir(), "vips")
	if err := os.WriteFile(program, []byte("#!/bin/sh\nyes\n"), 0o700); err != nil {
		t.Fatal(err)
	}
	if _, err := (&Helper{path: program}).run(t.Context(), nil, 1000, "x"); err == nil {
		t.Error("endless output was taken")
	}
}

func TestWithoutAHelperThereIsAReportThatSaysSo(t *testing.T) {
	t.Setenv("PATH", t.TempDir())
	h, report, err := FindHelper(t.Context(), "")
	if h != nil || err != nil || report.String() == "" {
		t.Errorf("got %v, %q, %v", h, report, err)
	}
	if _, _, err := FindHelper(t.Context(), "/nonexistent/vips"); err == nil {
		t.Error("a path that leads nowhere was taken")
	}
}
