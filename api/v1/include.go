package v1

import (
	"context"
	"slices"
	"strings"

	"newsdesk/internal/edition"
)

// maxIncludes is how many relations one request may include.
const maxIncludes = 8

// include puts whole documents in the place of stubs. Each level of relations
// costs one statement, however many documents there are.
func include(ctx context.Context, shelf *edition.Shelf, docs [][]member, paths []string) error {
	if len(paths) == 0 {
		return nil
	}
	first, below := levels(paths)
	found, err := fetch(ctx, shelf, docs, first)
	if err != nil {
		return err
	}
	if len(below) > 0 {
		if err := deepen(ctx, shelf, found, below); err != nil {
			return err
		}
	}
	return place(docs, first, found)
}

// levels splits paths such as related.section into the names of the first
// level and those of the second.
func levels(paths []string) (first, below []string) {
	for _, p := range paths {
		name, rest, deep := strings.Cut(p, ".")
		if !slices.Contains(first, name) {
			first = append(first, name)
		}
		if deep && !slices.Contains(below, rest) {
			below = append(below, rest)
		}
	}
	return first, below
}

// fetch reads the documents behind the stubs in the named members.
func fetch(ctx context.Context, shelf *edition.Shelf, docs [][]member, names []string) (map[string][]byte, error) {
	var ids []string
	for _, doc := range docs {
		for _, m := range doc {
			if !slices.Contains(names, m.name) {
				continue
			}
			more, err := stubIDs(m.raw)
			if err != nil {
				return nil, err
			}
			ids = append(ids, more...)
		}
	}
	slices.Sort(ids)
	rows, err := shelf.ByIDs(ctx, slices.Compact(ids))
	found := make(map[string][]byte, len(rows))
	for _, d := range rows {
		found[d.EntryID] = d.Card
	}
	return found, err
}

// deepen includes the relations of included documents.
func deepen(ctx context.Context, shelf *edition.Shelf, found map[string][]byte, names []string) error {
	ids := make([]string, 0, len(found))
	docs := make([][]member, 0, len(found))
	for id, raw := range found {
		members, err := split(raw)
		if err != nil {
			return err
		}
		ids, docs = append(ids, id), append(docs, members)
	}
	inner, err := fetch(ctx, shelf, docs, names)
	if err != nil {
		return err
	}
	if err := place(docs, names, inner); err != nil {
		return err
	}
	for i, id := range ids {
		found[id] = join(docs[i])
	}
	return nil
}

// place fills the stubs in the named members.
func place(docs [][]member, names []string, found map[string][]byte) (err error) {
	for _, doc := range docs {
		for i, m := range doc {
			if !slices.Contains(names, m.name) {
				continue
			}
			if doc[i].raw, err = fill(m.raw, found); err != nil {
				return err
			}
		}
	}
	return nil
}
