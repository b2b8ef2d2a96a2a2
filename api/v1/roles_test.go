package v1_test

import (
	"fmt"
	"testing"

	"newsdesk/internal/policy"
	"newsdesk/internal/testkit/newsroom"
)

const rolesAt = "/v1/editorial/roles"

func TestTheLifeOfARole(t *testing.T) {
	newsroom.Each(t, func(t *testing.T, n *newsroom.Newsroom) {
		made := n.Do("admin", "POST", rolesAt, `{"name":"Hiệu đính","permissions":[
			{"permission":"article.read","scope":"section","fields":["title","body"]},{"permission":"copy.submit","scope":"own","states":["draft"]},{"permission":"audit.read","scope":"any"}]}`).Want(201)
		at := rolesAt + "/" + made.Text("id")
		if got := made.Header.Get("Location"); got != at {
			t.Errorf("it is at %q, want %q", got, at)
		}
		read := n.Do("auditor", "GET", at, "").Want(200)
		if string(read.Body) != string(made.Body) || read.ETag() != made.ETag() {
			t.Errorf("it reads as %s, want what was made: %s", read.Body, made.Body)
		}
		changed := n.Do("admin", "PATCH", at, `{"description":"Sửa lỗi","second_factor":true,"permissions":[]}`, "If-Match", made.ETag()).Want(200)
		if changed.Text("name") != "Hiệu đính" || changed.Text("description") != "Sửa lỗi" || changed.Text("second_factor") != "true" || changed.Len("permissions") != 0 {
			t.Errorf("after the change it is %s", changed.Body)
		}
		n.Do("admin", "PATCH", at, `{"name":"Khác"}`, "If-Match", made.ETag()).Want(412)
		n.Do("admin", "PATCH", at, `{"name":"Khác"}`).Want(428)
		if taken := n.Do("admin", "POST", rolesAt, `{"name":"hieu dinh","permissions":[]}`).Want(409); taken.Text("errors/0/pointer") != "/name" {
			t.Errorf("the name is refused with %s", taken.Body)
		}
		changed = n.Do("admin", "PATCH", at, `{"second_factor":false}`, "If-Match", changed.ETag()).Want(200)
		holder := hire(t, n, "giu", everywhere(policy.Role(made.Text("id"))))
		n.With(holder, "GET", editorialArticles, "").Want(200)
		if got := n.Do("admin", "DELETE", at, "", "If-Match", changed.ETag()).Want(409); got.Code() != "in_use" {
			t.Errorf("the code is %q, want in_use", got.Code())
		}
		other := n.Do("admin", "POST", rolesAt, `{"name":"Tạm","permissions":[]}`).Want(201)
		n.Do("admin", "DELETE", rolesAt+"/"+other.Text("id"), "", "If-Match", other.ETag()).Want(204)
		n.Do("admin", "GET", rolesAt+"/"+other.Text("id"), "").Want(404)
	})
}

func TestTheListOfRolesBeginsWithThoseOfEveryNewsroom(t *testing.T) {
	newsroom.Each(t, func(t *testing.T, n *newsroom.Newsroom) {
		role(t, n, "Của riêng")
		list := n.Do("admin", "GET", rolesAt, "").Want(200)
		for i, r := range policy.Roles() {
			at := fmt.Sprintf("data/%d", i)
			if list.Text(at+"/id") != string(r) || list.Text(at+"/built_in") != "true" || list.Len(at+"/permissions") == 0 {
				t.Errorf("number %d is %s, want %s", i, list.Text(at), r)
			}
			n.Do("admin", "PATCH", rolesAt+"/"+string(r), `{"permissions":[]}`, "If-Match", "*").Want(403)
			n.Do("admin", "DELETE", rolesAt+"/"+string(r), "", "If-Match", "*").Want(403)
			n.Do("admin", "GET", rolesAt+"/"+string(r), "").Want(200)
		}
		last := fmt.Sprintf("data/%d", list.Len("data")-1)
		if list.Text(last+"/name") != "Của riêng" || list.Text(last+"/built_in") != "false" {
			t.Errorf("the last is %s, want that of the newsroom's own", list.Text(last))
		}
	})
}

func TestRolesAreForThoseWhoMay(t *testing.T) {
	newsroom.Each(t, func(t *testing.T, n *newsroom.Newsroom) {
		made := n.Do("admin", "POST", rolesAt, `{"name":"Hiệu đính","permissions":[]}`).Want(201)
		at := rolesAt + "/" + made.Text("id")
		for _, r := range []policy.Role{policy.Contributor, policy.EditorInChief, policy.Auditor} {
			n.Token(r)
			reads := 403
			if r == policy.Auditor {
				reads = 200
			}
			n.Do(r, "GET", rolesAt, "").Want(reads)
			n.Do(r, "GET", at, "").Want(reads)
			n.Do(r, "GET", rolesAt+"/permissions", "").Want(reads)
			n.Do(r, "POST", rolesAt, `{"name":"Leo thang","permissions":[{"permission":"*.*","scope":"any"}]}`).Want(403)
			n.Do(r, "PATCH", at, `{"permissions":[{"permission":"*.*","scope":"any"}]}`, "If-Match", made.ETag()).Want(403)
			n.Do(r, "DELETE", at, "", "If-Match", made.ETag()).Want(403)
		}
		n.Do("", "GET", rolesAt, "").Want(401)
	})
}

func TestTheWordsOfPermissionsAreThoseThatRolesTake(t *testing.T) {
	newsroom.Each(t, func(t *testing.T, n *newsroom.Newsroom) {
		words := n.Do("admin", "GET", rolesAt+"/permissions", "").Want(200)
		for i := range words.Len("resources") {
			at := fmt.Sprintf("resources/%d", i)
			name := words.Text(at + "/name")
			for j := range words.Len(at + "/verbs") {
				verb := words.Text(fmt.Sprintf("%s/verbs/%d", at, j))
				body := fmt.Sprintf(`{"name":"%d %d","permissions":[{"permission":"%s.%s","scope":"any"}]}`, i, j, name, verb)
				made := n.Do("admin", "POST", rolesAt, body).Want(201)
				n.Do("admin", "DELETE", rolesAt+"/"+made.Text("id"), "", "If-Match", made.ETag()).Want(204)
			}
			if words.Len(at+"/fields") > 0 {
				body := fmt.Sprintf(`{"name":"Trường %d","permissions":[{"permission":"%s.read","scope":"any","fields":%s}]}`, i, name, words.Text(at+"/fields"))
				n.Do("admin", "POST", rolesAt, body).Want(201)
			}
		}
		refused := n.Do("admin", "POST", rolesAt, `{"name":"Sai","permissions":[{"permission":"article","scope":"any"},{"permission":"article.read"},{"permission":"article.read","scope":"any","fields":[]}]}`).Want(422)
		if got := refused.Len("errors"); got != 3 {
			t.Errorf("got %d faults, want 3: %s", got, refused.Text("errors"))
		}
	})
}

func TestARoleMayBeginThingsInItsSectionsAlone(t *testing.T) {
	newsroom.Each(t, func(t *testing.T, n *newsroom.Newsroom) {
		mine, other := section(n, "Thể thao"), section(n, "Du lịch")
		made := n.Do("admin", "POST", rolesAt, `{"name":"Người mở bài","permissions":[{"permission":"article.read","scope":"section"},{"permission":"article.create","scope":"section"}]}`).Want(201)
		token := hire(t, n, "mo", policy.Grant{Role: policy.Role(made.Text("id")), Sections: []string{mine}})
		begin := func(section string) newsroom.Answer {
			return n.With(token, "POST", editorialArticles, `{"title":"Bài mở","section_id":`+section+`}`)
		}
		begin(`"` + mine + `"`).Want(201)
		begin(`"` + other + `"`).Want(403)
		begin(`null`).Want(403)
	})
}
