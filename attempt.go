package spotify

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptrace"
	"net/url"
	"sync"
	"time"
)

// stage is how far an attempt got: what a retry may conclude from it.
type stage int

const (
	whole       stage = iota // its whole answer came
	unsent                   // nothing was handed to the transport: no token
	unconnected              // no byte was written
	hopeless                 // refused on this side, for good: a certificate, an unknown host
	unmade                   // there is no request: its body could not be had again
	lost                     // it may have arrived; no answer came
	broken                   // the answer's body broke off
	oversized                // the answer's body is over the limit
)

// cause names a stage for the log.
func (s stage) cause() string {
	return [...]string{"", "no token", "no connection", "refused", "no body", "no answer", "body broke off", "body too large"}[s]
}

// reply is what came of one attempt.
type reply struct {
	stage  stage
	status int // 0: no answer
	header http.Header
	body   []byte         // whole if the call reads it, else its first 8 KiB and some
	cut    bool           // body is not all that there is
	resp   *http.Response // of a raw attempt: the answer, its body open
	err    error          // why there is no whole answer
	text   string         // of err, masked
	buf    *bytes.Buffer  // behind body, to be given back
}

// ok tells an answer of success.
func (r *reply) ok() bool { return r.status >= 200 && r.status < 300 }

// close gives up a raw attempt's answer.
func (r *reply) close() {
	if r != nil && r.resp != nil {
		r.resp.Body.Close()
		r.resp = nil
	}
}

// release gives the body's buffer back; body must not be used after it.
func (r *reply) release() {
	if r.buf != nil && r.buf.Cap() <= pooledLimit {
		r.buf.Reset()
		buffers.Put(r.buf)
	}
	r.buf, r.body = nil, nil
}

// buffers holds what bodies were read into; one huge answer is not kept.
var buffers = sync.Pool{New: func() any { return new(bytes.Buffer) }}

const pooledLimit = 1 << 20

// wire is what requests go out on. RoundTrip is called directly: http.Client
// would only add the following of redirects, which no token may take part in.
type wire struct {
	rt      http.RoundTripper
	jar     http.CookieJar // nil: none
	timeout time.Duration  // of one attempt, the body's reading included
}

func (w *wire) roundTrip(req *http.Request) (*http.Response, error) {
	if w.jar != nil {
		for _, cookie := range w.jar.Cookies(req.URL) {
			req.AddCookie(cookie)
		}
	}
	resp, err := w.rt.RoundTrip(req)
	if err != nil {
		return nil, err
	}
	if resp == nil {
		return nil, errors.New("the RoundTripper gave neither an answer nor an error")
	}
	if resp.Body == nil {
		resp.Body = http.NoBody
	}
	if w.jar != nil {
		if cookies := resp.Cookies(); len(cookies) > 0 {
			w.jar.SetCookies(req.URL, cookies)
		}
	}
	return resp, nil
}

// attempt is how one request is sent, and how its answer is read.
type attempt struct {
	wire    *wire
	timeout time.Duration
	limit   int64    // of a success's body, after gunzip
	read    bool     // the body of a success is wanted
	raw     bool     // the answer is handed over open
	secrets []string // to be masked in texts
	body    io.LimitedReader
}

// do sends one request, made for the attempt's own context.
func (a *attempt) do(ctx context.Context, build func(context.Context) (*http.Request, error)) *reply {
	own, cancel := context.WithCancelCause(ctx)
	timer := time.AfterFunc(a.timeout, func() { cancel(&timeoutError{"no whole answer within " + a.timeout.String()}) })
	open := false
	defer func() {
		timer.Stop()
		if !open {
			cancel(nil)
		}
	}()
	var trace connTrace
	req, err := build(httptrace.WithClientTrace(own, trace.hooks()))
	if err != nil {
		return a.failed(ctx, own, unmade, err, "")
	}
	resp, err := a.wire.roundTrip(req)
	if err != nil {
		return a.failed(ctx, own, classify(err, trace.load()), explain(err, trace.load()), req.URL.RawQuery)
	}
	r := &reply{status: resp.StatusCode, header: resp.Header}
	if a.raw {
		open = true
		resp.Body = &openBody{resp.Body, resp.Body, cancel}
		r.resp = resp
		if r.status >= 400 {
			a.peek(r)
		}
		return r
	}
	defer resp.Body.Close()
	if err := a.consume(r, resp); err != nil {
		f := a.failed(ctx, own, broken, err, req.URL.RawQuery)
		r.stage, r.err, r.text = broken, f.err, f.text
	}
	return r
}

// consume reads the body: of a success all, up to the limit; of a failure what
// errors keep; of a success that nobody reads, what keeps the connection alive.
func (a *attempt) consume(r *reply, resp *http.Response) error {
	limit := int64(bodyLimit + maskSlack(a.secrets...))
	switch {
	case r.ok() && !a.read:
		_, _ = io.CopyN(io.Discard, resp.Body, limit) // its content says nothing, broken or not
		return nil
	case r.ok():
		limit = a.limit
	}
	r.buf = buffers.Get().(*bytes.Buffer)
	if n := resp.ContentLength; n > 0 && n <= limit {
		r.buf.Grow(int(min(n, pooledLimit)) + bytes.MinRead) // n is a promise
	}
	a.body = io.LimitedReader{R: resp.Body, N: limit + 1}
	_, err := r.buf.ReadFrom(&a.body)
	a.body.R = nil
	r.body = r.buf.Bytes()
	if r.cut = int64(len(r.body)) > limit; r.cut && r.ok() {
		r.stage, r.err = oversized, fmt.Errorf("the answer is larger than %d KiB", limit>>10)
		r.text = r.err.Error()
	}
	if err != nil && r.stage == whole {
		return err
	}
	return nil
}

// peek looks at the beginning of an open answer and puts it back.
func (a *attempt) peek(r *reply) {
	limit := bodyLimit + maskSlack(a.secrets...)
	open := r.resp.Body.(*openBody)
	head, err := io.ReadAll(io.LimitReader(open.Reader, int64(limit)))
	r.body, r.cut = head, len(head) == limit
	rest := open.Reader
	if err != nil {
		rest = failingReader{err}
	}
	open.Reader = io.MultiReader(bytes.NewReader(head), rest)
}

// failed is the reply of an attempt without a whole answer. The caller's
// context, not the kind of error, decides whose the limit was.
func (a *attempt) failed(caller, own context.Context, s stage, err error, query string) *reply {
	for urlErr := (*url.Error)(nil); errors.As(err, &urlErr) && err == error(urlErr); {
		err = urlErr.Err // it would repeat method and URL, the query included
	}
	text := mask(mask(err.Error(), query), a.secrets...)
	switch end := contextEnd(caller); {
	case end != nil:
		err, text = end, end.Error()
	case own.Err() != nil:
		err, text = context.Cause(own), context.Cause(own).Error()
	case timedOut(err):
		err = &networkTimeout{text, withoutContext(err)}
	default:
		err = withoutContext(err)
	}
	return &reply{stage: s, err: err, text: text}
}

// openBody is the body of a raw answer; closing it ends the attempt's context.
type openBody struct {
	io.Reader
	body   io.Closer
	cancel context.CancelCauseFunc
}

func (b *openBody) Close() error {
	defer b.cancel(nil)
	return b.body.Close()
}

type failingReader struct{ err error }

func (r failingReader) Read([]byte) (int, error) { return 0, r.err }
