package spotify_test

import (
	"bytes"
	"encoding/base64"
	"encoding/hex"
	"errors"
	"fmt"
	"log/slog"
	"net/url"
	"strings"
	"sync"

	"github.com/spotify-sdk/spotify"
)

// leakRecorder sees what the tests print and log, and what errors say, and
// remembers what of it holds a secret.
type leakRecorder struct {
	mu    sync.Mutex // guards lines and leaks
	lines int
	leaks []string
}

// print looks at v in every verb, and inside a struct, a slice and a map.
func (l *leakRecorder) print(v any) {
	for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q", "%x", "%d", "%t"} {
		l.look(fmt.Sprintf(verb, v))
		l.look(fmt.Sprintf(verb, struct{ X any }{v}))
		l.look(fmt.Sprintf(verb, []any{&v, v}))
	}
	var text bytes.Buffer
	slog.New(slog.NewTextHandler(&text, nil)).Info("print", "value", v)
	l.look(text.String())
	if err, ok := v.(error); ok {
		l.look(err.Error())
		var e *spotify.Error
		if errors.As(err, &e) {
			l.look(string(e.Body))
		}
		var a *spotify.AuthenticationError
		if errors.As(err, &a) {
			l.look(string(a.Body))
		}
	}
}

func (l *leakRecorder) look(text string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.lines++
	for _, form := range secretForms() {
		if strings.Contains(text, form) {
			l.leaks = append(l.leaks, text)
			return
		}
	}
}

// handler logs to the recorder, from Debug on.
func (l *leakRecorder) handler() slog.Handler {
	return slog.NewJSONHandler(lookWriter{l}, &slog.HandlerOptions{Level: slog.LevelDebug})
}

var recorder leakRecorder

// secretForms are all secrets in all encodings.
var secretForms = sync.OnceValue(func() (forms []string) {
	basic := base64.StdEncoding.EncodeToString([]byte(clientID + ":" + clientSecret))
	for _, s := range []string{clientSecret, basic, tokenPrefix} {
		forms = append(forms, s, url.QueryEscape(s), url.PathEscape(s), hex.EncodeToString([]byte(s)),
			strings.ToUpper(hex.EncodeToString([]byte(s))),
			strings.TrimRight(base64.StdEncoding.EncodeToString([]byte(s)), "="), strings.ReplaceAll(s, "/", `\/`))
	}
	return forms
})

type lookWriter struct{ l *leakRecorder }

func (w lookWriter) Write(p []byte) (int, error) { w.l.look(string(p)); return len(p), nil }
