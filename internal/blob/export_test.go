package blob

import "net"

// NewRestless lets a test see when a connection gives up.
func NewRestless(conn net.Conn) net.Conn { return newRestless(conn) }
