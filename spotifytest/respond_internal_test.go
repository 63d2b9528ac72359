package spotifytest

import (
	"net/http"
	"net/http/httptest"
	"testing"
)

// Only a test within the package can make an endpoint panic.
func TestAPanicInAnEndpointReleasesTheLock(t *testing.T) {
	s := NewServer(WithoutSocket())
	defer s.Close()
	s.routes = append(s.routes, route{"GET", "/panic", 0, "", func(*call) (any, error) { panic("on purpose") }})
	token, err := s.User("").AccessToken(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	get := func(path string) (status int, panicked any) {
		req := httptest.NewRequest(http.MethodGet, "http://spotify.test/v1"+path, nil)
		req.Header.Set("Authorization", "Bearer "+token)
		w := httptest.NewRecorder()
		defer func() { panicked = recover() }()
		s.ServeHTTP(w, req)
		return w.Code, nil
	}
	if _, panicked := get("/panic"); panicked == nil {
		t.Error("the endpoint did not panic")
	}
	if status, panicked := get("/me"); status != 200 || panicked != nil {
		t.Errorf("after the panic: %d, %v", status, panicked)
	}
}
