package almanac

import (
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"time"
)

// Edition tells the data of a zone that this process has from others, as far as it
// is about the time from 2020 to 2040: 64 bits of SHA-256 in hex. What was computed
// of times in the zone holds for one edition.
func Edition(zone *time.Location) string {
	sum := sha256.New()
	first := time.Date(2020, time.January, 1, 0, 0, 0, 0, time.UTC)
	for at := first; at.Before(first.AddDate(20, 0, 0)); at = at.AddDate(0, 0, 7) {
		_, offset := at.In(zone).Zone()
		sum.Write(binary.BigEndian.AppendUint32(nil, uint32(offset)))
	}
	return hex.EncodeToString(sum.Sum(nil)[:8])
}
