package blob_test

import (
	"crypto/rand"
	"log/slog"
	"net"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/johannesboyne/gofakes3"
	"github.com/johannesboyne/gofakes3/backend/s3mem"
	"github.com/minio/minio-go/v7"
	"github.com/minio/minio-go/v7/pkg/credentials"

	"newsdesk/internal/blob"
)

// bucket is where the tests work, each below a prefix of its own.
const bucket = "newsroom"

func options(endpoint string) blob.Options {
	return blob.Options{
		Endpoint: endpoint, Region: "us-east-1", Bucket: bucket, Prefix: "t/" + strings.ToLower(rand.Text()),
		AccessKey: "desk", Secret: "a secret of the tests", PathStyle: true,
	}
}

func newS3(tb testing.TB, o blob.Options) *blob.S3 {
	tb.Helper()
	s, err := blob.NewS3(o)
	if err != nil {
		tb.Fatal(err)
	}
	return s
}

// peer is an object store.
type peer struct {
	name  string
	start func(testing.TB) (endpoint string)
}

func peers() []peer {
	return []peer{{"gofakes3", fake}, {"versitygw", versity}}
}

// fake is an object store in this process, which believes everything that it is
// told: it looks at no signature and at no checksum.
func fake(tb testing.TB) string {
	tb.Helper()
	server := httptest.NewUnstartedServer(gofakes3.New(s3mem.New(), gofakes3.WithLogger(gofakes3.DiscardLog())).Server())
	server.Config.ErrorLog = slog.NewLogLogger(slog.DiscardHandler, slog.LevelError) // it complains about itself when a connection breaks
	server.Start()
	tb.Cleanup(server.Close)
	makeBucket(tb, server.URL)
	return server.URL
}

// versity is an object store of its own, on the disk of this machine. It checks
// signatures and checksums.
func versity(tb testing.TB) string {
	tb.Helper()
	address := freeAddress(tb)
	var out strings.Builder
	o := options("http://" + address)
	program := exec.Command(tool(tb, "versitygw"), "--port", address, "--access", o.AccessKey, "--secret", string(o.Secret),
		"--quiet", "--keep-alive", "posix", "--sidecar", tb.TempDir(), tb.TempDir())
	program.Env = []string{"PATH=" + os.Getenv("PATH"), "HOME=" + tb.TempDir()}
	program.Stdout, program.Stderr = &out, &out
	if err := program.Start(); err != nil {
		tb.Fatal(err)
	}
	tb.Cleanup(func() {
		_ = program.Process.Kill()
		_ = program.Wait()
		if tb.Failed() {
			tb.Log(out.String())
		}
	})
	awaitAnswer(tb, address)
	makeBucket(tb, o.Endpoint)
	return o.Endpoint
}

// tool finds a program on the path, or in the folder that NEWSDESK_TEST_TOOLS
// names. If there is such a folder, the program must be in it.
func tool(tb testing.TB, name string) string {
	tb.Helper()
	if path, err := exec.LookPath(name); err == nil {
		return path
	}
	folder := os.Getenv("NEWSDESK_TEST_TOOLS")
	if folder == "" {
		tb.Skipf("%s is not on the PATH, and NEWSDESK_TEST_TOOLS names no folder with it: nothing was tested with it", name)
	}
	path := filepath.Join(folder, name)
	if _, err := os.Stat(path); err != nil {
		tb.Fatalf("NEWSDESK_TEST_TOOLS names a folder without %s: %v", name, err)
	}
	return path
}

func freeAddress(tb testing.TB) string {
	tb.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		tb.Fatal(err)
	}
	defer listener.Close()
	return listener.Addr().String()
}

func awaitAnswer(tb testing.TB, address string) {
	tb.Helper()
	for deadline := time.Now().Add(30 * time.Second); time.Now().Before(deadline); time.Sleep(20 * time.Millisecond) {
		if conn, err := net.Dial("tcp", address); err == nil {
			_ = conn.Close()
			return
		}
	}
	tb.Fatalf("nothing listens at %s after half a minute", address)
}

func makeBucket(tb testing.TB, endpoint string) {
	tb.Helper()
	o := options(endpoint)
	client, err := minio.New(strings.TrimPrefix(endpoint, "http://"), &minio.Options{
		Creds: credentials.NewStaticV4(o.AccessKey, string(o.Secret), ""), Region: o.Region, BucketLookup: minio.BucketLookupPath,
	})
	if err != nil {
		tb.Fatal(err)
	}
	if err := client.MakeBucket(tb.Context(), bucket, minio.MakeBucketOptions{Region: o.Region}); err != nil {
		tb.Fatal(err)
	}
}
