package spotify_test

import (
	"go/ast"
	gotoken "go/token"
	"go/types"
	"maps"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/spotify-sdk/spotify"
)

// resourceFiles are the sources with endpoints and what only these use.
func resourceFiles(t *testing.T) (*gotoken.FileSet, map[string]*ast.File) {
	t.Helper()
	fset, files := sources(t)
	maps.DeleteFunc(files, func(name string, _ *ast.File) bool {
		return !slices.Contains([]string{"ids.go", "params.go", "release_date.go", "scopes.go", "uri.go"}, name) &&
			!strings.Contains(readFile(t, name), "https://developer.spotify.com/documentation/web-api/reference/")
	})
	return fset, files
}

// method is an exported method of Client in a resource file.
type method struct {
	name, doc string
	params    []string
}

// resourceMethods returns the methods of Client that make calls.
func resourceMethods(t *testing.T) []method {
	t.Helper()
	_, files := resourceFiles(t)
	var list []method
	for _, f := range files {
		for _, decl := range f.Decls {
			d, ok := decl.(*ast.FuncDecl)
			if !ok || d.Recv == nil || !d.Name.IsExported() || types.ExprString(d.Recv.List[0].Type) != "*Client" {
				continue
			}
			m := method{name: d.Name.Name, doc: strings.ReplaceAll(d.Doc.Text(), "\n\n", "\r")}
			m.doc = strings.ReplaceAll(strings.ReplaceAll(m.doc, "\n", " "), "\r", "\n")
			for _, p := range d.Type.Params.List {
				for _, ident := range p.Names {
					m.params = append(m.params, ident.Name)
				}
			}
			list = append(list, m)
		}
	}
	if len(list) < 90 {
		t.Fatalf("only %d methods found", len(list))
	}
	return list
}

var (
	tokenSentence = regexp.MustCompile(`It works with an app token\.|It requires a user token(\.| with the scopes? \[Scope\w+\])`)
	modeSentence  = regexp.MustCompile(`It is available in extended quota mode and in development mode\.|` +
		`It is not available in development mode\.|It is not documented for development mode but still works there |` +
		`It is available only to apps that had extended access before 27 November 2024\.`)
	errorSentence = regexp.MustCompile(`\nThe error matches \[Err|an error that matches \[ErrInvalidID\] alongside`)
	referenceLink = regexp.MustCompile(`\nhttps://developer\.spotify\.com/documentation/web-api/reference/[\w-]+\s`)
	firstVerb     = regexp.MustCompile(`^\w+ [a-z]+s `)
)

// A reader who knows one method's documentation finds the same facts in the
// same words in all others.
func TestMethodDocsHaveOneWording(t *testing.T) {
	for _, m := range resourceMethods(t) {
		doc := m.doc + "\n"
		for what, sentence := range map[string]*regexp.Regexp{"the token": tokenSentence, "the app's mode": modeSentence, "the reference": referenceLink} {
			if n := len(sentence.FindAllString(doc, -1)); n != 1 {
				t.Errorf("%s has %d sentences about %s, want 1", m.name, n, what)
			}
		}
		if !strings.HasPrefix(doc, m.name+" ") || !firstVerb.MatchString(doc) {
			t.Errorf("%s does not start with its name and a verb: %.60q", m.name, doc)
		}
		if strings.Contains(doc, "are those of") || strings.Contains(doc, "[Err") && !errorSentence.MatchString(doc) {
			t.Errorf("%s does not name its errors in the usual sentence", m.name)
		}
		user := strings.Contains(doc, "It requires a user token")
		wants := map[string]bool{
			"[ErrUserAuthRequired] if the token is an app token": user,
			"[ErrInsufficientScope] if the token lacks ":         user && m.name != "CurrentUser",
			"[ErrInvalidID]":      slices.ContainsFunc(m.params, takesID),
			"[ErrEndpointClosed]": strings.Contains(doc, "It is not ") || strings.Contains(doc, "27 November 2024"),
			"\nDeprecated: ":      strings.Contains(doc, "It is not ") || strings.Contains(doc, "27 November 2024"),
		}
		for text, want := range wants {
			if want && !strings.Contains(doc, text) {
				t.Errorf("%s does not say %q", m.name, text)
			}
		}
		if i, j := strings.Index(doc, "\nDeprecated: "), strings.Index(doc, "\nhttps://"); i >= 0 && i < j {
			t.Errorf("%s has its paragraph Deprecated before its link", m.name)
		}
	}
}

// takesID reports whether a parameter takes IDs or URIs.
func takesID(param string) bool {
	return slices.Contains([]string{"id", "ids", "userID", "uri", "uris"}, param)
}

// The scopes and tokens of the methods' documentation are those of Spotify's.
func TestMethodDocsNameTheScopes(t *testing.T) {
	api := &modeAPI{t: t, called: map[string]operation{}}
	f := &fake{api: api.serve}
	for _, row := range endpoints(t.Context(), f.client(t)) {
		if err := row.call(); err != nil {
			t.Errorf("%s: %v", row.name, err)
		}
	}
	linked := regexp.MustCompile(`\[Scope(\w+)\]`)
	scopes := 0
	for _, m := range resourceMethods(t) {
		o, ok := api.called[m.name]
		if !ok {
			continue // batches make their requests on other goroutines
		}
		if needs := strings.Contains(m.doc, "It requires a user token"); needs != o.user {
			t.Errorf("%s requires a user token: %t, but %s: %t", m.name, needs, o.name, o.user)
		}
		var names []string
		for _, match := range linked.FindAllStringSubmatch(m.doc, -1) {
			names = append(names, strings.ToLower(match[1]))
		}
		for _, scope := range o.scopes {
			scopes++
			if !slices.Contains(names, strings.ReplaceAll(scope, "-", "")) {
				t.Errorf("%s does not link the scope %s", m.name, scope)
			}
		}
	}
	if scopes < 60 {
		t.Errorf("only %d scopes of operations found", scopes)
	}
}

// Every scope of an operation, and every scope that no operation needs, is a
// constant that can stand where a string is wanted.
func TestScopes(t *testing.T) {
	all := []string{
		spotify.ScopeUGCImageUpload, spotify.ScopeUserReadPlaybackState, spotify.ScopeUserModifyPlaybackState,
		spotify.ScopeUserReadCurrentlyPlaying, spotify.ScopeAppRemoteControl, spotify.ScopeStreaming,
		spotify.ScopePlaylistReadPrivate, spotify.ScopePlaylistReadCollaborative, spotify.ScopePlaylistModifyPrivate,
		spotify.ScopePlaylistModifyPublic, spotify.ScopeUserFollowModify, spotify.ScopeUserFollowRead,
		spotify.ScopeUserReadPlaybackPosition, spotify.ScopeUserTopRead, spotify.ScopeUserReadRecentlyPlayed,
		spotify.ScopeUserLibraryModify, spotify.ScopeUserLibraryRead, spotify.ScopeUserReadEmail,
		spotify.ScopeUserReadPrivate,
	}
	_, files := sources(t)
	names := map[string]string{} // by value
	for _, decl := range files["scopes.go"].Decls {
		for _, spec := range decl.(*ast.GenDecl).Specs {
			v := spec.(*ast.ValueSpec)
			names[strings.Trim(types.ExprString(v.Values[0]), `"`)] = v.Names[0].Name
		}
	}
	if len(names) != len(all) {
		t.Errorf("%d constants, %d of them known", len(names), len(all))
	}
	for _, scope := range all {
		if want := "Scope" + strings.ReplaceAll(scope, "-", ""); !strings.EqualFold(names[scope], want) {
			t.Errorf("the constant of %s is %q, want %s", scope, names[scope], want)
		}
	}
	for _, o := range operations() {
		for _, scope := range o.scopes {
			if !slices.Contains(all, scope) {
				t.Errorf("%s needs %s, which has no constant", o.name, scope)
			}
		}
	}
}

// Options say what they are for, and their fields are described alike.
func TestOptionDocsHaveOneWording(t *testing.T) {
	_, files := resourceFiles(t)
	n := 0
	for _, f := range files {
		for _, decl := range f.Decls {
			d, ok := decl.(*ast.GenDecl)
			if !ok || len(d.Specs) != 1 {
				continue
			}
			spec, ok := d.Specs[0].(*ast.TypeSpec)
			if !ok || !strings.HasSuffix(spec.Name.Name, "Options") {
				continue
			}
			n++
			doc, of := d.Doc.Text(), strings.TrimSuffix(spec.Name.Name, "Options")
			if !strings.Contains(strings.ReplaceAll(doc, "\n", " "), "[Client."+of+"]") || strings.Contains(doc, "optional parameters") {
				t.Errorf("%s does not say what it is for: %q", spec.Name.Name, doc)
			}
			for _, field := range spec.Type.(*ast.StructType).Fields.List {
				comment := field.Comment.Text()
				if field.Names[0].Name == "Market" && comment != `ISO 3166-1 alpha-2 or "from_token"; "" uses WithMarket`+"\n" {
					t.Errorf("%s.Market is described by %q", spec.Name.Name, comment)
				}
				if comment == "" && field.Doc.Text() == "" && field.Names[0].Name != "Name" && field.Names[0].Name != "OffsetURI" {
					t.Errorf("%s.%s has no comment", spec.Name.Name, field.Names[0].Name)
				}
			}
		}
	}
	if n < 60 {
		t.Errorf("only %d options types found", n)
	}
}

// oldWords are words that this package once used for other, usual ones.
var oldWords = regexp.MustCompile(`(?i)\b(answers?|answered|answering|gives|tells|told|alone|beside|kin|mends?|mended|in doubt|to be had|` +
	`has not got|goes on|in its stead|affair|one's own|cool-down|renewals?|renew|renews|renewed|masks?|masked|bans?|banned|` +
	`an app's own|app-only|user's token|behaviours?|catalogues?|localised|analyse[drs]?|cancelled|licence|organisations?)\b`)

func TestResourceCommentsArePlain(t *testing.T) {
	fset, files := resourceFiles(t)
	comments := 0
	for name, f := range files {
		lines := strings.Split(readFile(t, name), "\n")
		for _, group := range f.Comments {
			comments++
			at := fset.Position(group.Pos())
			if word := oldWords.FindString(group.Text()); word != "" {
				t.Errorf("%s: the word %q", at, word)
			}
			for paragraph := range strings.SplitSeq(group.Text(), "\n\n") {
				if n := len(strings.Fields(paragraph)); n > 80 {
					t.Errorf("%s: a paragraph of %d words", at, n)
				}
			}
			code := strings.TrimSpace(lines[at.Line-1][:at.Column-1])
			if n := len(strings.TrimSpace(group.Text())); code != "" && n > 60 {
				t.Errorf("%s: a trailing comment of %d characters", at, n)
			}
		}
	}
	if comments < 500 {
		t.Errorf("only %d comments found", comments)
	}
}
