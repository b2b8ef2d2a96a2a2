// Package ical is a placeholder until the real one lands.
package ical

import "time"

type Calendar struct {
	Product, Method, Name, Description, URL string
	Refresh                                 time.Duration
	Events                                  []Event
}
type Event struct {
	UID                                     string
	Stamp                                   time.Time
	Sequence                                int
	Created, Modified                       time.Time
	Start, End, Recurrence                  Time
	Following                               bool
	Rule                                    string
	RDates, ExDates                         []Time
	Status                                  string
	Transparent                             bool
	Summary, Description, Location, Comment string
	Geo                                     *Geo
	URL                                     string
	Organizer                               Party
	Categories                              []string
	Related                                 []Relation
	Conference, Image                       string
	Line                                    int
}
type Geo struct{ Lat, Lon float64 }
type Party struct{ Name, URI string }
type Relation struct{ UID, Type string }
type Time struct {
	Local     time.Time
	Zone      string
	UTC, Date bool
}
type Problem struct {
	Line       int
	Code, Text string
}

func (c Calendar) Bytes() ([]byte, error)   { return nil, nil }
func Read(raw []byte) (Calendar, []Problem) { return Calendar{}, nil }
