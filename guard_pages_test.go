package spotify_test

import (
	"go/ast"
	"go/parser"
	gotoken "go/token"
	"io/fs"
	"path/filepath"
	"regexp"
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
			path := strings.Trim(spec.Path.Value, `"`)
			name := path[strings.LastIndex(path, "/")+1:]
			if path == moduleName(t) {
				name = "spotify" // in a copy of the folder the path may end otherwise
			}
			imported[name] = true
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

// pages returns the Markdown pages by their paths, without code blocks.
func pages(t *testing.T) map[string]string {
	t.Helper()
	texts := map[string]string{}
	for _, path := range filesNamed(t, ".md") {
		var b strings.Builder
		code := false
		for line := range strings.Lines(readFile(t, path)) {
			if strings.HasPrefix(line, "```") {
				code = !code
			} else if !code {
				b.WriteString(line)
			}
		}
		texts[filepath.ToSlash(path)] = b.String()
	}
	if texts["README.md"] == "" {
		t.Fatal("there is no README.md")
	}
	return texts
}

// filesNamed returns the files with a suffix, those of other modules included.
func filesNamed(t *testing.T, suffix string) (paths []string) {
	t.Helper()
	err := filepath.WalkDir(".", func(path string, d fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case d.IsDir() && (d.Name() == "testdata" || d.Name() == "node_modules" || path != "." && strings.HasPrefix(d.Name(), ".")):
			return fs.SkipDir
		case strings.HasSuffix(path, suffix):
			paths = append(paths, path)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return paths
}

// allowedWords are old words that are right where they stand.
var allowedWords = map[string]string{
	"config.go: mask":                  "a bit mask",
	"docs/pictures/retries.go: answer": "of a question in a picture",
}

// Pages, comments, and texts in code use the usual words.
func TestGuardPublicTextIsPlain(t *testing.T) {
	met := map[string]bool{}
	check := func(file, text string) {
		for _, word := range oldWords.FindAllString(text, -1) {
			place := filepath.ToSlash(file) + ": " + strings.ToLower(word)
			if met[place] = true; allowedWords[place] == "" {
				t.Errorf("%s in %.90q", place, strings.Join(strings.Fields(text), " "))
			}
		}
	}
	for file, text := range pages(t) {
		for line := range strings.Lines(text) {
			check(file, line)
		}
		for paragraph := range strings.SplitSeq(listItem.ReplaceAllString(text, "\n\n"), "\n\n") {
			if n := len(strings.Fields(paragraph)); n > 80 && !strings.HasPrefix(strings.TrimSpace(paragraph), "|") {
				t.Errorf("%s: a paragraph of %d words: %.60q", file, n, paragraph)
			}
		}
	}
	for _, file := range filesNamed(t, ".go") {
		if strings.HasSuffix(file, "_test.go") && !strings.HasPrefix(filepath.Base(file), "example") {
			continue
		}
		fset := gotoken.NewFileSet()
		f, err := parser.ParseFile(fset, file, nil, parser.ParseComments)
		if err != nil {
			t.Fatal(err)
		}
		for _, group := range f.Comments {
			check(file, group.Text())
			for paragraph := range strings.SplitSeq(listItem.ReplaceAllString(group.Text(), "\n\n"), "\n\n") {
				if n := len(strings.Fields(paragraph)); n > 80 && !strings.HasPrefix(strings.TrimLeft(paragraph, "\n"), "\t") {
					t.Errorf("%s: a paragraph of %d words", fset.Position(group.Pos()), n)
				}
			}
		}
		ast.Inspect(f, func(n ast.Node) bool {
			switch n := n.(type) {
			case *ast.BasicLit:
				if n.Kind == gotoken.STRING && strings.Contains(n.Value, " ") && !strings.HasSuffix(file, "_test.go") {
					check(file, n.Value)
				}
			case *ast.Field:
				if text := strings.TrimSpace(n.Comment.Text()); len(text) > 60 {
					t.Errorf("%s: a trailing comment of %d characters", fset.Position(n.Pos()), len(text))
				}
			}
			return true
		})
	}
	for place := range allowedWords {
		if file, _, _ := strings.Cut(place, ":"); !met[place] && exists(file) {
			t.Errorf("the exception %q is not needed", place)
		}
	}
}

var (
	listItem  = regexp.MustCompile(`\n *(?:- |\d+\. )`)
	heading   = regexp.MustCompile(`(?m)^#+ (.+)$`)
	pageLink  = regexp.MustCompile(`\]\(([^)\s]+)\)`)
	notInSlug = regexp.MustCompile(`[^\w\- ]`)
	reference = regexp.MustCompile(`https://developer\.spotify\.com/documentation/web-api/reference/[\w-]+`)
)

// hasAnchor reports whether a page has a heading with the anchor that GitHub
// derives from it.
func hasAnchor(page, anchor string) bool {
	for _, match := range heading.FindAllStringSubmatch(page, -1) {
		if strings.ReplaceAll(notInSlug.ReplaceAllString(strings.ToLower(match[1]), ""), " ", "-") == anchor {
			return true
		}
	}
	return false
}

// Links lead to files, headings, examples and reference pages that exist.
// Nothing is requested.
func TestGuardLinksOfPages(t *testing.T) {
	texts, links := pages(t), 0
	var examples strings.Builder
	for _, file := range filesNamed(t, "_test.go") {
		if strings.HasPrefix(file, "example") {
			examples.WriteString(strings.ToLower(readFile(t, file)))
		}
	}
	doc := readFile(t, "doc.go")
	for file, text := range texts {
		for _, match := range pageLink.FindAllStringSubmatch(text, -1) {
			links++
			link, anchor, _ := strings.Cut(match[1], "#")
			example, isExample := strings.CutPrefix(anchor, "example-")
			title, isTitle := strings.CutPrefix(anchor, "hdr-")
			target := filepath.ToSlash(filepath.Join(filepath.Dir(file), link))
			switch {
			case isExample && !strings.Contains(examples.String(), "func example"+strings.ToLower(strings.ReplaceAll(example, "-", "_"))+"("),
				isTitle && !strings.Contains(doc, "\n// # "+strings.ReplaceAll(title, "_", " ")+"\n"):
				t.Errorf("%s: the package page has no %s", file, anchor)
			case strings.Contains(link, "://"):
			case link == "" && !hasAnchor(text, anchor), link != "" && anchor != "" && texts[target] != "" && !hasAnchor(texts[target], anchor):
				t.Errorf("%s: there is no heading for %s", file, match[1])
			case !exists("contrib") && (strings.HasPrefix(target, "contrib") || target == "go.mod"):
				// a copy of the folder does not have them
			case link != "" && !exists(target):
				t.Errorf("%s: there is no %s", file, match[1])
			}
		}
	}
	if links < 40 {
		t.Errorf("only %d links found", links)
	}

	known := strings.Fields(readFile(t, "testdata/reference_urls.txt"))
	seen := 0
	for _, file := range append(filesNamed(t, ".go"), filesNamed(t, ".md")...) {
		for _, url := range reference.FindAllString(readFile(t, file), -1) {
			if seen++; !slices.Contains(known, url) && !strings.HasSuffix(file, "_test.go") {
				t.Errorf("%s: there is no reference page %s", file, url)
			}
		}
	}
	if seen < 90 {
		t.Errorf("only %d links to the reference found", seen)
	}
}
