package strict_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"newsdesk/internal/fault"
	"newsdesk/internal/strict"
)

func TestABodyIsRefusedFor(t *testing.T) {
	deep := func(n int) string {
		return `{"extra":` + strings.Repeat("[", n) + strings.Repeat("]", n) + `}`
	}
	for _, c := range []struct {
		id, body string
		kind     fault.Kind
		fields   []string
	}{
		{"D01 a duplicate member", `{"title":"a","title":"b"}`, fault.InvalidJSON, []string{"/title duplicate_member"}},
		{"D01 a duplicate member written with an escape", `{"title":"a","\u0074itle":"b"}`, fault.InvalidJSON, []string{"/title duplicate_member"}},
		{"D01 a duplicate member within a free value", `{"extra":{"a":1,"a":2}}`, fault.InvalidJSON, []string{"/extra/a duplicate_member"}},
		{"D02 another case", `{"Title":"a","LIVE":true}`, fault.UnknownMember, []string{"/Title unknown_member", "/LIVE unknown_member"}},
		{"D02 another case in a nested object", `{"author":{"NAME":"a"}}`, fault.UnknownMember, []string{"/author/NAME unknown_member"}},
		{"D03 all unknown members", `{"x":1,"author":{"y":2},"people":[{},{"z/~":3}]}`, fault.UnknownMember, []string{"/x unknown_member", "/author/y unknown_member", "/people/1/z~1~0 unknown_member"}},
		{"D03 a field that is not of JSON", `{"Hidden":"a"}`, fault.UnknownMember, []string{"/Hidden unknown_member"}},
		{"D03 an unknown member where a type decodes itself", `{"block":{"text":"a","evil":1}}`, fault.UnknownMember, []string{"/block/evil unknown_member"}},
		{"D04 trailing text", `{} x`, fault.InvalidJSON, []string{" trailing_data"}},
		{"D05 two documents", `{}{}`, fault.InvalidJSON, []string{" trailing_data"}},
		{"D06 depth 33", deep(32), fault.InvalidJSON, []string{"/extra" + strings.Repeat("/0", 31) + " too_deep"}},
		{"D06 depth 10,001", deep(10_000), fault.InvalidJSON, []string{"/extra" + strings.Repeat("/0", 31) + " too_deep"}},
		{"D06 too many items", `{"tags":[` + strings.Repeat(`"a",`, strict.MaxItems) + `"a"]}`, fault.Invalid, []string{"/tags too_many_items"}},
		{"D06 too many items that are objects", `{"people":[` + strings.Repeat(`{},`, strict.MaxItems) + `{}]}`, fault.Invalid, []string{"/people too_many_items"}},
		{"D07 1e400 for a whole number", `{"urgency":1e400}`, fault.Invalid, []string{"/urgency wrong_type"}},
		{"D07 1e400 for a number", `{"share":1e400}`, fault.Invalid, []string{"/share out_of_range"}},
		{"D07 1E2 for a whole number", `{"urgency":1E2}`, fault.Invalid, []string{"/urgency wrong_type"}},
		{"D07 1.0 for a whole number", `{"urgency":1.0}`, fault.Invalid, []string{"/urgency wrong_type"}},
		{"D07 minus zero", `{"urgency":-0}`, fault.Invalid, []string{"/urgency wrong_type"}},
		{"D07 0x10", `{"urgency":0x10}`, fault.InvalidJSON, []string{" syntax"}},
		{"D07 NaN", `{"urgency":NaN}`, fault.InvalidJSON, []string{"/urgency syntax"}},
		{"D07 01", `{"urgency":01}`, fault.InvalidJSON, []string{" syntax"}},
		{"D07 .5", `{"urgency":.5}`, fault.InvalidJSON, []string{"/urgency syntax"}},
		{"D08 more than 63 bits", `{"views":9223372036854775808}`, fault.Invalid, []string{"/views out_of_range"}},
		{"D09 null for a value", `{"title":null,"urgency":null,"tags":null,"at":null,"author":{"age":null}}`, fault.Invalid, []string{"/title wrong_type", "/urgency wrong_type", "/tags wrong_type", "/at wrong_type", "/author/age wrong_type"}},
		{"D09 null where a type decodes itself", `{"block":{"text":null}}`, fault.Invalid, []string{"/block/text wrong_type"}},
		{"D10 an array as the body", `[]`, fault.InvalidJSON, []string{" wrong_type"}},
		{"D10 a string as the body", `"a"`, fault.InvalidJSON, []string{" wrong_type"}},
		{"D10 a number as the body", `1`, fault.InvalidJSON, []string{" wrong_type"}},
		{"D10 null as the body", `null`, fault.InvalidJSON, []string{" wrong_type"}},
		{"D11 a string for a number and 1 for true", `{"urgency":"5","live":1}`, fault.Invalid, []string{"/urgency wrong_type", "/live wrong_type"}},
		{"D11 a number for a number that is sent as a string", `{"big":1,"editor":null}`, fault.Invalid, []string{"/big wrong_type"}},
		{"D11 a sound number in a string beside a fault", `{"big":"1","x":1}`, fault.UnknownMember, []string{"/x unknown_member"}},
		{"D11 an array for an object and the reverse", `{"author":[],"tags":{}}`, fault.Invalid, []string{"/author wrong_type", "/tags wrong_type"}},
		{"D11 wrong types within lists and maps", `{"tags":["a",1],"names":{"vi":2},"editor":{"age":"x"}}`, fault.Invalid, []string{"/tags/1 wrong_type", "/names/vi wrong_type", "/editor/age wrong_type"}},
		{"D11 a date that is none", `{"at":"24/03/2020"}`, fault.Invalid, []string{"/at wrong_format"}},
		{"D11 a text that its type refuses", `{"mood":"bored"}`, fault.Invalid, []string{"/mood wrong_format"}},
		{"D11 a value that its type refuses in its own words", `{"block":{"level":9}}`, fault.Invalid, []string{"/block/level out_of_range"}},
		{"D12 a lone surrogate", `{"title":"\ud800"}`, fault.InvalidJSON, []string{"/title syntax"}},
		{"D12 the second half of a surrogate alone", `{"title":"\udc00a"}`, fault.InvalidJSON, []string{"/title syntax"}},
		{"D13 an invalid byte", "{\"title\":\"\xff\"}", fault.InvalidJSON, []string{" invalid_utf8"}},
		{"D14 a byte order mark", "\ufeff{}", fault.InvalidJSON, []string{" byte_order_mark"}},
		{"D14 UTF-16 with a byte order mark", "\xff\xfe{\x00}\x00", fault.InvalidJSON, []string{" invalid_utf8"}},
		{"D14 UTF-16 without", "{\x00}\x00", fault.InvalidJSON, []string{" syntax"}},
		{"E01 an escaped NUL", `{"title":"a\u0000","names":{"a":"\u0000"},"extra":["\u0000"]}`, fault.Invalid, []string{"/title control_character", "/names/a control_character", "/extra/0 control_character"}},
		{"E01 a NUL in a free name", `{"extra":{"\u0000":1}}`, fault.Invalid, []string{"/extra/\x00 control_character"}},
		{"E01 a raw NUL", "{\"title\":\"\x00\"}", fault.InvalidJSON, []string{"/title syntax"}},
		{"no body", ``, fault.InvalidJSON, []string{" empty"}},
		{"white space", " \n", fault.InvalidJSON, []string{" empty"}},
		{"half a body", `{"title":"a`, fault.InvalidJSON, []string{"/title incomplete"}},
		{"a comment", `{/*x*/}`, fault.InvalidJSON, []string{" syntax"}},
		{"D26 read-only members", `{"id":"1","status":null,"title":"a"}`, fault.ReadOnly, []string{"/id read_only", "/status read_only"}},
		{"D26 a read-only member among other faults", `{"x":1,"id":"1","live":"no"}`, fault.ReadOnly, []string{"/x unknown_member", "/id read_only", "/live wrong_type"}},
		{"faults of all kinds", `{"title":"\u0000","x":1,"live":"no"}`, fault.UnknownMember, []string{"/title control_character", "/x unknown_member", "/live wrong_type"}},
	} {
		t.Run(c.id, func(t *testing.T) {
			_, err := decodeStory(c.body)
			if diff := cmp.Diff(verdict{c.kind, c.fields}, of(err)); diff != "" {
				t.Errorf("the fault differs from the rule (-want +got):\n%s", diff)
			}
		})
	}
}
