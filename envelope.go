package spotify

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
)

// getMember is get for a response that is an object around one value, such as
// {"artists": [...]}. Without the member, or if that is null, the result is the
// zero value; isZero reports whether a value is that.
func getMember[T any](ctx context.Context, c *Client, name, route, id string, query params, isZero func(*T) bool) (*T, error) {
	e := &envelope[T]{name: name, isZero: isZero}
	if err := c.send(ctx, request{method: http.MethodGet, route: route, id: id, query: query}, e); err != nil {
		return nil, err
	}
	return &e.value, nil
}

// envelope is a response with one member.
type envelope[T any] struct {
	name   string
	value  T
	isZero func(*T) bool
}

func (e *envelope[T]) readResponse(body []byte) error {
	var members members[T]
	if err := decode(body, &members); err != nil {
		return err
	}
	if members == nil {
		return errors.New("JSON null where an object was expected")
	}
	if e.value = members[e.name]; e.isZero(&e.value) {
		return readMember(body, e.name, &e.value)
	}
	return nil
}

// members is a type of this package, so that the decoder is as lenient with its
// elements as with those of other models.
type members[T any] map[string]T

func isNil[T any](list *[]T) bool { return *list == nil }

// readMember reads a member that looks empty once more, on its own: the decoder
// leaves out a member of another type, and that must not look like an empty list.
func readMember(body []byte, name string, out any) error {
	var members map[string]json.RawMessage
	err := json.Unmarshal(body, &members)
	if text := members[name]; text != nil && string(text) != "null" {
		return decode(text, out)
	}
	return err
}
