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
	"strconv"
	"sync"
	"time"
)

const (
	maxResponseBody = 32 << 20 // of a success of the API, after decompression
	maxPooledBuffer = 1 << 20
)

// attemptResult is the result of one attempt.
type attemptResult struct {
	stage       stage
	status      int // 0: no response
	header      http.Header
	body        []byte         // all of a success; of a failure what errors keep, redacted
	partial     bool           // of a success: body is not the whole body
	message     string         // Spotify's own words in the body of a failure, redacted
	reason      string         // Spotify's code in it
	resp        *http.Response // of Do: the response, its body open
	secrets     []string       // of Do: to be redacted from the body
	err         error          // why there is no complete response
	text        string         // of err, redacted
	callerEnded bool           // err is that of the caller's context
	buf         *bytes.Buffer  // behind body, to be returned to the pool
}

// ok reports whether the response is a success.
func (r *attemptResult) ok() bool { return r.status >= 200 && r.status < 300 }

// network reports whether the attempt failed because no complete response
// arrived.
func (r *attemptResult) network() bool {
	if r.callerEnded || r.status != 0 && !r.ok() {
		return false
	}
	switch r.stage {
	case notConnected, notRetryable, noResponse, truncated:
		return true
	}
	return false
}

// cause returns the reason for a retry, for the log.
func (r *attemptResult) cause() string {
	if r.status != 0 && r.stage == complete {
		return strconv.Itoa(r.status)
	}
	return r.stage.String()
}

// discard closes a response of Do that is given up for a retry. It first reads
// the part of the body that an error would contain.
func (r *attemptResult) discard() {
	if r == nil || r.resp == nil {
		return
	}
	if r.body == nil {
		most := maxErrorBody + redactSlack(r.secrets...)
		head, err := io.ReadAll(io.LimitReader(r.resp.Body, int64(most)))
		r.keep(head, err == nil && len(head) < most, r.secrets)
	}
	r.resp.Body.Close()
	r.resp = nil
}

// release returns the body's buffer to the pool. body must not be used after it.
func (r *attemptResult) release() {
	if r.buf != nil && r.buf.Cap() <= maxPooledBuffer {
		r.buf.Reset()
		buffers.Put(r.buf)
	}
	r.buf, r.body = nil, nil
}

// buffers holds the buffers that bodies are read into, except large ones.
var buffers = sync.Pool{New: func() any { return new(bytes.Buffer) }}

// exchange describes how the requests of one call are sent and their responses
// read. RoundTrip is called directly: http.Client would only add redirects,
// which must never carry a token.
type exchange struct {
	rt       http.RoundTripper
	jar      http.CookieJar // nil: none
	timeout  time.Duration  // of one attempt, reading the body included
	maxBody  int64          // of a success, after decompression
	readBody bool           // the body of a success is wanted
	raw      bool           // the response is returned with its body open
	secrets  []string       // to be redacted from texts and bodies

	bodyClosed func() // called when the body of a raw response was closed
}

// requestBuilder builds the request of one attempt.
type requestBuilder interface {
	newRequest(ctx context.Context) (*http.Request, error)
}

// do makes one attempt: it builds a request for a context of its own, which
// ends with the attempt's timeout, sends it and reads the response.
func (x *exchange) do(ctx context.Context, b requestBuilder) *attemptResult {
	own, cancel := context.WithTimeout(ctx, x.timeout)
	open := false
	defer func() { // a RoundTripper may panic
		if !open {
			cancel()
		}
	}()
	var trace connTrace
	req, err := b.newRequest(httptrace.WithClientTrace(own, trace.hooks()))
	if err != nil {
		return x.failed(ctx, own, notBuilt, err, "")
	}
	x.addCookies(req)
	resp, err := x.rt.RoundTrip(req)
	if resp, err = x.received(req, resp, err); err != nil {
		stage, conn := noResponse, trace.load()
		switch {
		case own.Err() == nil:
			stage = classify(err, conn)
		case conn == connWanted:
			stage = notConnected // err may be the context's cause, which is anybody's
		}
		return x.failed(ctx, own, stage, explain(err, conn), req.URL.RawQuery)
	}
	if open = x.raw; open {
		return x.open(ctx, own, resp, cancel)
	}
	defer resp.Body.Close()
	r := &attemptResult{status: resp.StatusCode, header: resp.Header}
	if err := x.read(r, resp); err != nil {
		f := x.failed(ctx, own, truncated, err, req.URL.RawQuery)
		r.stage, r.err, r.text, r.callerEnded = f.stage, f.err, f.text, f.callerEnded
		r.partial = true // it may end within a secret
	}
	if !r.ok() {
		read, whole := r.body, !r.partial
		r.keep(read, whole, x.secrets)
		kept := r.body
		r.release()
		r.body = kept
	}
	return r
}

// keep sets what errors keep of the body of a failure. Text is redacted once more
// when it was decoded, because JSON has more ways to write a secret.
func (r *attemptResult) keep(read []byte, whole bool, secrets []string) {
	r.body = redactBody(read, whole, secrets...)
	r.message, r.reason = errorMessage(r.body)
	r.message, r.reason = redact(r.message, secrets...), redact(r.reason, secrets...)
}

// timedOut reports whether the attempt's own timeout passed, as opposed to the
// end of the caller's context.
func timedOut(ctx, own context.Context) bool {
	return ctx.Err() == nil && own.Err() == context.DeadlineExceeded
}

// timeoutErr returns the error of an attempt whose timeout passed; cause is the
// error of the transport.
func (x *exchange) timeoutErr(cause error) error {
	return &timeoutError{"no complete response within " + x.timeout.String(), foreign(cause)}
}

func (x *exchange) addCookies(req *http.Request) {
	if x.jar == nil {
		return
	}
	for _, cookie := range x.jar.Cookies(req.URL) {
		req.AddCookie(cookie)
	}
}

// received checks what a RoundTripper returned.
func (x *exchange) received(req *http.Request, resp *http.Response, err error) (*http.Response, error) {
	switch {
	case err != nil:
		return nil, err
	case resp == nil:
		return nil, errors.New("the RoundTripper returned neither a response nor an error")
	case resp.Body == nil:
		resp.Body = http.NoBody
	}
	if x.jar != nil {
		if cookies := resp.Cookies(); len(cookies) > 0 {
			x.jar.SetCookies(req.URL, cookies)
		}
	}
	return resp, nil
}

// read reads the body. It reads all of a success, up to the limit; of a
// failure, as much as errors keep; and of a success whose body is not wanted,
// enough to reuse the connection.
func (x *exchange) read(r *attemptResult, resp *http.Response) error {
	limit := int64(maxErrorBody + redactSlack(x.secrets...))
	switch {
	case r.ok() && !x.readBody:
		_, _ = io.CopyN(io.Discard, resp.Body, limit) // its content does not matter, truncated or not
		return nil
	case r.ok():
		limit = x.maxBody
	}
	if r.ok() && resp.ContentLength > limit {
		r.overLimit(limit)
		return nil
	}
	r.buf = buffers.Get().(*bytes.Buffer)
	if n := resp.ContentLength; n > 0 && n <= limit {
		r.buf.Grow(int(min(n, maxPooledBuffer)) + bytes.MinRead) // more only as it arrives: n is only the server's claim
	}
	err := readUpTo(r.buf, resp.Body, limit+1)
	r.body = r.buf.Bytes()
	if r.partial = int64(len(r.body)) > limit; r.partial && r.ok() {
		r.overLimit(limit)
		return nil
	}
	return err
}

func (r *attemptResult) overLimit(limit int64) {
	r.stage, r.partial = tooLarge, true
	r.err = fmt.Errorf("the response is larger than %d KiB", limit>>10)
	r.text = r.err.Error()
}

// readUpTo reads at most n bytes. The buffer doubles while it is small; beyond an
// eighth of n it grows to n at once, so that a huge body allocates one and a half
// times n in total.
func readUpTo(buf *bytes.Buffer, body io.Reader, n int64) error {
	for int64(buf.Len()) < n {
		if buf.Available() < bytes.MinRead {
			if grow := max(int64(buf.Len()), bytes.MinRead); grow > n/8 {
				buf.Grow(int(n-int64(buf.Len())) + bytes.MinRead)
			} else {
				buf.Grow(int(grow))
			}
		}
		free := buf.AvailableBuffer()
		free = free[:min(int64(cap(free)), n-int64(buf.Len()))]
		m, err := body.Read(free)
		buf.Write(free[:m])
		if err == io.EOF {
			return nil
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// open returns the response of Do. Closing its body ends the attempt, so the
// timeout includes reading it. If the status is 401 or 429, which the client
// itself handles, the beginning of the body is read and put back.
func (x *exchange) open(ctx, own context.Context, resp *http.Response, cancel context.CancelFunc) *attemptResult {
	body := &openBody{Reader: resp.Body, body: resp.Body, exchange: x, ctx: ctx, own: own, cancel: cancel}
	resp.Body = body
	if w, ok := body.body.(io.Writer); ok {
		resp.Body = &writableBody{body, w} // of 101 Switching Protocols
	}
	r := &attemptResult{status: resp.StatusCode, header: resp.Header, resp: resp, secrets: x.secrets}
	if r.status == http.StatusUnauthorized || r.status == http.StatusTooManyRequests {
		max := maxErrorBody + redactSlack(x.secrets...)
		head, err := io.ReadAll(io.LimitReader(body, int64(max)))
		r.keep(head, err == nil && len(head) < max, x.secrets)
		rest := body.Reader
		if err != nil {
			rest = failingReader{err}
		}
		body.Reader = io.MultiReader(bytes.NewReader(head), rest)
	}
	return r
}

// openBody is the body of a response of Do. Closing it ends the attempt.
type openBody struct {
	io.Reader
	body     io.Closer
	exchange *exchange
	ctx, own context.Context // of the caller and the attempt, to see which one ended
	cancel   context.CancelFunc
}

func (b *openBody) Read(p []byte) (int, error) {
	n, err := b.Reader.Read(p)
	switch {
	case err == nil || err == io.EOF:
	case b.ctx.Err() != nil:
		err = callerErr(b.ctx)
	case timedOut(b.ctx, b.own):
		err = b.exchange.timeoutErr(err)
	}
	return n, err
}

func (b *openBody) Close() error {
	defer b.exchange.bodyClosed()
	defer b.cancel()
	return b.body.Close()
}

type writableBody struct {
	*openBody
	io.Writer
}

type failingReader struct{ err error }

func (r failingReader) Read([]byte) (int, error) { return 0, r.err }

// failed returns the result of an attempt without a complete response. The
// contexts decide whether the caller's limit or the attempt's passed, because a
// transport returns the same error for both.
func (x *exchange) failed(ctx, own context.Context, s stage, err error, query string) *attemptResult {
	for urlErr := (*url.Error)(nil); errors.As(err, &urlErr) && err == error(urlErr); {
		err = urlErr.Err // it would repeat method and URL, the query included
	}
	r := &attemptResult{stage: s, text: redact(redact(err.Error(), query), x.secrets...)}
	switch {
	case ctx.Err() != nil:
		r.err, r.callerEnded = callerErr(ctx), true
		r.text = r.err.Error()
	case timedOut(ctx, own):
		r.err = x.timeoutErr(err)
		r.text = r.err.Error()
	case hasTimeout(err):
		r.err = &timeoutError{r.text, foreign(err)}
	default:
		r.err = foreign(err)
	}
	return r
}
