package almanac_test

import (
	"bufio"
	"compress/gzip"
	"os"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"newsdesk/internal/almanac"
)

// vectors reads a file of testdata, which was made by a program of another kind.
func vectors(t *testing.T, name string) (lines [][]string) {
	t.Helper()
	f, err := os.Open("testdata/" + name)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	unzipped, err := gzip.NewReader(f)
	if err != nil {
		t.Fatal(err)
	}
	scan := bufio.NewScanner(unzipped)
	scan.Buffer(nil, 1<<20)
	for scan.Scan() {
		lines = append(lines, strings.Split(scan.Text(), "\t"))
	}
	if err := scan.Err(); err != nil {
		t.Fatal(err)
	}
	return lines
}

func integers(t *testing.T, column string) (values []int64) {
	t.Helper()
	for s := range strings.FieldsSeq(column) {
		n, err := strconv.ParseInt(s, 10, 64)
		if err != nil {
			t.Fatal(err)
		}
		values = append(values, n)
	}
	return values
}

func sums(values []int64) []int64 {
	for i := range values[:max(len(values), 1)-1] {
		values[i+1] += values[i]
	}
	return values
}

// The zone data of this machine may be newer than the table. Zones that have
// other changes here are left out, and there may be few of them.
func TestE02WallClocksAreResolvedAsAnotherLibraryDoes(t *testing.T) {
	var zones, others, walls, wrong int
	for _, line := range vectors(t, "zones.txt.gz") {
		z, err := time.LoadLocation(line[0])
		if err != nil || !sameChanges(t, z, line) {
			others++
			continue
		}
		zones++
		offsets := integers(t, line[4])
		for i, w := range sums(integers(t, line[3])) {
			walls++
			if got := almanac.Resolve(time.Unix(w, 0).UTC(), z).Unix(); got != w-offsets[i] {
				wrong++
				t.Errorf("%s %s: got %d, want %d", line[0], time.Unix(w, 0).UTC(), got, w-offsets[i])
			}
		}
	}
	if t.Logf("%d wall clocks in %d zones, %d wrong; %d zones have other data here", walls, zones, wrong, others); others > 30 || walls < 20_000 {
		t.Error("these are too few to prove anything")
	}
}

func sameChanges(t *testing.T, z *time.Location, line []string) bool {
	t.Helper()
	offsets := integers(t, line[2])
	for i, at := range sums(integers(t, line[1])) {
		if _, offset := time.Unix(at, 0).In(z).Zone(); int64(offset) != offsets[i] {
			return false
		}
	}
	return true
}

func TestRulesGiveWhatAnotherLibraryFinds(t *testing.T) {
	all := vectors(t, "rules.txt.gz")
	if len(all) != 3000 {
		t.Fatalf("got %d rules, want 3000", len(all))
	}
	for _, line := range all {
		start, err := time.Parse(almanac.LocalLayout, line[1])
		if err != nil {
			t.Fatal(err)
		}
		series := rule(t, line[0]).From(start, time.UTC)
		if faults := series.Check(); len(faults) > 0 {
			t.Errorf("%s from %s: %v", line[0], line[1], faults)
			continue
		}
		var got []int64
		for _, at := range series.Between(start, start.AddDate(60, 0, 0), 41)[1:] {
			got = append(got, int64(at.Sub(start)/(24*time.Hour)))
		}
		want := integers(t, line[2])
		if n := len(want); len(got) > n && n < 40 && !strings.Contains(line[0], "COUNT") && !strings.Contains(line[0], "UNTIL") {
			got = got[:n] // the other stops with the year in which it has looked long enough
		}
		if !slices.Equal(got, want) {
			t.Errorf("%s from %s: got %v, want %v", line[0], line[1], got, want)
		}
	}
}

// A window finds what following the rule from its start would have found.
func TestAWindowOfASeriesIsAPartOfIt(t *testing.T) {
	for _, line := range vectors(t, "rules.txt.gz") {
		start, err := time.Parse(almanac.LocalLayout, line[1])
		if err != nil {
			t.Fatal(err)
		}
		series := rule(t, line[0]).From(start, time.UTC)
		from, to := start.AddDate(1, 3, 5), start.AddDate(3, 0, 0)
		all := slices.DeleteFunc(series.Between(start, to, 1<<20), func(at time.Time) bool { return at.Before(from) })
		if got := series.Between(from, to, 1<<20); !slices.EqualFunc(got, all, time.Time.Equal) {
			t.Errorf("%s from %s: got %v, want %v", line[0], line[1], got, all)
		}
	}
}
