package picture

import (
	"bytes"
	"context"
	"image"
	"os"
	"os/exec"
	"path/filepath"
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
	dir := t.TempDir()
	program := filepath.Join(dir, "vips")
	begunPID := filepath.Join(dir, "pid")
	script := "#!/bin/sh\nsleep 600 &\necho $! > " + begunPID + "\nsleep 600\n"
	if err := os.WriteFile(program, []byte(script), 0o700); err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithTimeout(t.Context(), 200*time.Millisecond)
	defer stop()
	h := &Helper{path: program}
	begun := time.Now()
	if _, err := h.run(ctx, nil, 100, "x"); err == nil {
		t.Error("a program that hangs came to its end")
	}
	if took := time.Since(begun); took > 10*time.Second {
		t.Errorf("it was waited for %v", took)
	}
	pid, err := os.ReadFile(begunPID)
	if err != nil {
		t.Fatal(err)
	}
	for range 100 { // until the kernel has carried it out
		// A process that nobody has waited for yet is a zombie, and does nothing more.
		stat, err := os.ReadFile("/proc/" + strings.TrimSpace(string(pid)) + "/stat")
		if err != nil || strings.Contains(string(stat), ") Z ") {
			return
		}
		time.Sleep(20 * time.Millisecond)
	}
	t.Errorf("what the program began, process %s, goes on", pid)
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
