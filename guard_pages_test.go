package spotify_test

import (
	"go/ast"
	"go/parser"
	gotoken "go/token"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// Every Go block of a page is part of a file that is compiled.
func TestGuardGoBlocksOfPagesCompile(t *testing.T) {
	var compiled []string
	for _, pattern := range []string{"readme_test.go", "migrating_test.go", "example*_test.go", "contrib/readme_test.go", "contrib/*/example*_test.go"} {
		names, err := filepath.Glob(pattern)
		if err != nil {
			t.Fatal(err)
		}
		for _, name := range names {
			compiled = append(compiled, unindented(readFile(t, name)))
		}
	}
	for page, least := range map[string]int{"README.md": 8, "MIGRATING.md": 4} {
		if page != "README.md" && !exists(page) {
			continue
		}
		blocks := strings.Split(readFile(t, page), "```go\n")[1:]
		if len(blocks) < least {
			t.Errorf("%s has only %d Go blocks", page, len(blocks))
		}
		for _, block := range blocks {
			block, _, _ = strings.Cut(block, "```")
			body := blockBody(t, page, block)
			if !exists("contrib") && slices.ContainsFunc([]string{"spotifyauth.", "filecache.", "rate.", "flow."}, func(name string) bool {
				return strings.Contains(body, name)
			}) {
				continue // a copy of the folder does not have that module
			}
			if !slices.ContainsFunc(compiled, func(source string) bool { return strings.Contains(source, body) }) {
				t.Errorf("%s: a Go block is in no file that is compiled:\n%s", page, block)
			}
		}
	}
}

// blockBody returns the statements of a block, without indentation: those of
// its only function, if it has one. A whole program must import what it uses.
func blockBody(t *testing.T, page, block string) string {
	t.Helper()
	if program := strings.HasPrefix(block, "package "); !program && !strings.HasPrefix(block, "func ") {
		return unindented(block)
	} else if program {
		f, err := parser.ParseFile(gotoken.NewFileSet(), page, block, 0)
		if err != nil {
			t.Errorf("%s: %v", page, err)
			return ""
		}
		imported, used := map[string]bool{}, map[string]bool{}
		for _, spec := range f.Imports {
			imported[strings.Trim(spec.Path.Value[strings.LastIndex(spec.Path.Value, "/")+1:], `"`)] = true
		}
		ast.Inspect(f, func(n ast.Node) bool {
			if sel, ok := n.(*ast.SelectorExpr); ok {
				if x, ok := sel.X.(*ast.Ident); ok && x.Obj == nil {
					used[x.Name] = true // no variable of the function
				}
			}
			return true
		})
		for name := range imported {
			if !used[name] {
				t.Errorf("%s: a program imports %s and does not use it", page, name)
			}
		}
		for name := range used {
			if !imported[name] {
				t.Errorf("%s: a program uses %s and does not import it", page, name)
			}
		}
	}
	_, body, _ := strings.Cut(block[strings.Index(block, "func "):], "{\n")
	return unindented(strings.TrimSuffix(strings.TrimSpace(body), "}"))
}

// unindented is text without the indentation of its lines.
func unindented(text string) string {
	var b strings.Builder
	for line := range strings.Lines(text) {
		b.WriteString(strings.TrimSpace(line) + "\n")
	}
	return b.String()
}
