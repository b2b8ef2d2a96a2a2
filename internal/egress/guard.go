package egress

import (
	"net/netip"
	"net/url"
	"slices"
	"syscall"
)

// guard knows where requests may go.
type guard struct {
	private []netip.Prefix // allowed all the same
	ports   []uint16
	special []netip.Prefix // of IPv4 and of global IPv6 unicast, not in public
	global  netip.Prefix
}

func newGuard(o Options) guard {
	return guard{
		private: slices.Clone(o.AllowPrivate),
		ports:   append([]uint16{portOfHTTPS}, o.Ports...),
		special: special(),
		global:  netip.MustParsePrefix("2000::/3"), // all of IPv6 that is given to networks so far (RFC 4291 §2.4)
	}
}

// special lists what the IANA registries of special-purpose addresses (RFC 6890)
// keep from the public network, and the ways from IPv6 into IPv4.
func special() []netip.Prefix {
	texts := []string{
		"0.0.0.0/8",       // this network
		"10.0.0.0/8",      // private use (RFC 1918)
		"100.64.0.0/10",   // shared by carriers (RFC 6598)
		"127.0.0.0/8",     // loopback
		"169.254.0.0/16",  // link-local; cloud metadata
		"172.16.0.0/12",   // private use
		"192.0.0.0/24",    // protocol assignments
		"192.0.2.0/24",    // documentation
		"192.88.99.0/24",  // relays of 6to4
		"192.168.0.0/16",  // private use
		"198.18.0.0/15",   // benchmarks
		"198.51.100.0/24", // documentation
		"203.0.113.0/24",  // documentation
		"224.0.0.0/4",     // multicast
		"240.0.0.0/4",     // reserved, and broadcast
		"2001::/23",       // protocol assignments, Teredo among them
		"2001:db8::/32",   // documentation
		"2002::/16",       // 6to4: an IPv4 address in disguise
		"3fff::/20",       // documentation
	}
	all := make([]netip.Prefix, len(texts))
	for i, text := range texts {
		all[i] = netip.MustParsePrefix(text)
	}
	return all
}

// address parses an address and refuses what is not asked, as far as that shows
// before its name is resolved.
func (g guard) address(text string) (*url.URL, error) {
	u, err := url.Parse(text)
	if err != nil || len(text) > addressMost || u.Hostname() == "" || u.User != nil || u.Opaque != "" || u.Fragment != "" {
		return nil, ErrAddress
	}
	switch u.Scheme {
	case "https":
		return u, nil
	case "http":
		if ip, err := netip.ParseAddr(u.Hostname()); err == nil && g.allowed(ip) {
			return u, nil
		}
	}
	return nil, ErrAddress
}

// control is what the dialer asks before it connects, with the address that a
// name was resolved to.
func (g guard) control(network, address string, _ syscall.RawConn) error {
	to, err := netip.ParseAddrPort(address)
	switch {
	case err != nil || network != "tcp4" && network != "tcp6":
		return ErrPlace
	case g.allowed(to.Addr()):
		return nil
	case !g.public(to.Addr()):
		return ErrPlace
	case !slices.Contains(g.ports, to.Port()):
		return ErrPort
	}
	return nil
}

func (g guard) allowed(ip netip.Addr) bool {
	ip = ip.Unmap()
	return slices.ContainsFunc(g.private, func(p netip.Prefix) bool { return p.Contains(ip) })
}

// public reports whether anybody on the network can have that address.
func (g guard) public(ip netip.Addr) bool {
	ip = ip.Unmap()
	if !ip.IsValid() || ip.Zone() != "" || ip.Is6() && !g.global.Contains(ip) {
		return false
	}
	return !slices.ContainsFunc(g.special, func(p netip.Prefix) bool { return p.Contains(ip) })
}
