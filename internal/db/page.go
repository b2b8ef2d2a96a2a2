package db

import "gorm.io/gorm"

// ByID narrows a query to a page in the order of ids: up to limit rows from the
// one after from, or down the list from the one before it. From is "" for where
// the list begins.
func ByID(g *gorm.DB, from string, down bool, limit int) *gorm.DB {
	g = g.Limit(max(0, limit))
	switch {
	case down && from != "":
		return g.Where("id < ?", from).Order("id DESC")
	case down:
		return g.Order("id DESC")
	}
	return g.Where("id > ?", from).Order("id")
}
