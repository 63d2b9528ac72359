package spotify

import (
	"bytes"
	"cmp"
	"encoding/json"
	"net/http"
	"strings"
	"time"
)

// failure is the error of a trip that gave no usable success.
func (c *call) failure(t trip) error {
	last, also := t.last, t.also
	if also == ErrClosed && !t.unrenewed {
		return ErrClosed
	}
	switch {
	case last == nil || !callerEnded(last.err):
	case last.status == 0: // on the wire
		also, last = last.err, nil
	case callerEnded(also): // in the answer's body, which tells it too
		also = nil
	}
	if callerEnded(also) && t.answer != nil {
		last = t.answer // what came before says more than that the caller left
	}
	switch {
	case last != nil:
	case c.ban != nil && (also == nil || callerEnded(also)):
		return c.refused(also)
	case !callerEnded(also):
		return also // the token's failure
	default:
		last, also = &reply{err: also, text: also.Error()}, nil
	}
	e := c.errorOf(last)
	e.also, e.unrenewed = also, t.unrenewed
	e.Attempts, e.MayHaveExecuted = t.attempts, t.unsure && c.method != http.MethodGet && c.method != http.MethodHead
	return e
}

func callerEnded(err error) bool {
	_, ended := err.(*endedContext)
	return ended
}

// refused is the 429 that armed the cool-down, as the answer of this call, which
// also ended while it waited, or did not wait at all.
func (c *call) refused(also error) *Error {
	e := *c.ban
	left, _ := c.cool.left(c.route)
	e.Method, e.Path, e.Attempts, e.RetryAfter = c.method, c.path, 0, left.asked
	e.Body, e.err, e.detail, e.also = bytes.Clone(e.Body), nil, "", also // not what ended another caller's reading
	return &e
}

// errorOf is a reply as an error.
func (c *call) errorOf(r *reply) *Error {
	e := &Error{Method: c.method, Path: c.path, Route: c.route, StatusCode: r.status, RetryAfter: r.retryAfter(time.Now()),
		err: r.err, detail: r.text}
	if r.status == 0 {
		return e
	}
	e.Body = maskBody(r.body, !r.cut, c.how.secrets...)
	if !r.ok() {
		e.Message, e.Reason = errorWords(e.Body)
		e.Message, e.Reason = mask(e.Message, c.how.secrets...), mask(e.Reason, c.how.secrets...) // JSON has more ways to write them
	}
	return e
}

// errorAnswer is the body of a refusal as the Web API and the Accounts service
// write it.
type errorAnswer struct {
	Error       json.RawMessage `json:"error"` // an object or a text
	Description string          `json:"error_description"`
}

type errorObject struct {
	Message     string `json:"message"`
	Reason      string `json:"reason"`
	Description string `json:"description"` // of very old answers
}

// errorWords are Spotify's message and reason in an error's body: JSON whose
// error is an object or a string, or one line of plain text.
func errorWords(body []byte) (message, reason string) {
	var answer errorAnswer
	if decode(body, &answer) != nil {
		text := strings.TrimSpace(string(body))
		if strings.ContainsAny(text, "\r\n<{") || len(text) > 300 {
			return "", ""
		}
		return text, ""
	}
	var object errorObject
	if decode(answer.Error, &object) == nil {
		return cmp.Or(object.Message, object.Description), object.Reason
	}
	_ = json.Unmarshal(answer.Error, &message) // a text, or nothing of use
	return cmp.Or(answer.Description, message), ""
}
