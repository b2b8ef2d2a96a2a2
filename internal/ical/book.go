package ical

import (
	_ "embed" // windows.txt
	"strings"
)

// windowsZones has the zones of Windows, each with the one of the IANA database
// that the Unicode CLDR names for all the world.
//
//go:embed windows.txt
var windowsZones string

// windows is the zone of the IANA database for the one of Windows.
func windows(name string) (iana string, ok bool) {
	for line := range strings.Lines(windowsZones) {
		theirs, ours, _ := strings.Cut(strings.TrimSuffix(line, "\n"), "=")
		if strings.EqualFold(theirs, name) {
			return ours, true
		}
	}
	return "", false
}

// How hard a file may make the reader look for zones.
const (
	missesMost = 200 // names that are no zones
	zoneMost   = 255 // octets of a name
	partsMost  = 3   // as America/Argentina/Ushuaia has
)

// book knows zones by what a file calls them.
type book struct {
	table  zoneTable
	given  map[string]string // what a VTIMEZONE says of its name
	found  map[string]string // what has been asked before; empty: no zone
	misses int
}

func newBook() *book {
	return &book{table: zoneTable{}, given: map[string]string{}, found: map[string]string{}}
}

// name keeps what a VTIMEZONE says that its zone is.
func (b *book) name(n zoneNames) {
	if n.id != "" && n.iana != "" && b.given[n.id] == "" {
		b.given[n.id] = n.iana
	}
}

// iana finds a zone by its TZID: by its name in the IANA database or on Windows,
// by what its VTIMEZONE says, or by the end of a path such as
// /mozilla.org/20050126_1/Europe/Berlin.
func (b *book) iana(id string) (name string, ok bool) {
	if name, asked := b.found[id]; asked {
		return name, name != ""
	}
	name = b.search(id)
	b.found[id] = name
	return name, name != ""
}

func (b *book) search(id string) string {
	for _, name := range []string{id, b.given[id]} {
		if known := b.named(strings.TrimSpace(name)); known != "" {
			return known
		}
	}
	return ""
}

// named is the zone of a name, a Windows name or a path.
func (b *book) named(name string) string {
	if name == "" || len(name) > zoneMost {
		return ""
	}
	if known, ok := windows(name); ok {
		name = known
	}
	if b.exists(name) {
		return name
	}
	parts := strings.Split(name, "/")
	for n := min(len(parts)-1, partsMost); n > 0; n-- {
		if end := strings.Join(parts[len(parts)-n:], "/"); b.exists(end) {
			return end
		}
	}
	return ""
}

// exists loads a zone, unless too many were asked for that do not exist: each
// costs a look into the files of the machine.
func (b *book) exists(name string) bool {
	if b.misses >= missesMost {
		return b.table[name] != nil
	}
	if err := b.table.load(name); err != nil {
		b.misses++
		return false
	}
	return true
}
