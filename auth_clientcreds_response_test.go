package spotify_test

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/spotify-sdk/spotify"
)

// What expires_in may look like, and its lifetime then.
func TestTokenLifetimes(t *testing.T) {
	const malformed = 0
	tests := []struct {
		name    string
		expires string // as in the response; "": absent
		want    time.Duration
	}{
		{"a number", `3600`, time.Hour},
		{"a fraction is floored", `3599.9`, 3599 * time.Second},
		{"an exponent", `3.6E3`, time.Hour},
		{"a numeric string, as Microsoft sends it", `"3600"`, time.Hour},
		{"a fraction in a string", `"59.99"`, 59 * time.Second},
		{"absent: silence never means for ever", ``, 300 * time.Second},
		{"null: silence never means for ever", `null`, 300 * time.Second},
		{"a second", `1`, time.Second},
		{"five seconds", `5`, 5 * time.Second},
		{"twenty seconds", `20`, 20 * time.Second},
		{"a day", `86400`, 24 * time.Hour},
		{"a second more than a day", `86401`, 24 * time.Hour},
		{"an overflow", `9223372036854775808`, 24 * time.Hour},
		{"more than a float can say", `1e999`, 24 * time.Hour},
		{"an overflow in a string", `"1e400"`, 24 * time.Hour},
		{"nothing", `0`, malformed},
		{"less than a second", `0.9`, malformed},
		{"negative", `-1`, malformed},
		{"a large negative", `-1e999`, malformed},
		{"NaN in a string", `"NaN"`, malformed},
		{"infinity in a string", `"Inf"`, malformed},
		{"hexadecimal in a string", `"0x10"`, malformed},
		{"digits grouped", `"3_600"`, malformed},
		{"true", `true`, malformed},
		{"false", `false`, malformed},
		{"an object", `{"seconds":3600}`, malformed},
		{"a list", `[3600]`, malformed},
		{"a word", `"soon"`, malformed},
		{"an empty string", `""`, malformed},
		{"only a quote", `"\""`, malformed},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				f := &fake{token: func(n int, _ *http.Request) (*http.Response, error) {
					field := ""
					if tt.expires != "" {
						field = `,"expires_in":` + tt.expires
					}
					return newResponse(200, fmt.Sprintf(`{"access_token":%q,"token_type":"Bearer"%s}`, token(n),
						field)), nil
				}}
				got, err := f.provider(t).Token(t.Context())
				f.wantTokenRequests(t, 1)
				if tt.want == malformed {
					wantMalformed(t, got, err)
				} else if recorded(err) != nil || got.AccessToken != token(1) || time.Until(got.ExpiresAt) != tt.want {
					t.Errorf("the token lives %v, error %v; want %v", time.Until(got.ExpiresAt), err, tt.want)
				}
			})
		})
	}
}

// The responses with status 200 whose expires_in is good.
func TestTokenResponses(t *testing.T) {
	const good = `"access_token":"` + tokenPrefix + `1","expires_in":3600`
	tests := []struct {
		name, body string
		ok         bool
	}{
		{"Spotify's own", `{` + good + `,"token_type":"Bearer"}`, true},
		{"a lower-case type", `{` + good + `,"token_type":"bearer"}`, true},
		{"an upper-case type", `{` + good + `,"token_type":"BEARER"}`, true},
		{"no type", `{` + good + `}`, true},
		{"a null type", `{` + good + `,"token_type":null}`, true},
		{"a scope", `{` + good + `,"scope":"a b"}`, true},
		{"a scope in a list", `{` + good + `,"scope":["a","b"]}`, true},
		{"unknown members", `{` + good + `,"id_token":{"a":[1]},"refresh_token":null}`, true},
		{"white space around", "\r\n {" + good + "}\n\n", true},
		{"a null error", `{` + good + `,"error":null}`, true},
		{"another type", `{` + good + `,"token_type":"mac"}`, false},
		{"a type with a space", `{` + good + `,"token_type":"Bearer "}`, false},
		{"no token", `{"token_type":"Bearer","expires_in":3600}`, false},
		{"an empty token, which would leave as an empty Bearer", `{"access_token":"","expires_in":3600}`, false},
		{"a null token", `{"access_token":null,"expires_in":3600}`, false},
		{"a number as token", `{"access_token":12345678,"expires_in":3600}`, false},
		{"a list as token", `{"access_token":["` + tokenPrefix + `"],"expires_in":3600}`, false},
		{"a token with a space", `{"access_token":"` + tokenPrefix + ` x","expires_in":3600}`, false},
		{"a token with a line end", `{"access_token":"` + tokenPrefix + `\r\nX-Evil: 1","expires_in":3600}`, false},
		{"a token with a control character", `{"access_token":"` + tokenPrefix + `\u007f","expires_in":3600}`, false},
		{"a token that is not ASCII", `{"access_token":"` + tokenPrefix + `ö","expires_in":3600}`, false},
		{"HTML", `<!DOCTYPE html><html><body>token</body></html>`, false},
		{"nothing", ``, false},
		{"white space", "  \n", false},
		{"null", `null`, false},
		{"a list", `[{` + good + `}]`, false},
		{"a string", `"a word"`, false},
		{"trailing bytes", `{` + good + `}x`, false},
		{"two objects", `{` + good + `}{` + good + `}`, false},
		{"a cut object", `{` + good, false},
		{"broken text behind the token", `{` + good + `,"scope":"` + "\x01" + `"}`, false},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				cache := &spyCache{}
				f := &fake{token: func(int, *http.Request) (*http.Response, error) { return newResponse(200, tt.body), nil }}
				p := f.provider(t, spotify.WithTokenCache(cache))
				got, err := p.Token(t.Context())
				f.wantTokenRequests(t, 1)
				if tt.ok {
					if recorded(err) != nil || got.AccessToken != token(1) || cache.sets != 1 {
						t.Errorf("token %v, error %v, stored %d times", got, err, cache.sets)
					}
					return
				}
				wantMalformed(t, got, err)
				if e := authErr(t, err); strings.Contains(tt.body, "token") && len(e.Body) > 0 {
					t.Errorf("the body of a success that names a token was kept: %s", e.Body)
				}
				if cache.sets != 0 {
					t.Error("a malformed response was stored")
				}
				for range 10 { // a malformed response never costs a request per call
					if _, err := p.Token(t.Context()); authErr(t, err).Attempts != 0 {
						t.Error("a call during the backoff made a request")
					}
				}
				f.wantTokenRequests(t, 1)
			})
		})
	}
}

// spyCache is an empty cache that counts.
type spyCache struct{ gets, sets int }

func (c *spyCache) Get(context.Context, string) (spotify.Token, error) {
	c.gets++
	return spotify.Token{}, nil
}

func (c *spyCache) Set(context.Context, string, spotify.Token) error { c.sets++; return nil }

// How failures of the token endpoint are classified: what the caller can match, how
// many requests they cost, and how long the backoff lasts.
func TestTokenFailures(t *testing.T) {
	oauth := func(code string) string {
		return fmt.Sprintf(`{"error":%q,"error_description":"Some words"}`, code)
	}
	const html = "<html><body><h1>Bad Gateway</h1></body></html>"
	returning := func(status int, body string, headers ...string) func() (*http.Response, error) {
		return func() (*http.Response, error) { return newResponse(status, body, headers...), nil }
	}
	failing := func(err error) func() (*http.Response, error) {
		return func() (*http.Response, error) { return nil, err }
	}
	const permanent, transient = true, false
	tests := []struct {
		name     string
		response func() (*http.Response, error)
		verdict  bool
		requests int
		matches  error // nil: no sentinel
		code     string
	}{
		{"a wrong secret", returning(400, oauth("invalid_client")), permanent, 1, spotify.ErrUnauthorized,
			"invalid_client"},
		{"a wrong secret without description", returning(400, `{"error":"invalid_client"}`), permanent, 1,
			spotify.ErrUnauthorized, "invalid_client"},
		{"a wrong secret with a null description",
			returning(400, `{"error":"invalid_client","error_description":null}`), permanent, 1,
			spotify.ErrUnauthorized, "invalid_client"},
		{"a client that may not", returning(400, oauth("unauthorized_client")), permanent, 1, spotify.ErrUnauthorized,
			"unauthorized_client"},
		{"a bad scope", returning(400, oauth("invalid_scope")), permanent, 1, spotify.ErrUnauthorized, "invalid_scope"},
		{"access denied", returning(403, oauth("access_denied")), permanent, 1, spotify.ErrUnauthorized,
			"access_denied"},
		{"a code that nobody knows", returning(418, oauth("teapot")), permanent, 1, spotify.ErrUnauthorized, "teapot"},
		{"401 with a code", returning(401, oauth("invalid_client")), permanent, 1, spotify.ErrUnauthorized,
			"invalid_client"},
		{"401 with a code that elsewhere passes", returning(401, oauth("temporarily_unavailable")), permanent, 1,
			spotify.ErrUnauthorized, "temporarily_unavailable"},
		{"401 with HTML", returning(401, html), permanent, 1, spotify.ErrUnauthorized, ""},
		{"401 with nothing", returning(401, ""), permanent, 1, spotify.ErrUnauthorized, ""},
		{"200 with an error", returning(200, oauth("invalid_client")), permanent, 1, spotify.ErrUnauthorized,
			"invalid_client"},
		{"200 with an error and a token",
			returning(200, `{"access_token":"`+tokenPrefix+`1","expires_in":60,"error":"invalid_client"}`), permanent,
			1, spotify.ErrUnauthorized, "invalid_client"},
		{"200 with an error that passes", returning(200, oauth("server_error")), transient, 1, nil, "server_error"},
		{"400 that passes", returning(400, oauth("temporarily_unavailable")), transient, 1, nil,
			"temporarily_unavailable"},
		{"400 with a server error", returning(400, oauth("server_error")), transient, 1, nil,
			"server_error"},
		{"400 with HTML", returning(400, html), transient, 1, nil, ""},
		{"400 with an error of the Web API's form", returning(400, `{"error":{"status":400,"message":"bad"}}`),
			transient, 1, nil, ""},
		{"404 with nothing", returning(404, ""), transient, 1, nil, ""},
		{"403 with a list", returning(403, `[]`), transient, 1, nil, ""},
		{"408 whatever the body", returning(408, oauth("invalid_client")), transient, 4, nil, "invalid_client"},
		{"429 whatever the body", returning(429, oauth("invalid_client")), transient, 4, spotify.ErrRateLimited,
			"invalid_client"},
		{"500 whatever the body", returning(500, oauth("invalid_client")), transient, 4, spotify.ErrServer,
			"invalid_client"},
		{"a load balancer's 502 in HTML", returning(502, html), transient, 4, spotify.ErrServer, ""},
		{"a load balancer's 503 in HTML", returning(503, html), transient, 4, spotify.ErrServer, ""},
		{"504 with nothing", returning(504, ""), transient, 4, spotify.ErrServer, ""},
		{"501, which no retry fixes", returning(501, ""), transient, 1, spotify.ErrServer, ""},
		{"a redirect, which no secret follows", returning(302, oauth("invalid_client"), "Location",
			"https://evil.example/"), transient, 1, nil, "invalid_client"},
		{"a redirect that would send the body again", returning(307, "", "Location", "https://evil.example/"),
			transient, 1, nil, ""},
		{"201", returning(201, `{"access_token":"`+tokenPrefix+`1","expires_in":60}`), transient, 1, nil, ""},
		{"204", returning(204, ""), transient, 1, nil, ""},
		{"206", returning(206, `{"access_token":"`+tokenPrefix+`1","expires_in":60}`), transient, 1, nil, ""},
		{"nobody listens", failing(&net.OpError{Op: "dial", Net: "tcp", Err: errors.New("connection refused")}),
			transient, 4, nil, ""},
		{"a reset", failing(&net.OpError{Op: "read", Net: "tcp", Err: errors.New("connection reset by peer")}),
			transient, 4, nil, ""},
		{"EOF before the response", failing(io.EOF), transient, 4, nil, ""},
		{"a body that breaks off", func() (*http.Response, error) {
			r := newResponse(200, "")
			r.Body, r.ContentLength = io.NopCloser(io.MultiReader(strings.NewReader(`{"access_token":"`+tokenPrefix+`1",`), failingReader{io.ErrUnexpectedEOF})), 200
			return r, nil
		}, transient, 4, nil, ""},
		{"a certificate of somebody else",
			failing(&tls.CertificateVerificationError{Err: x509.HostnameError{Certificate: &x509.Certificate{},
				Host: "accounts.spotify.com"}}), transient, 1, nil, ""},
		{"an unknown host", failing(&net.OpError{Op: "dial", Err: &net.DNSError{Err: "no such host",
			Name: "accounts.spotify.com", IsNotFound: true}}), transient, 1, nil, ""},
		{"neither a response nor an error", func() (*http.Response, error) { return nil, nil }, transient, 4, nil, ""},
	}
	sentinels := []error{spotify.ErrUnauthorized, spotify.ErrBadRequest, spotify.ErrForbidden, spotify.ErrNotFound,
		spotify.ErrRateLimited, spotify.ErrServer, spotify.ErrConfig}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				f := &fake{token: func(int, *http.Request) (*http.Response, error) { return tt.response() }}
				p := f.provider(t)
				got, err := p.Token(t.Context())
				e := authErr(t, err)
				if got != (spotify.Token{}) || e.Attempts != tt.requests || e.Code != tt.code {
					t.Errorf("got %v, %d attempts, code %q; want %d and %q: %v", got, e.Attempts, e.Code, tt.requests,
						tt.code, err)
				}
				f.wantTokenRequests(t, tt.requests)
				for _, sentinel := range sentinels {
					if errors.Is(err, sentinel) != (sentinel == tt.matches) {
						t.Errorf("error %q matches %q: %v", err, sentinel, errors.Is(err, sentinel))
					}
				}
				_, behind := p.Token(t.Context())
				backoff := authErr(t, behind)
				if backoff.Attempts != 0 || backoff.StatusCode != e.StatusCode || backoff.Code != e.Code {
					t.Errorf("during the backoff the error is %#v", backoff)
				}
				if tt.verdict == permanent && backoff.RetryAfter != 10*time.Second ||
					tt.verdict == transient && backoff.RetryAfter > time.Second {
					t.Errorf("the backoff ends after %v", backoff.RetryAfter)
				}
				f.wantTokenRequests(t, tt.requests)
			})
		})
	}
}

// A token endpoint that takes connections and says nothing.
func TestUnresponsiveEndpointCostsThreeRequestsOfTenSeconds(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var at []time.Duration
		start := time.Now()
		f := &fake{token: func(_ int, r *http.Request) (*http.Response, error) {
			at = append(at, time.Since(start))
			<-r.Context().Done()
			return nil, r.Context().Err()
		}}
		_, err := f.provider(t).Token(t.Context())
		e := authErr(t, err)
		f.wantTokenRequests(t, 3)
		if took := time.Since(start); took < 30*time.Second || took > 30200*time.Millisecond {
			t.Errorf("it took %v, want 30 s", took)
		}
		if len(at) != 3 || at[1] < 10*time.Second || at[1] > 10500*time.Millisecond || at[2] < 20*time.Second ||
			at[2] > 21500*time.Millisecond {
			t.Errorf("requests at %v, want each given 10 s", at)
		}
		if e.Attempts != 3 || !e.Timeout() || !errors.Is(err, os.ErrDeadlineExceeded) ||
			errors.Is(err, context.DeadlineExceeded) || errors.Is(err, context.Canceled) {
			t.Errorf("error %v after %d attempts is not a timeout of the SDK's own", err, e.Attempts)
		}
	})
}

// WithTimeout and the http.Client's own Timeout shorten a token request too, and
// never lengthen it.
func TestTimeoutOfTokenRequests(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		f := &fake{token: func(_ int, r *http.Request) (*http.Response, error) {
			<-r.Context().Done()
			return nil, r.Context().Err()
		}}
		start := time.Now()
		_, err := f.provider(t, spotify.WithTimeout(2*time.Second), spotify.WithMaxRetries(0)).Token(t.Context())
		if authErr(t, err).Attempts != 1 || time.Since(start) != 2*time.Second {
			t.Errorf("the request was given up after %v", time.Since(start))
		}
		start = time.Now()
		_, err = f.provider(t, spotify.WithTimeout(time.Minute), spotify.WithMaxRetries(0)).Token(t.Context())
		if authErr(t, err).Attempts != 1 || time.Since(start) != 10*time.Second {
			t.Errorf("the request was given up after %v", time.Since(start))
		}
		start = time.Now()
		hc := &http.Client{Transport: f, Timeout: 3 * time.Second}
		_, err = f.provider(t, spotify.WithHTTPClient(hc), spotify.WithMaxRetries(0)).Token(t.Context())
		if authErr(t, err).Attempts != 1 || time.Since(start) != 3*time.Second {
			t.Errorf("with an http.Client of three seconds the request was given up after %v", time.Since(start))
		}
		f.wantTokenRequests(t, 3)
	})
}

// Latency only shortens a token's lifetime, and one that has expired when it comes is
// not handed out.
func TestTokenLifetimeCountsFromBeforeTheRequest(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		f := &fake{token: func(n int, _ *http.Request) (*http.Response, error) {
			time.Sleep(3 * time.Second)
			return newTokenResponse(n, map[int]int{1: 60, 2: 3, 3: 4}[n]), nil
		}}
		got, err := f.provider(t).Token(t.Context())
		if recorded(err) != nil || time.Until(got.ExpiresAt) != 57*time.Second {
			t.Errorf("the token lives %v, %v; want 57 s", time.Until(got.ExpiresAt), err)
		}
		p := f.provider(t)
		if got, err := p.Token(t.Context()); authErr(t, err).Attempts != 1 || got != (spotify.Token{}) ||
			errors.Is(err, spotify.ErrUnauthorized) {
			t.Errorf("a token that had expired on arrival returned %v, %v", got, err)
		}
		time.Sleep(time.Second)
		if got, err := p.Token(t.Context()); recorded(err) != nil || time.Until(got.ExpiresAt) != time.Second {
			t.Errorf("a token with a second left gave %v, %v", got, err)
		}
		f.wantTokenRequests(t, 3)
	})
}
