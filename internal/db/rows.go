package db

import (
	"context"
	"reflect"
	"strings"
	"sync"

	"gorm.io/gorm/schema"
)

// statements are how the rows of one model are written. GORM would put the same
// text together again for each row, which is half of what writing a row costs.
type statements struct {
	columns, keys              []*schema.Field
	tuple, insert, put, change string
}

// models keeps the statements of each model that was written.
type models struct {
	parsed sync.Map // for GORM's parser
	known  sync.Map // reflect.Type → *statements
}

func (m *models) of(model any) (*statements, error) {
	t := reflect.Indirect(reflect.ValueOf(model)).Type()
	if s, ok := m.known.Load(t); ok {
		return s.(*statements), nil
	}
	parsed, err := schema.Parse(model, &m.parsed, schema.NamingStrategy{})
	if err != nil {
		return nil, err
	}
	s := newStatements(parsed)
	m.known.Store(t, s)
	return s, nil
}

func newStatements(table *schema.Schema) *statements {
	s := &statements{}
	var names, keys, sets, matches, updates []string
	for _, name := range table.DBNames {
		f := table.FieldsByDBName[name]
		s.columns = append(s.columns, f)
		names = append(names, quote(name))
		if f.PrimaryKey {
			s.keys = append(s.keys, f)
			keys, matches = append(keys, quote(name)), append(matches, quote(name)+" = ?")
			continue
		}
		sets = append(sets, quote(name)+" = ?")
		updates = append(updates, quote(name)+" = excluded."+quote(name))
	}
	s.tuple = "(" + strings.TrimSuffix(strings.Repeat("?, ", len(names)), ", ") + ")"
	s.insert = "INSERT INTO " + quote(table.Table) + " (" + strings.Join(names, ", ") + ") VALUES " + s.tuple
	s.put = s.insert + " ON CONFLICT (" + strings.Join(keys, ", ") + ") DO UPDATE SET " + strings.Join(updates, ", ")
	s.change = "UPDATE " + quote(table.Table) + " SET " + strings.Join(sets, ", ") + " WHERE " + strings.Join(matches, " AND ")
	return s
}

func (s *statements) insertAll(n int) string { return s.insert + strings.Repeat(", "+s.tuple, n-1) }
func (s *statements) putOne(int) string      { return s.put }
func (s *statements) changeOne(int) string   { return s.change }

// Each returns a pointer to each of rows, as Insert takes them.
func Each[T any](rows []T) []any {
	pointers := make([]any, len(rows))
	for i := range rows {
		pointers[i] = &rows[i]
	}
	return pointers
}

func quote(name string) string { return `"` + name + `"` }

// all are the values of every column of a row, added to values.
func (s *statements) all(ctx context.Context, row reflect.Value, values []any) []any {
	for _, f := range s.columns {
		v, _ := f.ValueOf(ctx, row)
		values = append(values, v)
	}
	return values
}

// keyed are the values of the columns that are not keys, and then of the keys.
func (s *statements) keyed(ctx context.Context, row reflect.Value, values []any) []any {
	for _, f := range s.columns {
		if !f.PrimaryKey {
			v, _ := f.ValueOf(ctx, row)
			values = append(values, v)
		}
	}
	for _, f := range s.keys {
		v, _ := f.ValueOf(ctx, row)
		values = append(values, v)
	}
	return values
}

// write runs one of the statements of the rows' model and returns how many
// rows it touched.
func (tx *Tx) write(
	ctx context.Context,
	text func(s *statements, rows int) string,
	add func(s *statements, ctx context.Context, row reflect.Value, values []any) []any,
	rows ...any,
) (int64, error) {
	s, err := tx.models.of(rows[0])
	if err != nil {
		return 0, err
	}
	values := make([]any, 0, len(rows)*len(s.columns))
	for _, row := range rows {
		values = add(s, ctx, reflect.Indirect(reflect.ValueOf(row)), values)
	}
	return tx.Exec(ctx, text(s, len(rows)), values...)
}
