package spotify

import (
	"errors"
	"fmt"
	"net/http"
	"os"
	"strconv"
	"strings"
	"time"
)

// inputError is the error of an invalid argument or option; nothing was sent.
type inputError struct {
	class error // ErrConfig, ErrInvalidID or ErrBadRequest
	text  string
}

func (e *inputError) Error() string { return "spotify: " + e.text }
func (e *inputError) Unwrap() error { return e.class }

func inputErrorf(class error, format string, args ...any) error {
	return &inputError{class, fmt.Sprintf(format, args...)}
}

// timeoutError reports that a time limit of the SDK or of the transport passed.
// It implements [net.Error].
type timeoutError struct {
	text string
	err  error // the transport's own error; nil if there is none
}

func (e *timeoutError) Error() string        { return e.text }
func (e *timeoutError) Unwrap() error        { return e.err }
func (e *timeoutError) Timeout() bool        { return true }
func (e *timeoutError) Temporary() bool      { return true }
func (e *timeoutError) Is(target error) bool { return target == os.ErrDeadlineExceeded }

// hasTimeout reports whether err or an error in it is a timeout.
func hasTimeout(err error) bool {
	var t interface{ Timeout() bool }
	return errors.As(err, &t) && t.Timeout()
}

// joinErrors returns one error that unwraps to both a and b; nil only if both
// are nil.
func joinErrors(a, b error) error {
	switch {
	case a == nil:
		return b
	case b == nil:
		return a
	}
	return errors.Join(a, b)
}

// errExited is the result of work whose goroutine called runtime.Goexit.
var errExited = errors.New("the goroutine exited without a result")

// panicError describes a recovered panic by the type of its value only, because
// the value might hold anything.
func panicError(p any) error { return fmt.Errorf("panic with a value of type %T", p) }

// errorText returns the text of both exported error types.
func errorText(what string, status int, words, detail string, cause error, retryAfter time.Duration) string {
	var b strings.Builder
	b.WriteString("spotify: " + what)
	if status != 0 {
		b.WriteString(": " + strings.TrimSpace(strconv.Itoa(status)+" "+http.StatusText(status)))
	}
	if words = oneLine(words); words != "" {
		b.WriteString(": " + words)
	}
	if detail == "" && cause != nil {
		detail = unprefixed(cause)
	}
	if detail = oneLine(detail); detail != "" {
		b.WriteString(": " + detail)
	}
	if retryAfter > 0 {
		b.WriteString(" (retry after " + retryAfter.Round(time.Second/10).String() + ")")
	}
	return b.String()
}

// oneLine replaces control characters and runs of white space by one space.
func oneLine(s string) string {
	separates := func(r rune) bool { return r <= ' ' || r == 0x7f || r == 0x85 || r == 0x2028 || r == 0x2029 }
	return strings.Join(strings.FieldsFunc(s, separates), " ")
}

func unprefixed(err error) string { return strings.TrimPrefix(err.Error(), "spotify: ") }
