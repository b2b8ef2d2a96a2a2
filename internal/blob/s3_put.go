package blob

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"io"
	"net/http"
	"time"

	"github.com/minio/minio-go/v7"

	"newsdesk/internal/fault"
)

// partSize is how many bytes are sent at once and held in memory for a Put: the
// fewest that S3 allows for a part, in bytes.
const partSize = 5 << 20

const (
	checksum  = "X-Amz-Checksum-Sha256"
	algorithm = "X-Amz-Checksum-Algorithm"
)

// Put implements [Store]. Up to 5 MiB are sent in one request, more in parts of as
// many, which the store shows as one object when the last has come. A request is
// tried three times. Parts that cannot be taken back because the store does not
// answer any more are seen nowhere, and Sweep finds them.
func (s *S3) Put(ctx context.Context, key string, size int64, r io.Reader) (err error) {
	defer fault.Wrap(&err, "blob.S3.Put(%q)", key)
	in, err := newIntake(ctx, key, size, r)
	if err != nil {
		return err
	}
	first := make([]byte, min(size, partSize))
	if err := in.fill(first); err != nil {
		return err
	}
	if in.left() > 0 {
		return s.putParts(ctx, in, first)
	}
	if err := in.fits(s); err != nil {
		return err
	}
	return s.putWhole(ctx, key, first)
}

func (s *S3) putWhole(ctx context.Context, key string, all []byte) error {
	sum := sha256.Sum256(all)
	_, err := s.core.PutObject(ctx, s.bucket, s.prefix+key, bytes.NewReader(all), int64(len(all)), "", hex.EncodeToString(sum[:]),
		minio.PutObjectOptions{UserMetadata: map[string]string{checksum: inBase64(sum[:])}, DisableContentSha256: true})
	return s3Fault(ctx, err)
}

// putParts sends buf, which has the first bytes of in, and then the others.
func (s *S3) putParts(ctx context.Context, in *intake, buf []byte) (err error) {
	name := s.prefix + in.key
	id, err := s.core.NewMultipartUpload(ctx, s.bucket, name, minio.PutObjectOptions{UserMetadata: map[string]string{algorithm: "SHA256"}})
	if err != nil {
		return s3Fault(ctx, err)
	}
	defer func() {
		if err != nil {
			s.takeBack(ctx, name, id)
		}
	}()
	var parts []minio.CompletePart
	for len(buf) > 0 {
		part, err := s.putPart(ctx, name, id, len(parts)+1, buf)
		if err != nil {
			return s3Fault(ctx, err)
		}
		parts = append(parts, part)
		buf = buf[:min(int64(len(buf)), in.left())]
		if err := in.fill(buf); err != nil {
			return err
		}
	}
	if err := in.fits(s); err != nil {
		return err
	}
	_, err = s.core.CompleteMultipartUpload(ctx, s.bucket, name, id, parts, minio.PutObjectOptions{})
	return s3Fault(ctx, err)
}

func (s *S3) putPart(ctx context.Context, name, id string, number int, part []byte) (minio.CompletePart, error) {
	sum := sha256.Sum256(part)
	sent, err := s.core.PutObjectPart(ctx, s.bucket, name, id, number, bytes.NewReader(part), int64(len(part)), minio.PutObjectPartOptions{
		Sha256Hex:            hex.EncodeToString(sum[:]),
		CustomHeader:         http.Header{checksum: {inBase64(sum[:])}},
		DisableContentSha256: true,
	})
	return minio.CompletePart{PartNumber: number, ETag: sent.ETag, ChecksumSHA256: sent.ChecksumSHA256}, err
}

// takeBackMost is how long a Put that has failed still tries to take back what it
// has sent.
const takeBackMost = 10 * time.Second

func (s *S3) takeBack(ctx context.Context, name, id string) {
	ctx, stop := context.WithTimeout(context.WithoutCancel(ctx), takeBackMost)
	defer stop()
	_ = s.core.AbortMultipartUpload(ctx, s.bucket, name, id) // Put has its fault already
}

func inBase64(sum []byte) string { return base64.StdEncoding.EncodeToString(sum) }
