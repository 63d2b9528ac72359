// Pictures draws the two pictures of the README: go run ./docs/pictures, in the
// root of the repository. One shows the windows of a token's life, from the
// constants in the code; the other the cost of calls, from calls.txt.
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
	life, err := tokenLife(root)
	if err != nil {
		return nil, err
	}
	cost, err := callCost(filepath.Join(root, "docs", "pictures", "calls.txt"))
	if err != nil {
		return nil, err
	}
	return map[string]string{
		filepath.Join(root, "docs", "token-life.svg"): life,
		filepath.Join(root, "docs", "call-cost.svg"):  cost,
	}, nil
}
