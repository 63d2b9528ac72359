#!/usr/bin/env bash
# Checks of contrib's modules against real servers and a real browser, with the Go toolchain in use. As root on Debian it installs what
# is missing. The tests start their own servers on free loopback ports and stop them.
# Usage: ci.sh [TESTSUMMARY FILE]   with a built .ci/testsummary and the file that it writes to
set -euo pipefail
cd "$(dirname "$0")"
testsummary=${1:-} summary=${2:-}
export CI=true # a test that finds no server or browser fails

missing=()
command -v redis-server >/dev/null || missing+=(redis-server)
command -v initdb >/dev/null || ls /usr/lib/postgresql/*/bin/initdb >/dev/null 2>&1 || missing+=(postgresql)
command -v chromium >/dev/null || command -v google-chrome >/dev/null || missing+=(chromium)
if [ ${#missing[@]} -gt 0 ]; then
	echo "installing ${missing[*]}"
	apt-get update -qq
	DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${missing[@]}" >/dev/null
fi

for mod in $(find . -name go.mod | sort); do
	(
		cd "$(dirname "$mod")"
		echo "-- $(go list -m) ($(date +%T))"
		go vet ./...
		go mod tidy -diff
		if [ -n "$testsummary" ]; then
			go test -json -race ./... | "$testsummary" "$(go list -m)" "$summary"
		else
			go test -race ./...
		fi
	)
done
