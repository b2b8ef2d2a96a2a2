package egress

import (
	"errors"
	"net/netip"
	"testing"

	"pgregory.net/rapid"
)

func TestWhatIsNotInPublicIsNotDialled(t *testing.T) {
	g := newGuard(Options{Ports: []uint16{8443}})
	for address, want := range map[string]error{
		"93.184.216.34:443":          nil,
		"93.184.216.34:8443":         nil,
		"[2606:2800:220:1::1]:443":   nil,
		"[::ffff:93.184.216.34]:443": nil,
		"93.184.216.34:80":           ErrPort,
		"93.184.216.34:22":           ErrPort,
		"127.0.0.1:443":              ErrPlace,
		"10.1.2.3:443":               ErrPlace,
		"172.31.255.255:443":         ErrPlace,
		"172.32.0.0:443":             nil,
		"192.168.0.1:443":            ErrPlace,
		"169.254.169.254:443":        ErrPlace,
		"100.127.255.255:443":        ErrPlace,
		"100.128.0.0:443":            nil,
		"0.0.0.0:443":                ErrPlace,
		"198.19.0.1:443":             ErrPlace,
		"239.1.1.1:443":              ErrPlace,
		"255.255.255.255:443":        ErrPlace,
		"[::]:443":                   ErrPlace,
		"[::1]:443":                  ErrPlace,
		"[::ffff:10.0.0.1]:443":      ErrPlace,
		"[::10.0.0.1]:443":           ErrPlace,
		"[64:ff9b::a00:1]:443":       ErrPlace,
		"[64:ff9b:1::a00:1]:443":     ErrPlace,
		"[2002:a00:1::]:443":         ErrPlace,
		"[2001:0:a00:1::]:443":       ErrPlace,
		"[2001:db8::1]:443":          ErrPlace,
		"[3fff::1]:443":              ErrPlace,
		"[fe80::1%eth0]:443":         ErrPlace,
		"[fec0::1]:443":              ErrPlace,
		"[fd12::1]:443":              ErrPlace,
		"[ff02::1]:443":              ErrPlace,
		"[100::1]:443":               ErrPlace,
		"[5f00::1]:443":              ErrPlace,
		"nonsense":                   ErrPlace,
	} {
		if err := g.control("tcp4", address, nil); !errors.Is(err, want) {
			t.Errorf("%s: got %v, want %v", address, err, want)
		}
	}
	if err := g.control("udp4", "93.184.216.34:443", nil); !errors.Is(err, ErrPlace) {
		t.Errorf("got %v for a datagram, want ErrPlace", err)
	}
}

// The standard library's own opinion of what is private is a part of ours.
func TestWhatTheLibraryCallsPrivateIsNeverPublic(t *testing.T) {
	g := newGuard(Options{})
	rapid.Check(t, func(t *rapid.T) {
		bytes := rapid.SliceOfN(rapid.Byte(), 4, 4).Draw(t, "v4")
		if rapid.Bool().Draw(t, "six") {
			bytes = rapid.SliceOfN(rapid.Byte(), 16, 16).Draw(t, "v6")
		}
		ip, _ := netip.AddrFromSlice(bytes)
		if g.public(ip) && (!ip.Unmap().IsGlobalUnicast() || ip.Unmap().IsPrivate() || ip.IsLoopback()) {
			t.Fatalf("%s is public, want it refused", ip)
		}
		if mapped := netip.AddrFrom16(ip.As16()); g.public(mapped) != g.public(ip) {
			t.Fatalf("%s and %s are judged differently", ip, mapped)
		}
	})
}

func TestWhatTheOperatorAllowsIsDialled(t *testing.T) {
	g := newGuard(Options{AllowPrivate: []netip.Prefix{netip.MustParsePrefix("10.0.0.0/24")}})
	if err := g.control("tcp4", "10.0.0.7:12111", nil); err != nil {
		t.Errorf("got %v, want it allowed", err)
	}
	if err := g.control("tcp4", "10.0.1.7:443", nil); !errors.Is(err, ErrPlace) {
		t.Errorf("got %v, want ErrPlace", err)
	}
	if _, err := g.address("http://[::ffff:10.0.0.7]:80/"); err != nil {
		t.Errorf("got %v, want the same machine allowed in other digits", err)
	}
}
