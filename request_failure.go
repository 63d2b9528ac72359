package spotify

import (
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
	if last != nil && callerEnded(last.err) {
		also, last = last.err, nil // on the wire
	}
	if last == nil && also == nil {
		return c.refusedByCooldown()
	}
	if callerEnded(also) && t.answer != nil {
		last = t.answer // what came before says more than that the caller left
	}
	if last == nil {
		if !callerEnded(also) {
			return also // the token's failure
		}
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

// refusedByCooldown is the 429 that armed the cool-down, as this call's answer.
func (c *call) refusedByCooldown() error {
	e := *c.ban
	e.Method, e.Path, e.Attempts, e.RetryAfter = c.method, c.path, 0, c.banned
	return &e
}

// errorOf is a reply as an error.
func (c *call) errorOf(r *reply) *Error {
	e := &Error{Method: c.method, Path: c.path, Route: c.route, StatusCode: r.status, RetryAfter: r.retryAfter(time.Now()),
		err: r.err, detail: r.text}
	if r.status == 0 {
		return e
	}
	e.Body = maskBody(r.body, !r.cut, c.how.secrets[:]...)
	if !r.ok() {
		e.Message, e.Reason = errorWords(e.Body)
	}
	return e
}

// errorWords are Spotify's message and reason in an error's body: JSON whose
// error is an object or a string, or one line of plain text.
func errorWords(body []byte) (message, reason string) {
	var envelope struct {
		Error       json.RawMessage `json:"error"`
		Description string          `json:"error_description"`
	}
	if json.Unmarshal(body, &envelope) != nil {
		text := strings.TrimSpace(string(body))
		if strings.ContainsAny(text, "\r\n<{") || len(text) > 300 {
			return "", ""
		}
		return text, ""
	}
	var words struct {
		Message     string `json:"message"`
		Reason      string `json:"reason"`
		Description string `json:"description"` // of very old answers
	}
	if json.Unmarshal(envelope.Error, &words) == nil {
		return cmp.Or(words.Message, words.Description), words.Reason
	}
	_ = json.Unmarshal(envelope.Error, &message)
	return cmp.Or(envelope.Description, message), ""
}
