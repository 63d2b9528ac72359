package spotify_test

import (
	"errors"
	"math"
	"net/http"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/spotify-sdk/spotify"
)

// optionCall is a call with all its arguments, whose options a test sets.
type optionCall struct {
	name    string
	options reflect.Value // the struct
	call    func() error
}

// optionCalls returns a call of every method that has options.
func optionCalls(t *testing.T, c *spotify.Client) []optionCall {
	t.Helper()
	client := reflect.ValueOf(c)
	var calls []optionCall
	for i := range client.NumMethod() {
		method := client.Method(i)
		in := method.Type()
		if in.NumIn() == 0 || !strings.HasSuffix(in.In(in.NumIn()-1).String(), "Options") {
			continue
		}
		args := []reflect.Value{reflect.ValueOf(t.Context())}
		for j := 1; j < in.NumIn()-1; j++ {
			args = append(args, argument(in.In(j), endpointID))
		}
		options := reflect.New(in.In(in.NumIn() - 1).Elem())
		args = append(args, options)
		calls = append(calls, optionCall{client.Type().Method(i).Name, options.Elem(), func() error {
			results := method.Call(args)
			err, _ := results[len(results)-1].Interface().(error)
			return err
		}})
	}
	if len(calls) < 50 {
		t.Fatalf("only %d methods with options found", len(calls))
	}
	return calls
}

// wantRefused checks that a call sent nothing and that its error names the
// parameter.
func wantRefused(t *testing.T, f *fake, err error, name string) {
	t.Helper()
	if !errors.Is(err, spotify.ErrBadRequest) || !strings.Contains(err.Error(), name) {
		t.Errorf("got %v, want an error that matches ErrBadRequest and names %s", err, name)
	}
	var sent *spotify.Error
	if errors.As(err, &sent) || len(f.apiRequests()) != 0 {
		t.Errorf("%d requests were sent, error %v; want none", len(f.apiRequests()), err)
	}
}

func TestNegativeNumbersInOptionsAreRefused(t *testing.T) {
	numbers := 0
	for _, number := range []int{-1, math.MinInt} {
		f := &fake{api: func(int, *http.Request) (*http.Response, error) { return newResponse(http.StatusOK, "{}"), nil }}
		for _, c := range optionCalls(t, f.client(t)) {
			for i := range c.options.NumField() {
				field, name := c.options.Field(i), c.options.Type().Field(i).Name
				switch {
				case field.Kind() == reflect.Int:
					field.SetInt(int64(number))
				case field.Type() == reflect.TypeFor[*int]():
					field.Set(reflect.ValueOf(&number))
				default:
					continue
				}
				numbers++
				t.Run(c.name+" "+name, func(t *testing.T) {
					// IDs where URIs are wanted are refused, too.
					if err := c.call(); !errors.Is(err, spotify.ErrInvalidID) {
						wantRefused(t, f, err, name)
					}
				})
				field.SetZero()
			}
		}
	}
	if numbers < 80 {
		t.Errorf("only %d numbers found", numbers)
	}
}

func TestNegativeArgumentsAreRefused(t *testing.T) {
	f, c := newFakeClient(t, http.StatusOK, "{}")
	ctx, uris, minus := t.Context(), []string{"spotify:track:" + endpointID}, -1
	tests := []struct {
		name, parameter string
		err             error
	}{
		{"a position to seek", "positionMS", c.SeekTo(ctx, -1, nil)},
		{"a volume", "percent", c.SetVolume(ctx, -1, nil)},
		{"a volume above 100", "percent", c.SetVolume(ctx, 101, nil)},
		{"the start of a range", "rangeStart", errorOf(c.ReorderPlaylistItems(ctx, endpointID, -1, 0, nil))},
		{"the end of a move", "insertBefore", errorOf(c.ReorderPlaylistItems(ctx, endpointID, 0, -1, nil))},
		{"the start of a range of tracks", "rangeStart", errorOf(c.ReorderPlaylistTracks(ctx, endpointID, -1, 0, nil))},
		{"a position among items", "Position",
			errorOf(c.AddPlaylistItems(ctx, endpointID, uris, &spotify.AddPlaylistItemsOptions{Position: &minus}))},
		{"a position among tracks", "Position",
			errorOf(c.AddPlaylistTracks(ctx, endpointID, uris, &spotify.AddPlaylistTracksOptions{Position: &minus}))},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) { wantRefused(t, f, tt.err, tt.parameter) })
	}
}

func TestAttributesThatAreNoNumbersAreRefused(t *testing.T) {
	f, c := newFakeClient(t, http.StatusOK, "{}")
	seeds := spotify.RecommendationSeeds{Genres: []string{"jazz"}}
	for _, bound := range []string{"Min", "Max", "Target"} {
		attributes := reflect.TypeFor[spotify.RecommendationAttributes]()
		for i := range attributes.NumField() {
			name := attributes.Field(i).Name
			for _, value := range []float64{-1, math.NaN(), math.Inf(1), math.Inf(-1)} {
				opts := new(spotify.RecommendationsOptions)
				field := reflect.ValueOf(opts).Elem().FieldByName(bound).Field(i)
				field.Set(reflect.New(field.Type().Elem()))
				switch {
				case field.Elem().Kind() == reflect.Float64:
					field.Elem().SetFloat(value)
				case value == -1:
					field.Elem().SetInt(-1)
				}
				if field.Elem().IsZero() || name == "Loudness" && value == -1 {
					continue // decibels are negative
				}
				wantRefused(t, f, errorOf(c.Recommendations(t.Context(), seeds, opts)), bound+"."+name)
			}
		}
	}
}

func TestTimesBefore1970AreRefused(t *testing.T) {
	f, c := newFakeClient(t, http.StatusOK, "{}")
	ctx, early := t.Context(), time.Unix(-1, 0)
	_, err := c.RecentlyPlayed(ctx, &spotify.RecentlyPlayedOptions{After: early})
	wantRefused(t, f, err, "After")
	_, err = c.RecentlyPlayed(ctx, &spotify.RecentlyPlayedOptions{Before: early})
	wantRefused(t, f, err, "Before")
	err = c.SaveTracks(ctx, []string{endpointID}, &spotify.SaveTracksOptions{AddedAt: []time.Time{{}}})
	wantRefused(t, f, err, "AddedAt")
	if _, err = c.RecentlyPlayed(ctx, &spotify.RecentlyPlayedOptions{After: time.Unix(0, 0)}); err != nil {
		t.Errorf("the first moment of 1970: %v", err)
	}
}

func TestMarketsOfCalls(t *testing.T) {
	tests := []struct{ market, want string }{
		{"DE", "DE"}, {"de", "DE"}, {"dE", "DE"}, {"from_token", "from_token"}, {"", "SE"},
		{"D", ""}, {"DEU", ""}, {"D1", ""}, {"D ", ""}, {" DE", ""}, {"ß", ""}, {"FROM_TOKEN", ""}, {"DE,FR", ""}, {"D\x00", ""},
	}
	markets := 0
	for _, tt := range tests {
		f, c := newFakeClient(t, http.StatusNotFound, "{}", spotify.WithMarket("se"))
		for _, c := range optionCalls(t, c) {
			field := c.options.FieldByName("Market")
			if !field.IsValid() {
				continue
			}
			markets++
			t.Run(c.name+" in "+tt.market, func(t *testing.T) {
				field.SetString(tt.market)
				before := len(f.apiRequests())
				err := c.call()
				if tt.want == "" {
					wantRefused(t, f, err, "Market")
					return
				}
				requests := f.apiRequests()
				if len(requests) == before || requests[before].values().Get("market") != tt.want {
					t.Errorf("requests %v, error %v; want one for the market %s", requests[before:], err, tt.want)
				}
			})
		}
	}
	if markets < 25*len(tests) {
		t.Errorf("only %d markets found", markets)
	}
}
