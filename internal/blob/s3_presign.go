package blob

import (
	"context"
	"encoding/hex"
	"maps"
	"net/http"
	"strconv"
	"time"

	"newsdesk/internal/fault"
)

// presignMost is the longest life that version 4 of the signatures allows.
const presignMost = 7 * 24 * time.Hour

var _ Presigner = (*S3)(nil)

// PresignPut implements [Presigner]. The key stands in the signed address; the
// size, the SHA-256 and the media type are signed headers. So the store refuses
// another key, size, checksum or type because the signature does not fit (403),
// and other bytes because the checksum does not (400). A life of more than seven
// days is cut to seven days.
//
// That the checksum is looked at is a promise of Amazon's S3 which not every store
// keeps: one that does not know the header takes other bytes of the same size. So
// what came this way is hashed before it is used. A browser can use the address
// only if the bucket's CORS rules allow PUT with these headers.
func (s *S3) PresignPut(ctx context.Context, key string, size int64, sha256, mediaType string, lifetime time.Duration) (_ Presigned, err error) {
	defer fault.Wrap(&err, "blob.S3.PresignPut(%q)", key)
	if err := CheckKey(key); err != nil {
		return Presigned{}, err
	}
	sum, err := hex.DecodeString(sha256)
	var f fault.Fields
	f.If(err != nil || len(sha256) != sumHex, "/sha256", "wrong_format", "A SHA-256 is 64 hexadecimal digits")
	f.If(size < 0, "/size", "out_of_range", "A file cannot have %d bytes", size)
	f.If(mediaType == "", "/media_type", "required", "The media type is missing")
	f.If(lifetime < time.Second, "/lifetime", "out_of_range", "A signed request lives for a second or longer")
	if err := f.Err(); err != nil {
		return Presigned{}, err
	}
	header := http.Header{checksum: {inBase64(sum)}, "Content-Type": {mediaType}}
	signed := maps.Clone(header)
	signed.Set("Content-Length", strconv.FormatInt(size, 10))
	at, err := s.core.PresignHeader(ctx, http.MethodPut, s.bucket, s.prefix+key, min(lifetime, presignMost), nil, signed)
	if err != nil {
		return Presigned{}, s3Fault(ctx, err)
	}
	return Presigned{Method: http.MethodPut, URL: at.String(), Header: header}, nil
}
