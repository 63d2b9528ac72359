package main

import (
	"crypto/rand"
	"errors"
	"fmt"
	"html/template"
	"log/slog"
	"net/http"
	"sync"
	"time"

	"github.com/spotify-sdk/spotify"
	"github.com/spotify-sdk/spotify/contrib/spotifyauth"
)

// sessionCookie says which visitor a browser belongs to. The prefix makes browsers
// accept it only over https or on loopback, and from this host.
const sessionCookie = "__Host-session"

// A site serves the pages. It knows its visitors as long as the program runs; a
// real one would keep them in a database.
type site struct {
	flow   *spotifyauth.Flow
	client *spotify.Client // acts only for users

	mu       sync.Mutex         // guards visitors
	visitors map[string]visitor // by the value of the session cookie
}

// A visitor is a user who has logged in.
type visitor struct {
	userID   string
	provider *spotify.TokenProvider
	expires  time.Time
}

const sessionLifetime = 12 * time.Hour

func newSite(flow *spotifyauth.Flow, client *spotify.Client) *site {
	return &site{flow: flow, client: client, visitors: map[string]visitor{}}
}

func (s *site) handler() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /{$}", s.home)
	mux.HandleFunc("GET /login", s.login)
	mux.HandleFunc("GET /callback", s.callback)
	mux.HandleFunc("POST /logout", s.logout)
	return mux
}

func (s *site) login(w http.ResponseWriter, r *http.Request) {
	if err := s.flow.Begin(w, r); err != nil {
		fail(w, http.StatusInternalServerError, err)
	}
}

// callback ends a login: it finds out who the user is and stores the login under
// the user's ID.
func (s *site) callback(w http.ResponseWriter, r *http.Request) {
	session, err := s.flow.Finish(w, r)
	switch denied := (*spotifyauth.DeniedError)(nil); {
	case errors.As(err, &denied):
		http.Redirect(w, r, "/?denied=1", http.StatusSeeOther)
		return
	case errors.Is(err, spotifyauth.ErrUnknownLogin), errors.Is(err, spotify.ErrUnauthorized), errors.Is(err, spotify.ErrInsufficientScope):
		fail(w, http.StatusForbidden, err)
		return
	case err != nil:
		fail(w, http.StatusBadGateway, err)
		return
	}
	me, err := s.client.As(session).CurrentUser(r.Context())
	if err != nil {
		fail(w, http.StatusBadGateway, err)
		return
	}
	provider, err := session.Save(r.Context(), me.ID)
	if err != nil {
		fail(w, http.StatusInternalServerError, err)
		return
	}
	id := rand.Text()
	s.remember(id, visitor{me.ID, provider, time.Now().Add(sessionLifetime)})
	http.SetCookie(w, cookie(id, sessionLifetime))
	http.Redirect(w, r, "/", http.StatusSeeOther)
}

// home greets the visitor, with a call as the user.
func (s *site) home(w http.ResponseWriter, r *http.Request) {
	v, ok := s.visitor(r)
	if !ok {
		show(w, page{Denied: r.URL.Query().Has("denied")})
		return
	}
	client := s.client.As(v.provider)
	me, err := client.CurrentUser(r.Context())
	var playing *spotify.PlaybackState
	if err == nil {
		playing, err = client.CurrentlyPlaying(r.Context(), nil)
	}
	var limited *spotify.Error
	switch {
	case errors.Is(err, spotify.ErrUnauthorized): // the login has ended
		http.Redirect(w, r, "/login", http.StatusSeeOther)
	case errors.Is(err, spotify.ErrRateLimited) && errors.As(err, &limited):
		w.Header().Set("Retry-After", fmt.Sprint(int(limited.RetryAfter.Seconds())+1))
		fail(w, http.StatusServiceUnavailable, err)
	case err != nil:
		fail(w, http.StatusBadGateway, err)
	default:
		p := page{User: me.ID, Playing: "nothing"}
		if track := playing.Item.Track; track != nil {
			p.Playing = track.Name
		}
		show(w, p)
	}
}

// logout forgets the browser. The login stays in the store for the next visit of
// the user's other browsers.
func (s *site) logout(w http.ResponseWriter, r *http.Request) {
	if c, err := r.Cookie(sessionCookie); err == nil {
		s.mu.Lock()
		delete(s.visitors, c.Value)
		s.mu.Unlock()
	}
	http.SetCookie(w, cookie("", -time.Second))
	http.Redirect(w, r, "/", http.StatusSeeOther)
}

func (s *site) remember(id string, v visitor) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for id, old := range s.visitors {
		if time.Now().After(old.expires) {
			delete(s.visitors, id)
		}
	}
	s.visitors[id] = v
}

func (s *site) visitor(r *http.Request) (visitor, bool) {
	c, err := r.Cookie(sessionCookie)
	if err != nil {
		return visitor{}, false
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	v, ok := s.visitors[c.Value]
	return v, ok && time.Now().Before(v.expires)
}

func cookie(value string, lifetime time.Duration) *http.Cookie {
	return &http.Cookie{
		Name: sessionCookie, Value: value, Path: "/", MaxAge: int(lifetime.Seconds()),
		Secure: true, HttpOnly: true, SameSite: http.SameSiteLaxMode,
	}
}

// fail logs an error and shows it. Errors of the SDK contain no secret.
func fail(w http.ResponseWriter, status int, err error) {
	slog.Error("request failed", "status", status, "error", err)
	http.Error(w, http.StatusText(status)+": "+err.Error(), status)
}

type page struct {
	User, Playing string
	Denied        bool
}

var pageTemplate = template.Must(template.New("").Parse(`<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>Log in with Spotify</title></head><body>
{{if .User}}<h1>Hello, {{.User}}</h1><p>You are listening to {{.Playing}}.</p>
<form method="post" action="/logout"><button id="logout">Log out</button></form>
{{else}}<h1>Welcome</h1>{{if .Denied}}<p>You did not agree.</p>{{end}}<p><a id="login" href="/login">Log in with Spotify</a></p>{{end}}
</body></html>
`))

func show(w http.ResponseWriter, p page) {
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.Header().Set("Cache-Control", "no-store")
	if err := pageTemplate.Execute(w, p); err != nil {
		slog.Error("page not written", "error", err)
	}
}
