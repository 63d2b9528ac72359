package sharedcooldown_test

import (
	"testing"
	"testing/synctest"
	"time"

	"github.com/spotify-sdk/spotify/contrib/sharedcooldown"
)

func TestMemoryCountsDownAndNeverShortens(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var store sharedcooldown.MemoryStore
		value := []byte("one")
		for _, step := range []struct {
			value string // stored if it is not empty, for d
			d     time.Duration
			after time.Duration
			want  string
			left  time.Duration
		}{
			{"", 0, 0, "", 0},
			{"one", time.Minute, 10 * time.Second, "one", 50 * time.Second},
			{"two", time.Second, 0, "two", 50 * time.Second},
			{"three", 2 * time.Minute, time.Minute, "three", time.Minute},
			{"", 0, time.Minute, "", 0},
		} {
			if step.value != "" {
				value = append(value[:0], step.value...) // the caller may use it again
				if err := store.Set(t.Context(), "k", value, step.d); err != nil {
					t.Fatal(err)
				}
				copy(value, "xxx")
			}
			time.Sleep(step.after)
			if got, left, err := store.Get(t.Context(), "k"); string(got) != step.want || left != step.left || err != nil {
				t.Errorf("after %+v it is %q for %v, %v", step, got, left, err)
			}
		}
	})
}
