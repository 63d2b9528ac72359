package contrib_test

import (
	"archive/zip"
	"fmt"
	"io"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// graphs lists the modules that each importable module brings along, in addition
// to itself and the SDK.
var graphs = map[string][]string{
	"filecache":      nil,
	"rediscache":     {"github.com/cespare/xxhash/v2", "github.com/redis/go-redis/v9", "go.uber.org/atomic", "golang.org/x/sys"},
	"sharedcooldown": nil,
	"spotifyauth":    {"golang.org/x/oauth2"},
	"sqlcache":       nil,
}

// TestImport gets each module into a new module of its own, from a module proxy
// that is made of the working tree, as a user gets it after a release.
func TestImport(t *testing.T) {
	version := nextVersion(t)
	proxy := t.TempDir()
	publish(t, proxy, sdk, version, "..")
	modules := importable(t)
	for _, m := range modules {
		publish(t, proxy, m.Module.Path, version, m.Dir)
	}
	env := importerEnv(t, proxy)
	for _, m := range modules {
		t.Run(m.Dir, func(t *testing.T) {
			dir := t.TempDir()
			program, err := os.ReadFile(filepath.Join("testdata", "import", m.Dir, "main.go"))
			if err == nil {
				err = os.WriteFile(filepath.Join(dir, "main.go"), program, 0o666)
			}
			if err != nil {
				t.Fatal(err)
			}
			run := func(name string, args ...string) string {
				t.Helper()
				cmd := exec.CommandContext(t.Context(), name, args...)
				cmd.Dir, cmd.Env = dir, env
				var stderr strings.Builder
				cmd.Stderr = &stderr
				out, err := cmd.Output()
				if err != nil {
					t.Fatalf("%s %s: %v\n%s", name, strings.Join(args, " "), err, &stderr)
				}
				return string(out)
			}
			importer := filepath.Join(dir, "importer.exe")
			run("go", "mod", "init", "example.com/importer")
			run("go", "mod", "edit", "-go=1.25.0")
			run("go", "get", m.Module.Path+"@"+version)
			run("go", "mod", "tidy")
			run("go", "build", "-o", importer, ".")
			if out := run(importer); !strings.HasPrefix(out, "ok") {
				t.Errorf("the program prints %q", out)
			}

			var required []string
			requirements := readModule(t, dir)
			for _, r := range requirements.Require {
				if r.Path != sdk && r.Path != m.Module.Path {
					required = append(required, r.Path)
				} else if r.Version != version {
					t.Errorf("%s is required in version %s", r.Path, r.Version)
				}
			}
			slices.Sort(required)
			want, known := graphs[m.Dir]
			if !known || !slices.Equal(required, want) {
				t.Errorf("go.mod requires %q, want %q", required, want)
			}
			if requirements.Go != "1.25.0" {
				t.Errorf("the go line was raised to %s", requirements.Go)
			}
		})
	}
}

// importerEnv returns the environment of a user whose Go downloads from proxy. What
// this machine downloaded before is not downloaded again. With -trimpath the
// packages have the same build IDs in every folder and are compiled once.
func importerEnv(t *testing.T, proxy string) []string {
	t.Helper()
	out, err := exec.Command("go", "env", "GOMODCACHE", "GOPROXY").Output()
	if err != nil {
		t.Fatal(err)
	}
	lines := strings.Split(string(out), "\n")
	return append(os.Environ(),
		"GOFLAGS=-modcacherw -trimpath", // the folder can be removed
		"GOWORK=off",
		"GOSUMDB=off", // it does not know the modules of the working tree
		"GOPRIVATE=", "GONOPROXY=",
		"GOMODCACHE="+t.TempDir(),
		fmt.Sprintf("GOPROXY=%s,%s,%s", fileURL(proxy), fileURL(filepath.Join(lines[0], "cache", "download")), lines[1]))
}

func fileURL(path string) string {
	return "file:///" + strings.TrimPrefix(filepath.ToSlash(path), "/") // Windows: file:///C:/...
}

// publish writes the module in dir to proxy, by the protocol of
// go.dev/ref/mod#goproxy-protocol.
func publish(t *testing.T, proxy, path, version, dir string) {
	t.Helper()
	folder := filepath.Join(proxy, filepath.FromSlash(path), "@v")
	mod, err := os.ReadFile(filepath.Join(dir, "go.mod"))
	if err != nil {
		t.Fatal(err)
	}
	if err := os.MkdirAll(folder, 0o777); err != nil {
		t.Fatal(err)
	}
	for name, text := range map[string]string{
		"list":            version + "\n",
		version + ".info": fmt.Sprintf(`{"Version":%q,"Time":"2026-01-01T00:00:00Z"}`, version),
		version + ".mod":  string(mod),
	} {
		if err := os.WriteFile(filepath.Join(folder, name), []byte(text), 0o666); err != nil {
			t.Fatal(err)
		}
	}
	f, err := os.Create(filepath.Join(folder, version+".zip"))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	if err := zipModule(f, path+"@"+version+"/", dir); err != nil {
		t.Fatal(err)
	}
}

// zipModule writes dir's regular files to w without those of nested modules.
func zipModule(w io.Writer, prefix, dir string) error {
	z := zip.NewWriter(w)
	err := fs.WalkDir(os.DirFS(dir), ".", func(path string, d fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case d.IsDir() && path != ".":
			if _, err := os.Stat(filepath.Join(dir, path, "go.mod")); err == nil || d.Name() == ".git" {
				return fs.SkipDir
			}
			return nil
		case !d.Type().IsRegular():
			return nil
		}
		data, err := os.ReadFile(filepath.Join(dir, path))
		if err != nil {
			return err
		}
		entry, err := z.Create(prefix + path)
		if err == nil {
			_, err = entry.Write(data)
		}
		return err
	})
	if err != nil {
		return err
	}
	return z.Close()
}
