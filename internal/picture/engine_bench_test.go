package picture_test

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"runtime/debug"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"newsdesk/internal/picture"
)

// engineWidths are those of the usual renditions of a photo.
func engineWidths() []int { return []int{320, 640, 960, 1280, 1600} }

func engineWidthSpecs(f picture.Format) (specs []picture.Spec) {
	for _, width := range engineWidths() {
		specs = append(specs, picture.Spec{Width: width, Format: f, Quality: 80})
	}
	return specs
}

// engineCPU is how long this process, or the children that it has waited for, made
// the processor work.
func engineCPU(b *testing.B, who int) time.Duration {
	b.Helper()
	var u syscall.Rusage
	if err := syscall.Getrusage(who, &u); err != nil {
		b.Fatal(err)
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}

// enginePeak runs f and returns by how much the memory of the process, in bytes that
// are resident, was larger at its peak than before. It is 0 where the system does not
// tell.
func enginePeak(f func()) int64 {
	debug.FreeOSMemory()
	if os.WriteFile("/proc/self/clear_refs", []byte("5"), 0) != nil { // forget the last peak
		f()
		return 0
	}
	before := engineStatus("VmRSS:")
	f()
	return engineStatus("VmHWM:") - before
}

// engineStatus is a number of kilobytes that the kernel tells of the process, in bytes.
func engineStatus(name string) int64 {
	status, _ := os.ReadFile("/proc/self/status")
	_, after, _ := strings.Cut(string(status), name)
	n, _ := strconv.ParseInt(strings.Fields(after + " 0")[0], 10, 64)
	return n << 10
}

func engineBenchmark(b *testing.B, file []byte, specs []picture.Spec) {
	b.Helper()
	limits := picture.DefaultLimits()
	limits.Bytes = int64(len(file)) // grain does not compress
	info, err := picture.Probe(bytes.NewReader(file), limits.Bytes, limits)
	if err != nil {
		b.Fatal(err)
	}
	engine := picture.New(picture.Options{Helper: engineHelper(b)})
	render := func() {
		err := engine.Render(b.Context(), bytes.NewReader(file), int64(len(file)), info, picture.Marks{}, specs, func(int, picture.Rendition) error { return nil })
		if err != nil {
			b.Fatal(err)
		}
	}
	peak := enginePeak(render)
	self, children := engineCPU(b, syscall.RUSAGE_SELF), engineCPU(b, syscall.RUSAGE_CHILDREN)
	for b.Loop() {
		render()
	}
	n := float64(b.N)
	b.ReportMetric(float64(peak)/1e6, "MB-peak")
	b.ReportMetric(float64((engineCPU(b, syscall.RUSAGE_SELF)-self).Milliseconds())/n, "cpu-ms/op")
	b.ReportMetric(float64((engineCPU(b, syscall.RUSAGE_CHILDREN)-children).Milliseconds())/n, "helper-cpu-ms/op")
}

func BenchmarkTwelveMegapixels(b *testing.B) {
	file := engineJPEG(engineScene(4000, 3000), 90)
	b.Run("JPEG", func(b *testing.B) { engineBenchmark(b, file, engineWidthSpecs(picture.JPEG)) })
	b.Run("WebP", func(b *testing.B) {
		if !slices.Contains(engineHelper(b).Writes(), picture.WebP) {
			b.Skip("there is no vips here that writes WebP")
		}
		engineBenchmark(b, file, engineWidthSpecs(picture.WebP))
	})
}

func BenchmarkFiftyMegapixels(b *testing.B) {
	scene := engineScene(8660, 5773)
	b.Run("JPEG", func(b *testing.B) { engineBenchmark(b, engineJPEG(scene, 90), engineWidthSpecs(picture.JPEG)) })
	b.Run("PNG", func(b *testing.B) { engineBenchmark(b, enginePNG(scene), engineWidthSpecs(picture.JPEG)) })
}

// BenchmarkVipsthumbnail is the same work by another program, to compare with.
func BenchmarkVipsthumbnail(b *testing.B) {
	program, err := exec.LookPath("vipsthumbnail")
	if err != nil {
		b.Skip("vipsthumbnail is not installed")
	}
	source := filepath.Join(b.TempDir(), "source.jpg")
	if err := os.WriteFile(source, engineJPEG(engineScene(4000, 3000), 90), 0o600); err != nil {
		b.Fatal(err)
	}
	debug.FreeOSMemory() // a child is as large as its parent until it becomes a program of its own
	for _, kind := range []string{"jpg", "webp"} {
		b.Run(kind, func(b *testing.B) {
			before, peak := engineCPU(b, syscall.RUSAGE_CHILDREN), int64(0)
			for b.Loop() {
				for _, width := range engineWidths() {
					out := filepath.Join(filepath.Dir(source), strconv.Itoa(width)+"."+kind+"[Q=80,strip]")
					child := exec.CommandContext(b.Context(), program, "--size", strconv.Itoa(width)+"x", "-o", out, source)
					if said, err := child.CombinedOutput(); err != nil {
						b.Fatalf("%v: %s", err, said)
					}
					peak = max(peak, child.ProcessState.SysUsage().(*syscall.Rusage).Maxrss<<10)
				}
			}
			b.ReportMetric(float64((engineCPU(b, syscall.RUSAGE_CHILDREN)-before).Milliseconds())/float64(b.N), "cpu-ms/op")
			b.ReportMetric(float64(peak)/1e6, "MB-peak")
		})
	}
}
