package content

import (
	"slices"

	"gorm.io/gorm"
	"gorm.io/gorm/clause"
)

// Sphere is a set of entries: those in one of the states, or in any if there
// are none, that are All, Own, or of the Sections.
type Sphere struct {
	All      bool
	Own      bool
	Sections []string
	States   []State
}

// Within selects the entries that are in one of the spheres, of someone who is
// all of the owners.
func Within(spheres []Sphere, owners ...string) Where {
	either := []clause.Expression{clause.Expr{SQL: "1 = 0"}} // no sphere holds nothing
	for _, s := range spheres {
		if s.All && len(s.States) == 0 {
			return func(g *gorm.DB) *gorm.DB { return g }
		}
		either = append(either, s.condition(owners))
	}
	return func(g *gorm.DB) *gorm.DB { return g.Where(clause.And(clause.Or(either...))) }
}

func (s Sphere) condition(owners []string) clause.Expression {
	whose := []clause.Expression{clause.Expr{SQL: "1 = 0"}}
	if s.All {
		whose = []clause.Expression{clause.Expr{SQL: "1 = 1"}}
	}
	if owners = named(owners); s.Own && len(owners) > 0 {
		whose = append(whose, clause.Expr{SQL: "owner_id IN ?", Vars: []any{owners}})
	}
	if sections := named(s.Sections); len(sections) > 0 {
		whose = append(whose, clause.Expr{SQL: "section_id IN ?", Vars: []any{sections}})
	}
	if len(s.States) == 0 {
		return clause.And(clause.Or(whose...))
	}
	return clause.And(clause.Or(whose...), clause.Expr{SQL: "state IN ?", Vars: []any{s.States}})
}

// named leaves out empty ids: what belongs to nobody is nobody's.
func named(ids []string) []string {
	return slices.DeleteFunc(slices.Clone(ids), func(id string) bool { return id == "" })
}
