package v1_test

import (
	"os"
	"slices"
	"strings"
	"testing"

	"newsdesk/internal/content"
	"newsdesk/internal/policy"
)

// cell is what the tables say of a verb.
func (w *walk) cell(who *caller, o object, v policy.Verb) string {
	if who.role == policy.Treasurer && o.kind == "campaign" { // whose money they keep, and whose words are others'
		if v == policy.Read {
			return "yes"
		}
		return "403"
	}
	if reviewed(o.kind) {
		where := o.where
		if who.all {
			where = "of their section"
		}
		return w.matrix[string(who.role)+": "+where][string(v)][o.state]
	}
	whose := "of others"
	if o.owner != "" {
		whose = "their own"
	}
	of := func(v policy.Verb) string {
		return w.records[strings.Join([]string{o.kind, string(who.role), whose, string(v)}, " ")]
	}
	switch {
	case v == policy.Read:
		return of(policy.Read)
	case of(policy.Update) != "yes":
		return of(policy.Update)
	case v == policy.Restore && o.state == "published", v != policy.Restore && o.state == "trash":
		return "409"
	}
	return "yes"
}

// creates is what the tables say of beginning an entry of a kind.
func (w *walk) creates(r policy.Role, kind string) string {
	if reviewed(kind) {
		if slices.Contains([]policy.Role{policy.Contributor, policy.Reporter, policy.Editor, policy.Secretary, policy.EditorInChief}, r) {
			return "yes"
		}
		return "403"
	}
	return w.records[strings.Join([]string{kind, string(r), "their own", "create"}, " ")]
}

// matrix is testdata/matrix.txt: "role: relation", verb, state.
type matrix map[string]map[string]map[string]string

func readMatrix(t *testing.T) matrix {
	t.Helper()
	m, at := matrix{}, ""
	var states []string
	for line := range strings.SplitSeq(testdata(t, "matrix.txt"), "\n") {
		fields := strings.Fields(line)
		role, _, isHead := strings.Cut(line, ": ")
		switch {
		case len(fields) == 0:
		case isHead && policy.Known(policy.Role(role)):
			at = line
			m[at] = map[string]map[string]string{}
		case at == "":
		case fields[0] == "404":
			for _, v := range slices.Concat([]policy.Verb{policy.Read}, policy.Verbs()) {
				m[at][string(v)] = map[string]string{}
				for _, s := range append(content.States(), "trash") {
					m[at][string(v)][string(s)] = "404"
				}
			}
		case fields[0] == string(content.Draft):
			states = fields
		default:
			m[at][fields[0]] = map[string]string{}
			for i, s := range states {
				m[at][fields[0]][s] = fields[i+1]
			}
		}
	}
	if len(m) != 3*len(policy.Roles()) {
		t.Fatalf("the matrix has %d tables, want three for each role", len(m))
	}
	return m
}

func readRecords(t *testing.T) map[string]string {
	t.Helper()
	all := map[string]string{}
	var verbs []string
	for line := range strings.SplitSeq(testdata(t, "records.txt"), "\n") {
		fields := strings.Fields(line)
		switch {
		case len(fields) == 4:
			verbs = fields
		case len(fields) == 8:
			for i, v := range verbs {
				all[strings.Join(fields[:4], " ")+" "+v] = fields[i+4]
			}
		}
	}
	if len(all) != 5*2*4*len(policy.Roles()) {
		t.Fatalf("the table of records has %d cells", len(all))
	}
	return all
}

// readDuties reads testdata/roles.txt, as far as it is about the administration.
func readDuties(t *testing.T) map[string]bool {
	t.Helper()
	all, role := map[string]bool{}, ""
	for line := range strings.SplitSeq(testdata(t, "roles.txt"), "\n") {
		fields := strings.Fields(line)
		switch {
		case len(fields) == 1 && policy.Known(policy.Role(line)):
			role = line
		case role != "" && len(fields) > 1 && slices.Contains(policy.Administration(), fields[0]):
			for _, v := range fields[1:] {
				all[role+" "+fields[0]+" "+strings.TrimSuffix(v, ",")] = true
			}
		}
	}
	if len(all) < len(policy.Administration()) {
		t.Fatalf("the roles have %d duties, want at least those of the admin", len(all))
	}
	return all
}

func testdata(t *testing.T, name string) string {
	t.Helper()
	b, err := os.ReadFile("../../internal/policy/testdata/" + name)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}
