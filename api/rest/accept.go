package rest

import "strings"

// Accepted reports whether an Accept header takes the media type (RFC 9110,
// section 12.5.1). Of several ranges that it falls under, the narrowest counts.
func Accepted(accept []string, mediaType string) bool {
	family, _, _ := strings.Cut(mediaType, "/")
	narrowest, weight := 0, 0
	for _, line := range accept {
		for part := range strings.SplitSeq(line, ",") {
			span, w := weighed(part)
			if n := narrowness(span, family, mediaType); n > narrowest {
				narrowest, weight = n, w
			}
		}
	}
	return weight > 0
}

// narrowness returns 0 if the media type is not in the range, else the more
// the less else is in it.
func narrowness(span, family, mediaType string) int {
	switch {
	case strings.EqualFold(span, mediaType):
		return 3
	case strings.EqualFold(span, family+"/*"):
		return 2
	case span == Anything:
		return 1
	}
	return 0
}
