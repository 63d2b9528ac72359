#!/usr/bin/env bash
# Renders the pages of this repository as people see them, into a folder of PNG files: the Markdown pages in GitHub's look and the
# package page of pkg.go.dev, light and dark, wide and narrow. It fails if a page is wider than its window or a diagram does not draw.
#
#     bash docs/render.sh pages
#     ONLY=README bash docs/render.sh pages   # only the Markdown pages with that name
#
# It needs Go, Node.js with npm, and Chromium or Chrome.
set -euo pipefail
out=$(realpath -m "${1:?usage: bash docs/render.sh FOLDER}")
cd "$(dirname "$0")/.."
root=$PWD
mkdir -p "$out"
work=$(mktemp -d)
server=
trap '[ -z "$server" ] || kill "$server" 2>/dev/null || true; rm -rf "$work"' EXIT

browser=${CHROMIUM:-}
for name in chromium google-chrome chromium-browser; do
	[ -n "$browser" ] || browser=$(command -v "$name" || true)
done
[ -n "$browser" ] || { echo "there is no Chromium or Chrome; set CHROMIUM"; exit 1; }

# Built, not run by "go run", so that the process can be ended.
GOBIN=$work GOFLAGS= go install golang.org/x/pkgsite/cmd/pkgsite@v0.6.0
"$work/pkgsite" -http 127.0.0.1:18089 -list=false "$root" >"$work/pkgsite.log" 2>&1 &
server=$!

cp docs/render.mjs "$work/"
(cd "$work" && npm install --silent --no-audit --no-fund --no-save --ignore-scripts \
	playwright-core@1.64.1 marked@18.2.1 github-markdown-css@5.9.0 mermaid@11)

for _ in $(seq 120); do
	kill -0 "$server" 2>/dev/null || { cat "$work/pkgsite.log"; exit 1; }
	if (exec 3<>/dev/tcp/127.0.0.1/18089) 2>/dev/null; then break; fi
	sleep 1
done
module=$(sed -n 's/^module //p' go.mod)
(cd "$work" && node render.mjs "$browser" "$root" "$out" "http://127.0.0.1:18089/$module")
