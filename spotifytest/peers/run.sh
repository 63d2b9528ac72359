#!/usr/bin/env bash
# Runs JavaScript clients against the fake. See README.md.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
work=$(mktemp -d)
fake=
trap '[ -z "$fake" ] || kill "$fake" 2>/dev/null || true; rm -rf "$work"' EXIT

cp "$here"/*.mjs "$work"
(cd "$work" && npm install --silent --no-audit --no-fund --no-package-lock @spotify/web-api-ts-sdk@1.2.0 spotify-web-api-node@5.0.2)

(cd "$here/../.." && go build -o "$work/fakespotify" ./spotifytest/cmd/fakespotify)
"$work/fakespotify" -addr 127.0.0.1:0 -consent approve > "$work/out" &
fake=$!
for _ in $(seq 100); do
	grep -q secret: "$work/out" && break
	kill -0 "$fake" # it has ended with an error otherwise
	sleep 0.1
done
BASE=$(awk '/^Web API:/ {print $3}' "$work/out")
CLIENT_ID=$(awk '/^Client ID:/ {print $3}' "$work/out")
CLIENT_SECRET=$(awk '/^Client secret:/ {print $3}' "$work/out")
export BASE CLIENT_ID CLIENT_SECRET

for peer in ts-sdk web-api-node; do
	echo "== $peer"
	(cd "$work" && node "$peer.mjs")
done
