package spotify

import "context"

// PrivateUser is the user whose token the client sends, as [Client.CurrentUser]
// gives it.
type PrivateUser struct {
	AccountID       string           `json:"account_id,omitempty"`       // stable and pseudonymous: the key for linking accounts
	Country         string           `json:"country,omitempty"`          // ISO 3166-1 alpha-2; needs user-read-private; not in development mode
	DisplayName     string           `json:"display_name,omitempty"`     // "" if the user has none
	Email           string           `json:"email,omitempty"`            // not verified by Spotify; needs user-read-email; not in development mode
	ExplicitContent *ExplicitContent `json:"explicit_content,omitempty"` // nil without user-read-private and in development mode
	ExternalURLs    ExternalURLs     `json:"external_urls,omitzero"`
	Followers       *Followers       `json:"followers,omitempty"` // nil in development mode
	Href            string           `json:"href,omitempty"`
	ID              string           `json:"id,omitempty"` // the user ID of URIs; see AccountID for linking
	Images          []Image          `json:"images,omitzero"`
	Product         string           `json:"product,omitempty"` // "premium", "free", "open"; needs user-read-private; not in development mode
	Type            string           `json:"type,omitempty"`    // "user"
	URI             string           `json:"uri,omitempty"`
}

// ExplicitContent is what a user's account says about explicit content.
type ExplicitContent struct {
	FilterEnabled bool `json:"filter_enabled"` // explicit content must not be played
	FilterLocked  bool `json:"filter_locked"`  // the user cannot change that
}

// PublicUser is what everybody may see of a user. The owner of a playlist and
// who added an item are told with fewer of its fields.
type PublicUser struct {
	DisplayName  string       `json:"display_name,omitempty"` // "" if the user has none, or was not told
	ExternalURLs ExternalURLs `json:"external_urls,omitzero"`
	Followers    *Followers   `json:"followers,omitempty"` // nil where Spotify leaves them out, as in development mode
	Href         string       `json:"href,omitempty"`
	ID           string       `json:"id,omitempty"` // any text, not only letters and digits
	Images       []Image      `json:"images,omitzero"`
	Type         string       `json:"type,omitempty"` // "user"
	URI          string       `json:"uri,omitempty"`
}

// CurrentUser returns the user whose token the client sends.
//
// Needs a user's token, of any scope: user-read-private adds Country, Product
// and ExplicitContent, user-read-email adds Email. Apps in development mode get
// none of these four, nor Followers. With an app-only token it is
// [ErrUserAuthRequired].
//
// https://developer.spotify.com/documentation/web-api/reference/get-current-users-profile
func (c *Client) CurrentUser(ctx context.Context) (*PrivateUser, error) {
	return get[PrivateUser](ctx, c, "/me", "", params{})
}

// User returns the public profile of a user. An app-only token is enough. An
// unknown user is [ErrNotFound]; an app without the endpoint gets
// [ErrEndpointClosed].
//
// https://developer.spotify.com/documentation/web-api/reference/get-users-profile
//
// Deprecated: development-mode apps made since 11 February 2026 are without it;
// older ones, for now, and apps in extended quota mode still have it. Nothing
// replaces it for other users; for the user of the token there is
// [Client.CurrentUser].
func (c *Client) User(ctx context.Context, id string) (*PublicUser, error) {
	return get[PublicUser](ctx, c, "/users/{id}", id, params{})
}
