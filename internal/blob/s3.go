package blob

import (
	"context"
	"crypto/tls"
	"errors"
	"net"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/minio/minio-go/v7"
	"github.com/minio/minio-go/v7/pkg/credentials"

	"newsdesk/internal/fault"
)

// Options are where an object store is and how to sign in to it. Nothing is ever
// taken from the environment or from the machine's provider instead.
type Options struct {
	Endpoint  string // an http or https address without a path, such as https://s3.eu-central-1.amazonaws.com
	Region    string // as the store names it; many that are not Amazon's take us-east-1 or auto
	Bucket    string // is there already
	Prefix    string // begins every key, before a slash; empty: the bucket is the newsroom's own
	AccessKey string
	Secret    Secret
	PathStyle bool // the bucket stands in the path of addresses, not before the host
}

// Secret is a text that prints and marshals as something else.
type Secret string

// String implements fmt.Stringer.
func (Secret) String() string { return "(secret)" }

// GoString implements fmt.GoStringer.
func (Secret) GoString() string { return "(secret)" }

// MarshalText implements encoding.TextMarshaler.
func (s Secret) MarshalText() ([]byte, error) { return []byte(s.String()), nil }

// check names all that is wrong with o.
func (o Options) check() (*url.URL, error) {
	var f fault.Fields
	at, err := url.Parse(o.Endpoint)
	good := err == nil && (at.Scheme == "https" || at.Scheme == "http") && at.Host != "" && at.User == nil &&
		strings.Trim(at.Path, "/") == "" && at.RawQuery == "" && at.Fragment == ""
	f.If(!good, "/endpoint", "wrong_format", "The endpoint is an http or https address without a path")
	f.If(o.Region == "", "/region", "required", "The region is missing")
	f.If(o.Bucket == "", "/bucket", "required", "The bucket is missing")
	f.If(o.AccessKey == "", "/access_key", "required", "The access key is missing")
	f.If(o.Secret == "", "/secret", "required", "The secret of the access key is missing")
	f.If(o.Prefix != "" && CheckKey(o.Prefix) != nil, "/prefix", "wrong_format", "A prefix is lower-case letters and digits, with - _ . and / between them")
	return at, f.Err()
}

// S3 is a store in a bucket of an object store that speaks Amazon's S3 protocol,
// version 4 of its signatures. The SHA-256 of what is sent goes with it, so that
// bytes which were damaged on their way are refused.
type S3 struct {
	core   *minio.Core
	bucket string
	prefix string // empty, or ends with a slash
}

// NewS3 returns the store that o describes. Whether it answers, Ping tells. It
// fails with Invalid, whose fields point into the settings.
func NewS3(o Options) (_ *S3, err error) {
	defer fault.Wrap(&err, "blob.NewS3")
	at, err := o.check()
	if err != nil {
		return nil, err
	}
	lookup := minio.BucketLookupDNS
	if o.PathStyle {
		lookup = minio.BucketLookupPath
	}
	core, err := minio.NewCore(at.Host, &minio.Options{
		Creds:        credentials.NewStaticV4(o.AccessKey, string(o.Secret), ""),
		Secure:       at.Scheme == "https",
		Region:       o.Region,
		BucketLookup: lookup,
		Transport:    transport(),
		MaxRetries:   triesOfRequest,
	})
	if err != nil {
		return nil, fault.Member(fault.Invalid, "/endpoint", "wrong_format", "The endpoint is an http or https address without a path").Because(err)
	}
	s := &S3{core: core, bucket: o.Bucket}
	if o.Prefix != "" {
		s.prefix = o.Prefix + "/"
	}
	return s, nil
}

const (
	triesOfRequest = 3                // about a second apart
	connectMost    = 10 * time.Second // for the connection, and again for TLS
	stallMost      = time.Minute      // in which not one byte has moved
)

// transport reaches the store directly and gives up one that stalls.
func transport() *http.Transport {
	dialer := net.Dialer{Timeout: connectMost}
	return &http.Transport{
		DialContext: func(ctx context.Context, network, address string) (net.Conn, error) {
			conn, err := dialer.DialContext(ctx, network, address)
			if err != nil {
				return nil, err
			}
			return newRestless(conn), nil
		},
		TLSClientConfig:       &tls.Config{MinVersion: tls.VersionTLS12},
		TLSHandshakeTimeout:   connectMost,
		ResponseHeaderTimeout: stallMost,
		IdleConnTimeout:       stallMost / 2,
		MaxIdleConnsPerHost:   16,
		DisableCompression:    true, // the bytes are pictures, and are counted
	}
}

// restless is a connection that ends when no byte has moved for stallMost.
type restless struct {
	net.Conn
	patience *time.Timer
}

func newRestless(conn net.Conn) *restless {
	return &restless{conn, time.AfterFunc(stallMost, func() { _ = conn.Close() })}
}

// Read implements net.Conn.
func (r *restless) Read(b []byte) (int, error) {
	n, err := r.Conn.Read(b)
	r.patience.Reset(stallMost)
	return n, err
}

// Write implements net.Conn.
func (r *restless) Write(b []byte) (int, error) {
	n, err := r.Conn.Write(b)
	r.patience.Reset(stallMost)
	return n, err
}

// Close implements net.Conn.
func (r *restless) Close() error {
	r.patience.Stop()
	return r.Conn.Close()
}

// Ping implements [Store].
func (s *S3) Ping(ctx context.Context) (err error) {
	defer fault.Wrap(&err, "blob.S3.Ping")
	there, err := s.core.BucketExists(ctx, s.bucket)
	if err == nil && !there {
		return down(errors.New("the bucket " + s.bucket + " does not exist"))
	}
	return s3Fault(ctx, err)
}

// Stat implements [Store].
func (s *S3) Stat(ctx context.Context, key string) (_ Info, err error) {
	defer fault.Wrap(&err, "blob.S3.Stat(%q)", key)
	if err := CheckKey(key); err != nil {
		return Info{}, err
	}
	o, err := s.core.StatObject(ctx, s.bucket, s.prefix+key, minio.StatObjectOptions{})
	if err != nil {
		return Info{}, s3Fault(ctx, err)
	}
	return Info{key, o.Size, o.LastModified}, nil
}

// Delete implements [Store].
func (s *S3) Delete(ctx context.Context, key string) (err error) {
	defer fault.Wrap(&err, "blob.S3.Delete(%q)", key)
	if err := CheckKey(key); err != nil {
		return err
	}
	err = s3Fault(ctx, s.core.RemoveObject(ctx, s.bucket, s.prefix+key, minio.RemoveObjectOptions{}))
	if fault.Is(err, fault.NotFound) {
		return nil
	}
	return err
}

// List implements [Store].
func (s *S3) List(ctx context.Context, prefix string, each func(Info) error) (err error) {
	defer fault.Wrap(&err, "blob.S3.List(%q)", prefix)
	if err := checkPrefix(prefix); err != nil {
		return err
	}
	for o := range s.core.ListObjectsIter(ctx, s.bucket, minio.ListObjectsOptions{Prefix: s.prefix + prefix, Recursive: true}) {
		if o.Err != nil {
			return s3Fault(ctx, o.Err)
		}
		key := strings.TrimPrefix(o.Key, s.prefix)
		if CheckKey(key) != nil { // somebody else's
			continue
		}
		if err := each(Info{key, o.Size, o.LastModified}); err != nil {
			return err
		}
	}
	return ctx.Err()
}

// Sweep implements [Store]: it aborts uploads in parts, which cost money and are
// seen nowhere.
func (s *S3) Sweep(ctx context.Context, before time.Time) (swept int, err error) {
	defer fault.Wrap(&err, "blob.S3.Sweep")
	ctx, stop := context.WithCancel(ctx)
	defer stop() // ends the listing
	for u := range s.core.ListIncompleteUploads(ctx, s.bucket, s.prefix, true) {
		err := u.Err
		if err == nil && u.Initiated.Before(before) {
			err = s.core.AbortMultipartUpload(ctx, s.bucket, u.Key, u.UploadID)
			swept++
		}
		// An upload may end by itself meanwhile, and some stores call a list
		// without uploads not found.
		if err := s3Fault(ctx, err); err != nil && !fault.Is(err, fault.NotFound) {
			return swept, err
		}
	}
	return swept, ctx.Err()
}

// s3Fault classifies an error of the store or of the way to it. Whatever is not
// known, a refused signature as much as a broken wire, is for the operator to mend
// and for the client to wait for.
func s3Fault(ctx context.Context, err error) error {
	if err == nil {
		return nil
	}
	if ended := ctx.Err(); ended != nil {
		return ended
	}
	switch minio.ToErrorResponse(err).Code {
	case minio.NoSuchKey, "NoSuchUpload", "NotFound":
		return notFound(err)
	case "QuotaExceeded", "XMinioAdminBucketQuotaExceeded", "XMinioStorageFull", "InsufficientCapacity":
		return full(err)
	}
	return down(err)
}
