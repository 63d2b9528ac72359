package spotifytest

// Option configures a server when it is made.
type Option func(*config) error

type config struct {
	socketless bool
	catalog    *catalog // nil is the fictional one
}

// WithoutSocket makes a server that does not listen on a port. Clients reach it
// through [Server.Transport], which [Server.Options] and [Server.UserOptions]
// contain. Such a server can be used within a bubble of testing/synctest.
func WithoutSocket() Option {
	return func(c *config) error { c.socketless = true; return nil }
}
