package contrib_test

import (
	"encoding/json"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

const sdk = "github.com/spotify-sdk/spotify" // the module path of the repository's root

// A module is a go.mod of the repository, as "go mod edit -json" prints it.
type module struct {
	Dir              string `json:"-"` // relative to contrib
	Module           struct{ Path string }
	Go               string
	Require, Replace []struct {
		Path, Version string // of Require
		Old, New      struct{ Path, Version string }
		Indirect      bool
	}
}

// importable returns the modules below contrib: all but contrib itself are for
// people who import them.
func importable(t *testing.T) []module {
	t.Helper()
	var found []module
	err := filepath.WalkDir(".", func(path string, d fs.DirEntry, err error) error {
		if err == nil && d.Name() == "go.mod" && filepath.Dir(path) != "." {
			found = append(found, readModule(t, filepath.Dir(path)))
		}
		return err
	})
	if err != nil || len(found) < 2 {
		t.Fatalf("%d modules found, %v", len(found), err)
	}
	return found
}

func readModule(t *testing.T, dir string) module {
	t.Helper()
	m := module{Dir: dir}
	cmd := exec.Command("go", "mod", "edit", "-json")
	cmd.Dir = dir
	out, err := cmd.Output()
	if err == nil {
		err = json.Unmarshal(out, &m)
	}
	if err != nil {
		t.Fatalf("%s: %v", dir, err)
	}
	return m
}

// nextVersion returns the version of the changelog's newest heading.
func nextVersion(t *testing.T) string {
	t.Helper()
	text, err := os.ReadFile("../CHANGELOG.md")
	if err != nil {
		t.Fatal(err)
	}
	heading := regexp.MustCompile(`(?m)^## (v\d+\.\d+\.\d+)\b`).FindSubmatch(text)
	if heading == nil {
		t.Fatal("CHANGELOG.md has no heading with a version")
	}
	return string(heading[1])
}

func TestModulesRequireTheVersionOfTheNextRelease(t *testing.T) {
	want := nextVersion(t)
	for _, m := range append(importable(t), readModule(t, ".")) {
		replaced := map[string]string{}
		for _, r := range m.Replace {
			replaced[r.Old.Path] = r.New.Path
		}
		required := false
		for _, r := range m.Require {
			if r.Path == "golang.org/x/oauth2" && r.Version != "v0.36.0" {
				t.Errorf("%s requires %s %s; from v0.37.0 on it requires Go 1.26", m.Dir, r.Path, r.Version)
			}
			if r.Path != sdk && !strings.HasPrefix(r.Path, sdk+"/") {
				continue
			}
			required = required || r.Path == sdk
			if r.Version != want {
				t.Errorf("%s requires %s %s, CHANGELOG.md says %s", m.Dir, r.Path, r.Version, want)
			}
			got, want := replacement(t, filepath.Join(m.Dir, replaced[r.Path])), replacement(t, filepath.Join("..", strings.TrimPrefix(r.Path, sdk)))
			if got != want {
				t.Errorf("%s replaces %s by %q, want %q", m.Dir, r.Path, got, want)
			}
		}
		if required == (m.Dir == "sharedcooldown") { // which works with the SDK without importing it
			t.Errorf("%s requires the SDK: %v", m.Dir, required)
		}
		if path := sdk + "/contrib"; m.Module.Path != path && m.Module.Path != path+"/"+filepath.ToSlash(m.Dir) {
			t.Errorf("%s is the module %s", m.Dir, m.Module.Path)
		}
		if m.Go != "1.25.0" {
			t.Errorf("%s requires Go %s, the SDK supports 1.25", m.Dir, m.Go)
		}
	}
}

func replacement(t *testing.T, path string) string {
	t.Helper()
	path, err := filepath.Abs(path)
	if err != nil {
		t.Fatal(err)
	}
	return path
}

func TestREADMENamesEveryModuleAndProgram(t *testing.T) {
	text, err := os.ReadFile("README.md")
	if err != nil {
		t.Fatal(err)
	}
	for _, m := range importable(t) {
		if !strings.Contains(string(text), "`"+m.Module.Path+"`") {
			t.Errorf("README.md does not name %s", m.Module.Path)
		}
	}
	programs, err := filepath.Glob("examples/*/main.go")
	if err != nil || len(programs) < 2 {
		t.Fatalf("found %v, %v", programs, err)
	}
	for _, p := range programs {
		if command := "go -C contrib run ./" + filepath.ToSlash(filepath.Dir(p)); !strings.Contains(string(text), command) {
			t.Errorf("README.md does not say: %s", command)
		}
	}
}
