package blob_test

import (
	"net"
	"strings"
	"sync"
	"testing"
)

// proxy stands between a store and those who use it, and can break the wire.
type proxy struct {
	endpoint string
	target   string

	mutex sync.Mutex
	conns map[net.Conn]bool
	dead  bool
	left  int64 // bytes that it carries until it breaks, in both directions
	dies  bool  // when it breaks: for good, else it goes on with new connections
}

func newProxy(tb testing.TB, endpoint string) *proxy {
	tb.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		tb.Fatal(err)
	}
	p := &proxy{
		endpoint: "http://" + listener.Addr().String(), target: strings.TrimPrefix(endpoint, "http://"),
		conns: map[net.Conn]bool{}, left: 1 << 60,
	}
	var group sync.WaitGroup
	group.Go(func() {
		for {
			conn, err := listener.Accept()
			if err != nil {
				return // the test is over
			}
			group.Go(func() { p.serve(conn) })
		}
	})
	tb.Cleanup(func() {
		_ = listener.Close()
		p.breakNow(true)
		group.Wait()
	})
	return p
}

// breakAfter breaks the wire once n bytes have passed. If it dies, it stays
// broken until it is mended.
func (p *proxy) breakAfter(n int64, dies bool) {
	p.mutex.Lock()
	defer p.mutex.Unlock()
	p.left, p.dies = n, dies
}

func (p *proxy) mend() {
	p.mutex.Lock()
	defer p.mutex.Unlock()
	p.left, p.dead = 1<<60, false
}

func (p *proxy) breakNow(dies bool) {
	p.mutex.Lock()
	defer p.mutex.Unlock()
	p.left, p.dead = 1<<60, dies
	for conn := range p.conns {
		_ = conn.Close()
	}
	clear(p.conns)
}

// broken reports whether the wire was broken since breakAfter.
func (p *proxy) broken() bool {
	p.mutex.Lock()
	defer p.mutex.Unlock()
	return p.left > 1<<59
}

// keep notes a connection, unless the proxy is dead.
func (p *proxy) keep(conn net.Conn) bool {
	p.mutex.Lock()
	defer p.mutex.Unlock()
	if !p.dead {
		p.conns[conn] = true
	}
	return !p.dead
}

func (p *proxy) serve(client net.Conn) {
	defer client.Close()
	store, err := net.Dial("tcp", p.target)
	if err != nil {
		return
	}
	defer store.Close()
	if !p.keep(client) || !p.keep(store) {
		return
	}
	var group sync.WaitGroup
	group.Go(func() { p.carry(store, client) })
	p.carry(client, store)
	group.Wait()
}

// carry carries bytes until either side ends or the wire breaks, and ends both.
func (p *proxy) carry(to, from net.Conn) {
	defer to.Close()
	defer from.Close()
	buf := make([]byte, 16<<10)
	for {
		n, err := from.Read(buf)
		if !p.pass(int64(n)) {
			return
		}
		if _, writeErr := to.Write(buf[:n]); err != nil || writeErr != nil {
			return
		}
	}
}

func (p *proxy) pass(n int64) bool {
	p.mutex.Lock()
	p.left -= n
	breaks, dies := p.left < 0, p.dies
	p.mutex.Unlock()
	if breaks {
		p.breakNow(dies)
	}
	return !breaks
}
