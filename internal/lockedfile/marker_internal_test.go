package lockedfile

import (
	"errors"
	"os"
	"path/filepath"
	"testing"
	"time"
)

// The marker is tested here because the systems that tests run on have a lock.
func TestMarkerLocksUntilItIsStale(t *testing.T) {
	path := filepath.Join(t.TempDir(), "lock")
	unlock, err := tryMarker(path)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := tryMarker(path); !errors.Is(err, errLocked) {
		t.Errorf("a second lock: %v", err)
	}
	unlock()
	if _, err = tryMarker(path); err != nil {
		t.Fatalf("after the unlock: %v", err)
	}
	old := time.Now().Add(-StaleAfter - time.Second) // a killed process left it
	if err := os.Chtimes(path+".held", old, old); err != nil {
		t.Fatal(err)
	}
	tryMarker(path)
	if _, err := tryMarker(path); err != nil {
		t.Errorf("a stale lock: %v", err)
	}
}
