package spotify_test

import (
	"go/ast"
	"go/parser"
	gotoken "go/token"
	"go/types"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// rows are the layers of the package, the highest first: a file names only what is
// declared in rows below its own. Files in one string are one noun and may name
// each other. What is not listed are the resources, which stand on top and may
// name each other.
var rows = [][]string{
	{"page.go page_link.go page_prefetch.go page_response.go page_walk.go", "batch.go batch_response.go"},
	{"spotify.go"},
	{"call.go", "auth_clientcreds.go"},
	{"request_raw.go", "token_provider.go", "options.go"},
	{"request.go", "token_refresh.go", "config.go"},
	{"params.go", "retry.go"},
	{"log.go"},
	{"cooldown.go", "cache.go"},
	{"exchange.go", "auth.go", "transport.go transport_dial.go"},
	{"error_body.go"},
	{"network_errors.go", "token.go", "uri.go ids.go", "appmode.go",
		"decode.go decode_lexer.go decode_number.go decode_plan.go decode_memory.go"},
	{"foreign_error.go", "redact.go"},
	{"errors.go"},
	{"error_text.go", "version.go"},
}

// place is a file's row and the noun that it belongs to.
func place(file string) (row int, noun string) {
	for i, nouns := range rows {
		for _, noun := range nouns {
			if slices.Contains(strings.Fields(noun), file) {
				return i + 1, noun
			}
		}
	}
	return 0, "resources"
}

// noImports imports every package as an empty one: what the guards ask about is
// declared here.
type noImports struct{}

func (noImports) Import(path string) (*types.Package, error) {
	p := types.NewPackage(path, path[strings.LastIndex(path, "/")+1:])
	p.MarkComplete()
	return p, nil
}

func TestGuardNoFileNamesWhatStandsAboveIt(t *testing.T) {
	fset, files := sources(t)
	info := &types.Info{Uses: map[*ast.Ident]types.Object{}}
	conf := types.Config{Importer: noImports{}, Error: func(error) {}} // the standard library's names are unknown
	pkg, _ := conf.Check("spotify", fset, slices.Collect(maps.Values(files)), info)
	arrows := 0
	for ident, object := range info.Uses {
		if object.Pkg() != pkg || !object.Pos().IsValid() {
			continue
		}
		from, to := fset.Position(ident.Pos()), fset.Position(object.Pos())
		if from.Filename == to.Filename {
			continue
		}
		arrows++
		fromRow, fromNoun := place(from.Filename)
		toRow, toNoun := place(to.Filename)
		if toRow <= fromRow && fromNoun != toNoun {
			t.Errorf("%s:%d names %s of %s, which does not stand below it", from.Filename, from.Line, object.Name(),
				to.Filename)
		}
	}
	if arrows < 300 {
		t.Errorf("only %d names of other files found", arrows)
	}
}

func TestGuardOnlyTheStandardLibraryIsImported(t *testing.T) {
	module := moduleName(t)
	fset, seen := gotoken.NewFileSet(), 0
	err := filepath.WalkDir(".", func(path string, d fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case d.IsDir() && path != "." && (path == "contrib" || strings.HasPrefix(d.Name(), ".")):
			return fs.SkipDir
		case !strings.HasSuffix(path, ".go"):
			return nil
		}
		f, err := parser.ParseFile(fset, path, nil, parser.ImportsOnly)
		if err != nil {
			return err
		}
		for _, i := range f.Imports {
			seen++
			name := strings.Trim(i.Path.Value, `"`)
			first, _, _ := strings.Cut(name, "/")
			if strings.Contains(first, ".") && name != module && !strings.HasPrefix(name, module+"/") {
				t.Errorf("%s imports %s", path, name)
			}
			if name == "unsafe" || name == "C" || name == "reflect" && !strings.HasPrefix(path, "decode") &&
				!strings.HasSuffix(path, "_test.go") && filepath.Dir(path) == "." {
				t.Errorf("%s imports %s", path, name)
			}
		}
		return nil
	})
	if err != nil || seen < 100 {
		t.Fatalf("%d imports seen, %v", seen, err)
	}
	if _, err := os.Stat("go.sum"); err == nil {
		t.Error("there is a go.sum")
	}
}

// moduleName is the module path in go.mod, which holds nothing but that and
// the language version; in a copy of the folder within another module, that of
// the design.
func moduleName(t *testing.T) string {
	text, err := os.ReadFile("go.mod")
	if os.IsNotExist(err) {
		return "github.com/spotify-sdk/spotify"
	}
	lines := strings.Fields(regexp.MustCompile(`(?m)^retract .*`).ReplaceAllString(string(text), ""))
	if err != nil || len(lines) != 4 || lines[0] != "module" || lines[2] != "go" {
		t.Fatalf("go.mod holds more than module, go and retract: %q, %v", text, err)
	}
	return lines[1]
}

func TestGuardNoInitAndNoMutableState(t *testing.T) {
	allowed := map[string]string{
		"buffers": "the pool of body buffers",
		"plans":   "the decoder's plans, one per type",
	}
	_, files := sources(t)
	for name, f := range files {
		for _, decl := range f.Decls {
			switch d := decl.(type) {
			case *ast.FuncDecl:
				if d.Name.Name == "init" && d.Recv == nil {
					t.Errorf("%s has an init function", name)
				}
			case *ast.GenDecl:
				if d.Tok != gotoken.VAR {
					continue
				}
				for _, spec := range d.Specs {
					v := spec.(*ast.ValueSpec)
					for i, ident := range v.Names {
						if ident.Name != "_" && allowed[ident.Name] == "" &&
							!(i < len(v.Values) && isErrorsNew(v.Values[i])) {
							t.Errorf("%s has the package variable %s", name, ident.Name)
						}
					}
				}
			}
		}
	}
}

// isErrorsNew reports whether e is errors.New(...): such a variable is in effect
// a constant.
func isErrorsNew(e ast.Expr) bool {
	call, ok := e.(*ast.CallExpr)
	if !ok {
		return false
	}
	sel, ok := call.Fun.(*ast.SelectorExpr)
	return ok && sel.Sel.Name == "New" && types.ExprString(sel.X) == "errors"
}

func TestGuardEveryEndpointLinksItsReferenceAndIsInTheIndex(t *testing.T) {
	_, files := sources(t)
	endpoints, index := 0, files["doc.go"].Doc.Text()
	for name, f := range files {
		if row, _ := place(name); row != 0 {
			continue
		}
		for _, decl := range f.Decls {
			d, ok := decl.(*ast.FuncDecl)
			if !ok || d.Recv == nil || !d.Name.IsExported() || types.ExprString(d.Recv.List[0].Type) != "*Client" {
				continue
			}
			endpoints++
			if !strings.Contains(index, "[Client."+d.Name.Name+"]") {
				t.Errorf("%s: %s is not in the package doc's index", name, d.Name.Name)
			}
			if !strings.Contains(d.Doc.Text(), "https://developer.spotify.com/documentation/web-api/reference/") {
				t.Errorf("%s: %s links no reference page", name, d.Name.Name)
			}
		}
	}
	if endpoints < 90 {
		t.Errorf("only %d endpoints found", endpoints)
	}
}

// A row about documentation says where; every other one names its test, and a
// test that is named exists, down to the name of its row.
func TestGuardEveryLessonNamesATest(t *testing.T) {
	if !exists("docs") {
		t.Skip("a copy of the folder without its documentation")
	}
	declared, files := regexp.MustCompile(`(?m)^func ((?:Test|Fuzz|Example)\w*)\(`), map[string]string{}
	var responses strings.Builder // their names are names of subtests
	err := filepath.WalkDir(".", func(path string, d fs.DirEntry, err error) error {
		switch ok, _ := filepath.Match("testdata/*.json", filepath.ToSlash(path)); {
		case err != nil:
			return err
		case ok:
			responses.WriteString(readFile(t, path))
		case strings.HasSuffix(path, "_test.go"):
			text := readFile(t, path)
			for _, match := range declared.FindAllStringSubmatch(text, -1) {
				files[match[1]] += text
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	named, rows := regexp.MustCompile("`((?:Test|Fuzz|Example)\\w*)(?:/([^`]+))?`"), 0
	for line := range strings.Lines(readFile(t, "docs/lessons.md")) {
		tests := named.FindAllStringSubmatch(line, -1)
		if cells := strings.Split(line, "|"); len(cells) > 1 && !strings.HasPrefix(cells[1], "---") &&
			strings.TrimSpace(cells[len(cells)-2]) != "Test" {
			if rows++; len(tests) == 0 && !strings.Contains(cells[len(cells)-2], "documented at") {
				t.Errorf("a lesson without a test: %s", line)
			}
		}
		for _, match := range tests {
			if text := files[match[1]]; text == "" {
				t.Errorf("there is no %s", match[1])
			} else if match[2] != "" && !strings.Contains(text+responses.String(), `"`+match[2]+`"`) {
				t.Errorf("%s has no row %q", match[1], match[2])
			}
		}
	}
	if rows < 40 {
		t.Errorf("only %d lessons found", rows)
	}
}

func readFile(t *testing.T, name string) string {
	t.Helper()
	text, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

func exists(name string) bool { _, err := os.Stat(name); return err == nil }

// The version of the next release stands in version.go. CHANGELOG.md and the
// modules that require this one must name the same.
func TestGuardTheVersionIsOne(t *testing.T) {
	text, err := os.ReadFile("version.go")
	if err != nil {
		t.Fatal(err)
	}
	found := regexp.MustCompile(`const version = "(.+)"`).FindSubmatch(text)
	if found == nil {
		t.Fatal("version.go has no version")
	}
	version := "v" + string(found[1])
	changelog, err := os.ReadFile("CHANGELOG.md")
	if err != nil {
		t.Fatal(err)
	}
	if heading := regexp.MustCompile(`(?m)^## (\S+)`).FindSubmatch(changelog); heading == nil || string(heading[1]) != version {
		t.Errorf("CHANGELOG.md begins with %q, want %s", heading, version)
	}
	modules, err := filepath.Glob("contrib/*/go.mod") // none in a copy of the folder
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range modules {
		text, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range regexp.MustCompile(`(?m)^(?:require|\t)\s*`+regexp.QuoteMeta(moduleName(t))+` (v\S+)`).FindAllSubmatch(text, -1) {
			if string(m[1]) != version {
				t.Errorf("%s requires %s, want %s", name, m[1], version)
			}
		}
	}
}
