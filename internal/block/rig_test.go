package block_test

import "slices"

func sortedCopy(s []string) []string {
	s = slices.Clone(s)
	slices.Sort(s)
	return s
}

func slicesRepeat[T any](v T, n int) []T { return slices.Repeat([]T{v}, n) }
