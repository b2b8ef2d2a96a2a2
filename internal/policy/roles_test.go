package policy_test

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"testing"

	"newsdesk/internal/policy"
)

const rolesPreface = `What each role is made of that every newsroom has.

    copy        articles and pages, which are reviewed
    record      sections, tags, authors, organisations and images, which are not
    *           every kind of content; as a verb, every verb

    own         of what the person began
    section     of what belongs to the sections for which they have the role
    any         of everything

Where statuses are listed, the permission holds in these alone.
`

// written is all the roles as text: a line for each resource, scope and list of
// statuses, with its verbs.
func written() string {
	var b strings.Builder
	b.WriteString(rolesPreface)
	for _, r := range policy.Roles() {
		fmt.Fprintf(&b, "\n%s\n", r)
		var lines []string
		verbs := map[string][]string{}
		for _, p := range policy.Permissions(r) {
			line := fmt.Sprintf("%-14s%-9s", p.Resource, p.Scope)
			if p.Scope == policy.Any && slices.Contains(policy.Administration(), p.Resource) {
				line = fmt.Sprintf("%-14s%-9s", p.Resource, "") // whose is no question there
			}
			for _, s := range p.States {
				line += " " + string(s)
			}
			if verbs[line] == nil {
				lines = append(lines, line)
			}
			if !slices.Contains(verbs[line], string(p.Verb)) {
				verbs[line] = append(verbs[line], string(p.Verb))
			}
		}
		slices.SortStableFunc(lines, func(x, y string) int { return cmp.Compare(x[:14], y[:14]) })
		for _, line := range lines {
			head, states := line[:23], strings.TrimSpace(line[23:])
			fmt.Fprintf(&b, "    %s%s\n", head, strings.Join(verbs[line], ", "))
			if states != "" {
				fmt.Fprintf(&b, "    %23s    while %s\n", "", strings.ReplaceAll(states, " ", ", "))
			}
		}
	}
	return b.String()
}

func TestTheRolesAreAsWrittenDown(t *testing.T) { golden(t, "roles.txt", written()) }
