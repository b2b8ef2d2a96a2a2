package content

import "fmt"

// ETag is the entity tag of the working copy, with its quotes: the revision,
// which is what comparison goes by, and eight digits of its digest.
func (e Entry) ETag() string {
	return fmt.Sprintf(`"%d.%.8s"`, e.Version, e.Digest)
}

// PublicVersion is the revision that the public sees now; 0 for none.
func (e Entry) PublicVersion() int {
	if e.State == Scheduled {
		return 0
	}
	return e.LiveVersion
}
