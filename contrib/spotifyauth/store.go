package spotifyauth

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"
	"strings"
	"sync"
	"time"

	"github.com/spotify-sdk/spotify"
)

// ErrNoLogin is matched by errors of providers whose key has no login in the
// store. They match [spotify.ErrUnauthorized] too: the user must log in.
var ErrNoLogin = errors.New("spotifyauth: no login is stored")

type noLoginError struct{ key string }

func (e *noLoginError) Error() string {
	return fmt.Sprintf("spotifyauth: no login is stored under the key %q: the user must log in", e.key)
}

func (e *noLoginError) Is(target error) bool {
	return target == ErrNoLogin || target == spotify.ErrUnauthorized
}

// A Login is the stored form of a user's login. fmt and slog print no secrets
// of it. Its JSON form contains them in plain text: protect it like a password.
type Login struct {
	// ClientID is the app that the user logged in to. Logins of other apps are
	// treated as absent.
	ClientID string `json:"client_id"`

	// RefreshToken obtains access tokens. Spotify may replace it each time.
	RefreshToken string `json:"refresh_token"`

	// Scope holds the granted scopes, separated by spaces.
	Scope string `json:"scope"`

	// LoggedInAt is when the user agreed. The login ends six months later. It
	// is zero if that is not known.
	LoggedInAt time.Time `json:"logged_in_at,omitzero"`

	// Token is the latest access token, so that processes that share a store
	// share it too.
	Token spotify.Token `json:"token,omitzero"`

	// Origin identifies the refresh token that was passed to
	// [Flow.ProviderFromRefreshToken]. It is a hash.
	Origin string `json:"origin,omitempty"`
}

// String describes the login without its secrets.
func (l Login) String() string {
	if l.RefreshToken == "" {
		return "spotifyauth.Login(none)"
	}
	return fmt.Sprintf("spotifyauth.Login(redacted, scope %q)", l.Scope)
}

// GoString returns the same as String.
func (l Login) GoString() string { return l.String() }

// Format writes the result of String, whatever the verb.
func (l Login) Format(s fmt.State, _ rune) { _, _ = io.WriteString(s, l.String()) }

// LogValue returns the result of String, for slog.
func (l Login) LogValue() slog.Value { return slog.StringValue(l.String()) }

// hasScopes reports whether all scopes were granted.
func (l Login) hasScopes(scopes []string) bool { return len(missingScopes(l.Scope, scopes)) == 0 }

func missingScopes(granted string, scopes []string) (missing []string) {
	for _, s := range scopes {
		if !strings.Contains(" "+granted+" ", " "+s+" ") {
			missing = append(missing, s)
		}
	}
	return missing
}

// A Store keeps logins by key, outlives the process, and is shared by all
// processes that use the logins. It must be safe for concurrent use.
type Store interface {
	// Update changes the login under key. It locks that login against any other
	// Update of the key, in all processes, calls change with the stored login,
	// and stores the login that change returns. The zero Login means that there
	// is no login: change receives it if none is stored, and if change returns
	// it, the stored login is deleted.
	//
	// Update calls change at most once, because it may use up a refresh token.
	// If change returns an error, Update stores nothing and returns that
	// error. If the stored login cannot be read, Update returns an error
	// without calling change. A call of change takes up to 12 seconds; ctx ends
	// after 30 seconds at the latest.
	Update(ctx context.Context, key string, change func(Login) (Login, error)) error
}

// storeTimeout limits an Update. Another process may be stopped while it has the
// lock.
const storeTimeout = 30 * time.Second

// update calls Update of the flow's store.
func (f *Flow) update(ctx context.Context, key string, change func(Login) (Login, error)) error {
	late := fmt.Errorf("spotifyauth: the store did not finish within %v: %w", storeTimeout, os.ErrDeadlineExceeded)
	ctx, cancel := context.WithTimeoutCause(ctx, storeTimeout, late)
	defer cancel()
	return f.store.Update(ctx, key, change)
}

// memoryStore keeps logins as long as the process runs.
type memoryStore struct {
	mu      sync.Mutex // guards entries
	entries map[string]*memoryEntry
}

type memoryEntry struct {
	lock  chan struct{} // has one element while the entry is locked
	login Login         // guarded by lock
}

func (s *memoryStore) Update(ctx context.Context, key string, change func(Login) (Login, error)) error {
	s.mu.Lock()
	e := s.entries[key]
	if e == nil {
		if s.entries == nil {
			s.entries = map[string]*memoryEntry{}
		}
		e = &memoryEntry{lock: make(chan struct{}, 1)}
		s.entries[key] = e
	}
	s.mu.Unlock()
	select {
	case e.lock <- struct{}{}:
	case <-ctx.Done():
		return context.Cause(ctx)
	}
	defer func() { <-e.lock }()
	login, err := change(e.login)
	if err == nil {
		e.login = login
	}
	return err
}
