#!/usr/bin/env bash
# Checks of the contrib module against real servers, with the Go toolchain in use. As root on Debian it installs the servers that are
# missing; the tests start their own on free loopback ports and stop them.
set -euo pipefail
cd "$(dirname "$0")"
export CI=true # a test that finds no server fails

missing=()
command -v redis-server >/dev/null || missing+=(redis-server)
command -v initdb >/dev/null || ls /usr/lib/postgresql/*/bin/initdb >/dev/null 2>&1 || missing+=(postgresql)
if [ ${#missing[@]} -gt 0 ]; then
	echo "installing ${missing[*]}"
	apt-get update -qq
	DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${missing[@]}" >/dev/null
fi

go vet ./...
go mod tidy -diff
go test -race ./...
