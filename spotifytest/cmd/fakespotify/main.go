// Fakespotify serves the fake Spotify of package spotifytest on a port, for
// programs in any language:
//
//	go run ./spotifytest/cmd/fakespotify -addr 127.0.0.1:8090
//
// It prints the URLs and the credentials to configure a client with, and runs
// until it is interrupted. With -catalog it serves a catalog from a file that
// spotifytest.Catalog.WriteFile has written; -write saves the fictional one as
// an example.
//
// The clients that are tested against it are pointed there as follows. Their
// base URL is called BASE, that of the Accounts service ACCOUNTS.
//
// This SDK, in Go:
//
//	spotify.New(spotify.WithBaseURL(BASE), spotify.WithTokenURL(ACCOUNTS+"/api/token"), ...)
//
// zmb3/spotify, in Go, whose base URL ends in a slash, with golang.org/x/oauth2:
//
//	config := &oauth2.Config{Endpoint: oauth2.Endpoint{AuthURL: ACCOUNTS + "/authorize", TokenURL: ACCOUNTS + "/api/token"}, ...}
//	spotify.New(config.Client(ctx, token), spotify.WithBaseURL(BASE+"/"))
//
// @spotify/web-api-ts-sdk, in JavaScript, has no option for its URLs. Requests
// pass through a function of the configuration, but those for tokens use the
// global one:
//
//	const move = url => String(url).replace("https://api.spotify.com/v1", BASE).replace("https://accounts.spotify.com", ACCOUNTS)
//	const original = globalThis.fetch
//	globalThis.fetch = (url, init) => original(move(url), init)
//	SpotifyApi.withClientCredentials(id, secret, [], { fetch: globalThis.fetch })
//
// spotify-web-api-node, in JavaScript, has none either. Its two request modules
// make builders whose host can be set; spotifytest/peers has the lines.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"os/signal"
	"time"

	"github.com/spotify-sdk/spotify/spotifytest"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	if err := run(ctx, os.Args[1:], os.Stdout); err != nil && !errors.Is(err, flag.ErrHelp) {
		fmt.Fprintln(os.Stderr, "fakespotify:", err)
		os.Exit(1)
	}
}

// config are the flags.
type config struct {
	addr, catalog, write, consent, user string
	development                         bool
	requests, quota                     int
}

func run(ctx context.Context, args []string, w io.Writer) error {
	var cfg config
	flags := flag.NewFlagSet("fakespotify", flag.ContinueOnError)
	flags.StringVar(&cfg.addr, "addr", "127.0.0.1:8090", "listen on this `address`")
	flags.StringVar(&cfg.catalog, "catalog", "", "serve the catalog of this JSON `file`")
	flags.StringVar(&cfg.write, "write", "", "write the fictional catalog to this `file` and exit")
	flags.StringVar(&cfg.consent, "consent", "ask", "how a login is decided: ask, approve or deny")
	flags.StringVar(&cfg.user, "user", "", "who logs in with -consent approve (default "+spotifytest.UserID+")")
	flags.BoolVar(&cfg.development, "development", false, "the app is in development mode")
	flags.IntVar(&cfg.requests, "limit", 0, "allow this `number` of requests to an endpoint in 30 seconds")
	flags.IntVar(&cfg.quota, "quota", 0, "allow this `number` of requests to an endpoint in 24 hours")
	if err := flags.Parse(args); err != nil {
		return err
	}
	if flags.NArg() > 0 {
		return fmt.Errorf("unexpected argument %q", flags.Arg(0))
	}
	if cfg.write != "" {
		return spotifytest.FictionalCatalog().WriteFile(cfg.write)
	}
	srv, err := cfg.server()
	if err != nil {
		return err
	}
	defer srv.Close()
	return serve(ctx, cfg.addr, srv, w)
}

// server makes the fake that the flags describe.
func (cfg config) server() (*spotifytest.Server, error) {
	consent, ok := map[string]spotifytest.Consent{
		"ask": spotifytest.ConsentAsk, "approve": spotifytest.ConsentApprove, "deny": spotifytest.ConsentDeny,
	}[cfg.consent]
	if !ok {
		return nil, fmt.Errorf("-consent %q is not ask, approve or deny", cfg.consent)
	}
	opts := []spotifytest.Option{spotifytest.WithoutSocket()} // this program listens itself
	if cfg.catalog != "" {
		catalog, err := spotifytest.ReadCatalog(cfg.catalog)
		if err != nil {
			return nil, err
		}
		opts = append(opts, spotifytest.WithCatalog(catalog))
	}
	srv := spotifytest.NewServer(opts...)
	srv.SetLogin(spotifytest.Login{Consent: consent, User: cfg.user})
	srv.SetDevelopmentMode(cfg.development)
	srv.SetRateLimit(spotifytest.RateLimit{Requests: cfg.requests, Quota: cfg.quota})
	return srv, nil
}

// serve listens until ctx ends.
func serve(ctx context.Context, addr string, handler http.Handler, w io.Writer) error {
	listener, err := net.Listen("tcp", addr)
	if err != nil {
		return err
	}
	origin := "http://" + listener.Addr().String()
	fmt.Fprintf(w, `Web API:          %[1]s/v1
Accounts service: %[1]s (/authorize and /api/token)
Client ID:        %[2]s
Client secret:    %[3]s
`, origin, spotifytest.ClientID, spotifytest.ClientSecret)

	server := &http.Server{Handler: handler, ReadHeaderTimeout: 10 * time.Second}
	done := make(chan error, 1)
	go func() { done <- server.Serve(listener) }()
	select {
	case err := <-done:
		return err
	case <-ctx.Done():
		return server.Close()
	}
}
