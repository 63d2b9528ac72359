package spotify

import "context"

// batch asks for any number of ids of one kind, max a request: route?ids=, or
// where the app has lost that endpoint route/{id} for each.
func batch[T any](ctx context.Context, c *Client, route string, max int, ids []string, query string) ([]*T, error) {
	panic("skeleton")
}
