package cli

import (
	"fmt"
	"net"
	"net/http"
	"time"
)

type healthCommand struct{}

// healthPatience is how long a server may take to say how it is.
const healthPatience = 5 * time.Second

// Help implements kong.HelpProvider.
func (healthCommand) Help() string {
	return `Asks the server at --addr for /readyz and fails unless it answers 200. It is meant
for the health checks of containers, which have no curl.

Example:
  newsdesk health --addr :8080`
}

// Run asks the server on this machine.
func (healthCommand) Run(p *process) error {
	c, err := p.settings()
	if err != nil {
		return err
	}
	request, err := http.NewRequestWithContext(p.ctx, http.MethodGet, "http://"+reachable(c.Addr)+"/readyz", http.NoBody)
	if err != nil {
		return err
	}
	client := &http.Client{Timeout: healthPatience}
	response, err := client.Do(request)
	if err != nil {
		return err
	}
	defer func() { _ = response.Body.Close() }()
	if response.StatusCode != http.StatusOK {
		return fmt.Errorf("the server is not ready: %s", response.Status)
	}
	_, err = fmt.Fprintln(p.stdout, "The server is ready.")
	return err
}

// reachable is where a listener on addr is reached from its own machine: a
// server that listens on every address has none of its own.
func reachable(addr string) string {
	host, port, err := net.SplitHostPort(addr)
	if err != nil {
		return addr
	}
	if ip := net.ParseIP(host); host == "" || ip != nil && ip.IsUnspecified() {
		return net.JoinHostPort("localhost", port)
	}
	return addr
}
