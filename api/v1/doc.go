// Package v1 is version 1 of the API: its wire types, how they are written to
// and read from the content, and its routes. What readers are served is
// rendered here once, when it is published, and kept as bytes.
package v1
