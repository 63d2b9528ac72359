package spotifyauth

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"time"

	"golang.org/x/oauth2"

	"github.com/spotify-sdk/spotify"
)

const (
	defaultKey          = "default"
	defaultLoginTimeout = 5 * time.Minute
)

// LoginOptions are the optional settings of [Flow.Login].
type LoginOptions struct {
	// Key is the key of the login in the store; "" is "default". A program for
	// several accounts needs several keys.
	Key string

	// Again asks the user to log in even if a login is stored, which the new
	// one replaces. Combine it with Config.ShowDialog to switch accounts.
	Again bool

	// Timeout limits the wait for the user; 0 is five minutes.
	Timeout time.Duration

	// OpenURL opens the login page. If it is nil, Login runs the system's
	// command for that. If it fails, the user can still open the printed URL.
	OpenURL func(ctx context.Context, url string) error

	// Output is where the URL is printed; nil is [os.Stderr].
	Output io.Writer
}

// Login returns a provider for the user of a command-line program. If the store
// has a login that has all scopes and that Spotify still accepts, Login returns
// at once. Otherwise Login prints the URL of Spotify's login page, opens it in
// the browser, listens on the redirect URL until the user has agreed, and
// stores the login. nil options are the defaults.
//
// The redirect URL must be an http URL of 127.0.0.1 or [::1] with a port. Login
// listens on that address only, and ignores requests that do not belong to this
// login. If Spotify does not know the client ID or the redirect URL, it shows
// an error only in the browser, and Login waits until the timeout or the end of
// ctx. Its error then matches [ErrLoginTimeout] or ctx.Err().
//
// If the user does not agree, the error is a [*DeniedError]. If a scope was not
// granted, it is a [*ScopeError]. A failed token request is a
// [*spotify.AuthenticationError].
func (f *Flow) Login(ctx context.Context, opts *LoginOptions) (*spotify.TokenProvider, error) {
	if !f.initialized() {
		return nil, errZeroFlow
	}
	o := *cmp.Or(opts, new(LoginOptions))
	o.Key, o.Timeout = cmp.Or(o.Key, defaultKey), cmp.Or(o.Timeout, defaultLoginTimeout)
	if o.OpenURL == nil {
		o.OpenURL = openURL
	}
	if o.Output == nil {
		o.Output = os.Stderr
	}
	if f.redirect == nil || f.redirect.Scheme != "http" || f.redirect.Port() == "" || f.redirect.Port() == "0" {
		return nil, errors.New("spotifyauth: Login needs a redirect URL such as http://127.0.0.1:8888/callback, registered in the dashboard")
	}
	if !o.Again {
		provider, err := f.storedLogin(ctx, o.Key)
		if err != nil || provider != nil {
			return provider, err
		}
	}
	if err := f.interactiveLogin(ctx, &o); err != nil {
		return nil, err
	}
	return f.Provider(o.Key)
}

// storedLogin returns a provider for the stored login, nil if the user must log
// in.
func (f *Flow) storedLogin(ctx context.Context, key string) (*spotify.TokenProvider, error) {
	var login Login
	err := f.update(ctx, key, func(stored Login) (Login, error) {
		login = stored
		return stored, nil
	})
	if err != nil || !login.hasScopes(f.oauth.Scopes) {
		return nil, err
	}
	provider, err := f.Provider(key)
	if err != nil {
		return nil, err
	}
	if _, err = provider.AccessToken(ctx); err == nil {
		return provider, nil
	}
	provider.Close()
	refused := (*spotify.AuthenticationError)(nil)
	if errors.Is(err, ErrNoLogin) || errors.As(err, &refused) && refused.Code == "invalid_grant" {
		return nil, nil
	}
	return nil, err
}

// interactiveLogin sends the user through the login and stores it.
func (f *Flow) interactiveLogin(ctx context.Context, o *LoginOptions) error {
	listener, err := (&net.ListenConfig{}).Listen(ctx, "tcp", f.redirect.Host)
	if err != nil {
		return fmt.Errorf("spotifyauth: listening for the end of the login: %w (if no other login of this program is running, choose another port, here and in the dashboard)", err)
	}
	ctx, cancel := context.WithTimeoutCause(ctx, o.Timeout, errTimeoutCause)
	defer cancel()
	verifier := oauth2.GenerateVerifier()
	c := &callback{flow: f, key: o.Key, state: oauth2.GenerateVerifier(), verifier: verifier, done: make(chan error, 1)}
	handler := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		c.serve(ctx, w, r) // not r's context: the user may close the tab
	})
	server := &http.Server{Handler: handler, ReadTimeout: 10 * time.Second, MaxHeaderBytes: 64 << 10, ErrorLog: discardLog()}
	served := make(chan struct{})
	go func() {
		defer close(served)
		server.Serve(listener)
	}()
	defer func() {
		// The browser still reads the last page.
		ctx, cancel := context.WithTimeout(context.Background(), time.Second)
		defer cancel()
		if server.Shutdown(ctx) != nil {
			server.Close()
		}
		<-served
	}()

	address := f.authURL(c.state, verifier)
	fmt.Fprintf(o.Output, "To log in to Spotify, open this page in a browser on this computer:\n\n%s\n\n", address)
	if err := o.OpenURL(ctx, address); err != nil {
		fmt.Fprintf(o.Output, "It could not be opened automatically: %v\n", err)
	}
	select {
	case err := <-c.done:
		return err
	case <-ctx.Done():
	}
	select {
	case err := <-c.done: // at the same time
		return err
	default:
		return f.unfinished(ctx, o.Timeout)
	}
}

// authURL returns the URL where the browser starts a login.
func (f *Flow) authURL(state, verifier string) string {
	opts := []oauth2.AuthCodeOption{oauth2.S256ChallengeOption(verifier)}
	if f.dialog {
		opts = append(opts, oauth2.SetAuthURLParam("show_dialog", "true"))
	}
	return f.oauth.AuthCodeURL(state, opts...)
}

// ErrLoginTimeout means that the user did not finish the login in time.
var ErrLoginTimeout = errors.New("spotifyauth: nobody finished the login in time")

var errTimeoutCause = errors.New("timeout")

// unfinishedError is the error of a login that ended before the user did.
type unfinishedError struct {
	text  string
	cause error
}

func (e *unfinishedError) Error() string { return e.text }
func (e *unfinishedError) Unwrap() error { return e.cause }

func (f *Flow) unfinished(ctx context.Context, timeout time.Duration) error {
	text, cause := "spotifyauth: the login was canceled", error(ErrLoginTimeout)
	if end := context.Cause(ctx); end == errTimeoutCause {
		text = fmt.Sprintf("spotifyauth: nobody finished the login within %v", timeout)
	} else {
		cause = errors.Join(ctx.Err(), end)
	}
	return &unfinishedError{fmt.Sprintf("%s. If the browser showed INVALID_CLIENT, compare the client ID %s and the redirect URI %s with the app's settings at https://developer.spotify.com/dashboard",
		text, f.oauth.ClientID, f.oauth.RedirectURL), cause}
}
