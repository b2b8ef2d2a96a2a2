package testkit

import (
	"fmt"
	"reflect"
	"slices"
	"testing"

	"gorm.io/gorm"
	"gorm.io/gorm/schema"

	"newsdesk/internal/db"
)

// CheckModel fails t unless the GORM model and its table agree: the same
// columns, the same primary key, and NULL exactly where the field is a pointer.
func CheckModel(t testing.TB, d *db.DB, model any) {
	t.Helper()
	differences, err := drift(db.Gorm(t.Context(), d), model)
	if err != nil {
		t.Fatalf("compare %T with its table: %v", model, err)
	}
	for _, difference := range differences {
		t.Errorf("%T on %s: %s", model, d.Engine(), difference)
	}
}

func drift(g *gorm.DB, model any) (differences []string, err error) {
	statement := &gorm.Statement{DB: g}
	if err := statement.Parse(model); err != nil {
		return nil, err
	}
	table := statement.Schema
	if !g.Migrator().HasTable(table.Table) {
		return []string{"there is no table " + table.Table}, nil
	}
	columns, err := g.Migrator().ColumnTypes(model)
	if err != nil {
		return nil, err
	}
	for _, column := range columns {
		field, ok := table.FieldsByDBName[column.Name()]
		if !ok {
			differences = append(differences, fmt.Sprintf("column %s has no field", column.Name()))
			continue
		}
		differences = append(differences, compare(field, column)...)
	}
	for _, name := range table.DBNames {
		has := func(c gorm.ColumnType) bool { return c.Name() == name }
		if !slices.ContainsFunc(columns, has) {
			differences = append(differences, fmt.Sprintf("field %s has no column %s", table.FieldsByDBName[name].Name, name))
		}
	}
	return differences, nil
}

func compare(field *schema.Field, column gorm.ColumnType) (differences []string) {
	pointer := field.FieldType.Kind() == reflect.Pointer
	if null, ok := column.Nullable(); ok && null != pointer {
		differences = append(differences, fmt.Sprintf("field %s is a pointer: %t; column %s takes NULL: %t",
			field.Name, pointer, column.Name(), null))
	}
	if key, ok := column.PrimaryKey(); ok && key != field.PrimaryKey {
		differences = append(differences, fmt.Sprintf("field %s is of the primary key: %t; column %s: %t",
			field.Name, field.PrimaryKey, column.Name(), key))
	}
	return differences
}
