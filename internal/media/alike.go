package media

import (
	"cmp"
	"context"
	"slices"
	"strconv"

	"newsdesk/internal/db"
	"newsdesk/internal/fault"
	"newsdesk/internal/picture"
)

// alikeMost is in how many of 64 bits pictures may differ that are nearly always
// of the same motif.
const alikeMost = 6

// alikeShown is how many images are named.
const alikeShown = 5

// Alike lists images whose files look like another, the most alike first. It is a
// hint: two pictures of one scene can look alike too.
func (m *Media) Alike(ctx context.Context, sha string) (ids []string, err error) {
	defer fault.Wrap(&err, "media.Alike")
	if sha == "" {
		return nil, nil
	}
	files, err := m.alike(ctx, sha)
	if err != nil {
		return nil, err
	}
	for _, file := range files {
		shown, err := m.Showing(ctx, file)
		if err != nil {
			return nil, err
		}
		if ids = append(ids, shown...); len(ids) >= alikeShown {
			return ids[:alikeShown], nil
		}
	}
	return ids, nil
}

// alike lists files by how much they look like one.
func (m *Media) alike(ctx context.Context, sha string) (shas []string, err error) {
	mine, err := m.File(ctx, sha)
	if err != nil {
		return nil, err
	}
	var others []File
	err = db.Gorm(ctx, m.db).Select("sha256", "likeness").Find(&others, "sha256 <> ? AND going_at IS NULL", sha).Error
	if err != nil {
		return nil, db.Err(err)
	}
	type found struct {
		sha     string
		differs int
	}
	var all []found
	for _, other := range others {
		if differs := picture.Similar(mine.likeness(), other.likeness()); differs <= alikeMost {
			all = append(all, found{other.SHA256, differs})
		}
	}
	slices.SortFunc(all, func(a, b found) int { return cmp.Or(cmp.Compare(a.differs, b.differs), cmp.Compare(a.sha, b.sha)) })
	for _, f := range all {
		shas = append(shas, f.sha)
	}
	return shas, nil
}

// likeness is the hash that Keep has written.
func (f File) likeness() uint64 {
	hash, _ := strconv.ParseUint(f.Likeness, 16, 64)
	return hash
}
