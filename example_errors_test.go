package spotify_test

import (
	"context"
	"errors"
	"fmt"
	"log"
	"net/http"
	"time"

	"github.com/spotify-sdk/spotify"
	"github.com/spotify-sdk/spotify/spotifytest"
)

// describe classifies an error with errors.Is and reads its details with
// errors.As. Errors of this package are always pointers.
func describe(err error) string {
	var failed *spotify.Error // a pointer: errors are always pointers
	switch {
	case err == nil:
		return "fine"
	case errors.Is(err, spotify.ErrInvalidID), errors.Is(err, spotify.ErrNotFound):
		return "no such album"
	case errors.Is(err, spotify.ErrRateLimited) && errors.As(err, &failed):
		return "come back in " + failed.RetryAfter.String()
	case errors.Is(err, spotify.ErrUnauthorized):
		return "check the client secret"
	default:
		return err.Error()
	}
}

// Use errors.Is to classify an error and errors.As to read its details.
func ExampleError() {
	srv := spotifytest.NewServer()
	defer srv.Close()
	client, err := spotify.New(append(srv.Options(), spotify.WithMaxRetries(0))...)
	if err != nil {
		log.Fatal(err)
	}
	defer client.Close()

	ctx := context.Background()
	_, err = client.Album(ctx, "not an ID", nil)
	fmt.Println(describe(err))
	_, err = client.Album(ctx, spotifytest.UnknownID, nil)
	fmt.Println(describe(err))
	srv.Fail(spotifytest.Fault{Path: "/albums/", Status: 502, Body: "<html>Bad gateway</html>", Times: 1})
	_, err = client.Album(ctx, spotifytest.AlbumID, nil)
	fmt.Println(describe(err))
	srv.Fail(spotifytest.Fault{Path: "/albums/", Status: 429, RetryAfter: "7"})
	_, err = client.Album(ctx, spotifytest.AlbumID, nil)
	fmt.Println(describe(err))
	// Output:
	// no such album
	// no such album
	// spotify: GET /v1/albums/75nHXRoTnSu1kvENNCgEt7: 502 Bad Gateway
	// come back in 7s
}

// The client does not wait for a rate limit of hours. Until it ends, calls to
// the same group of endpoints fail without being sent; other calls continue.
func ExampleError_rateLimited() {
	srv := spotifytest.NewServer()
	defer srv.Close()
	client, err := spotify.New(srv.Options()...)
	if err != nil {
		log.Fatal(err)
	}
	defer client.Close()

	ctx := context.Background()
	srv.Fail(spotifytest.Fault{Path: "/albums/", Status: 429, RetryAfter: "79980"})
	for range 2 {
		_, err = client.Album(ctx, spotifytest.AlbumID, nil)
		var failed *spotify.Error
		if errors.Is(err, spotify.ErrRateLimited) && errors.As(err, &failed) {
			fmt.Println(failed.Route, "is open again in", failed.RetryAfter.Round(time.Hour), "- requests sent:", failed.Attempts)
		}
	}
	_, err = client.Artist(ctx, spotifytest.ArtistID)
	fmt.Println(err)
	// Output:
	// /albums/{id} is open again in 22h0m0s - requests sent: 1
	// /albums/{id} is open again in 22h0m0s - requests sent: 0
	// <nil>
}

// A wrong secret returns an AuthenticationError after one request.
func ExampleAuthenticationError() {
	srv := spotifytest.NewServer()
	defer srv.Close()
	client, err := spotify.NewFromClientCredentials(spotifytest.ClientID, "wrong",
		spotify.WithTokenURL(srv.TokenURL()), spotify.WithBaseURL(srv.BaseURL()))
	if err != nil {
		log.Fatal(err)
	}
	defer client.Close()

	_, err = client.Album(context.Background(), spotifytest.AlbumID, nil)
	fmt.Println(err)
	var failed *spotify.AuthenticationError
	if errors.As(err, &failed) {
		fmt.Println(failed.Code, errors.Is(err, spotify.ErrUnauthorized))
	}
	// Output:
	// spotify: token: 400 Bad Request: invalid_client: Invalid client secret
	// invalid_client true
}

// Call reads data for which the SDK has no method or no field.
func ExampleClient_Call() {
	srv := spotifytest.NewServer()
	defer srv.Close()
	client, err := spotify.New(srv.Options()...)
	if err != nil {
		log.Fatal(err)
	}
	defer client.Close()

	var album struct {
		Name  string `json:"name"`
		Label string `json:"label"`
	}
	err = client.Call(context.Background(), http.MethodGet, "/albums/"+spotifytest.AlbumID, nil, nil, &album)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Printf("%+v\n", album)
	// Output:
	// {Name:Salt for the Lighthouse Label:Teapot Records}
}

// Do sends your own request with the client's token, retries and cooldowns, and
// returns the response unchanged.
func ExampleClient_Do() {
	srv := spotifytest.NewServer()
	defer srv.Close()
	client, err := spotify.New(srv.Options()...)
	if err != nil {
		log.Fatal(err)
	}
	defer client.Close()

	req, err := http.NewRequest(http.MethodGet, srv.BaseURL()+"/albums/"+spotifytest.UnknownID, nil)
	if err != nil {
		log.Fatal(err)
	}
	resp, err := client.Do(req)
	if err != nil {
		log.Fatal(err) // no response arrived
	}
	defer resp.Body.Close()
	fmt.Println(resp.Status, resp.Header.Get("Content-Type"))
	// Output:
	// 404 Not Found application/json; charset=utf-8
}
