package main

import (
	"os"
	"path/filepath"
	"testing"
)

func TestPicturesMatchTheCode(t *testing.T) {
	pictures, err := draw(filepath.Join("..", ".."))
	if err != nil {
		t.Fatal(err)
	}
	for name, want := range pictures {
		if got, err := os.ReadFile(name); err != nil || string(got) != want {
			t.Errorf("%s is out of date (%v): go run ./docs/pictures", name, err)
		}
	}
}
