package spotify_test

import (
	"fmt"
	"os"
	"testing"
)

// TestMain fails the run if any secret was seen anywhere.
func TestMain(m *testing.M) {
	code := m.Run()
	if len(recorder.leaks) > 0 {
		fmt.Printf("FAIL: %d of %d recorded texts hold a secret; the first: %s\n", len(recorder.leaks),
			recorder.lines, recorder.leaks[0])
		code = 1
	}
	os.Exit(code)
}
