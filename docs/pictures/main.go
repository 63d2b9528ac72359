// Pictures draws the pictures of the pages, as SVG files in docs: run
//
//	go run ./docs/pictures
//
// in the root of the repository. Their figures are the constants in the code,
// and the measurements in calls.txt and fleet.txt.
package main

import (
	"log"
	"os"
	"path/filepath"
)

func main() {
	log.SetFlags(0)
	pictures, err := draw(".")
	if err != nil {
		log.Fatal(err)
	}
	for name, svg := range pictures {
		if err := os.WriteFile(name, []byte(svg), 0o644); err != nil {
			log.Fatal(err)
		}
	}
}

// draw returns the pictures by the names of their files, for a repository at
// root.
func draw(root string) (map[string]string, error) {
	docs := filepath.Join(root, "docs")
	life, err := tokenLife(root)
	if err != nil {
		return nil, err
	}
	cost, err := callCost(filepath.Join(docs, "pictures", "calls.txt"))
	if err != nil {
		return nil, err
	}
	requests, err := fleet(filepath.Join(docs, "pictures", "fleet.txt"))
	if err != nil {
		return nil, err
	}
	return map[string]string{
		filepath.Join(docs, "token-life.svg"): life,
		filepath.Join(docs, "call-cost.svg"):  cost,
		filepath.Join(docs, "retries.svg"):    retries(),
		filepath.Join(docs, "fleet.svg"):      requests,
	}, nil
}
