package app

import (
	"context"
	"net"

	"newsdesk/api"
)

// Listen opens addr, a host and a port, for the API. Connections wait until Run
// takes them.
func Listen(ctx context.Context, addr string) (net.Listener, error) { return api.Listen(ctx, addr) }
