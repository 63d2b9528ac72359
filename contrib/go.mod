module github.com/spotify-sdk/spotify/contrib

go 1.25.0

// For work in the repository.
replace (
	github.com/spotify-sdk/spotify => ..
	github.com/spotify-sdk/spotify/contrib/filecache => ./filecache
	github.com/spotify-sdk/spotify/contrib/rediscache => ./rediscache
	github.com/spotify-sdk/spotify/contrib/sharedcooldown => ./sharedcooldown
	github.com/spotify-sdk/spotify/contrib/spotifyauth => ./spotifyauth
	github.com/spotify-sdk/spotify/contrib/sqlcache => ./sqlcache
)

require (
	github.com/elazarl/goproxy v1.9.3
	github.com/go-oauth2/oauth2/v4 v4.5.4
	github.com/gregjones/httpcache v0.0.0-20190611155906-901d90724c79
	github.com/hashicorp/go-retryablehttp v0.7.8
	github.com/jackc/pgx/v5 v5.12.0
	github.com/prometheus/client_golang v1.24.1
	github.com/redis/go-redis/v9 v9.22.0
	github.com/spotify-sdk/spotify v0.1.0
	github.com/spotify-sdk/spotify/contrib/filecache v0.1.0
	github.com/spotify-sdk/spotify/contrib/rediscache v0.1.0
	github.com/spotify-sdk/spotify/contrib/sharedcooldown v0.1.0
	github.com/spotify-sdk/spotify/contrib/spotifyauth v0.1.0
	github.com/spotify-sdk/spotify/contrib/sqlcache v0.1.0
	github.com/zmb3/spotify/v2 v2.4.3
	go.opentelemetry.io/contrib/instrumentation/net/http/otelhttp v0.71.0
	go.opentelemetry.io/otel v1.46.0
	go.opentelemetry.io/otel/sdk v1.46.0
	golang.org/x/oauth2 v0.36.0
	golang.org/x/time v0.15.0
	gopkg.in/dnaeon/go-vcr.v4 v4.0.8
)

require (
	github.com/beorn7/perks v1.0.1 // indirect
	github.com/cespare/xxhash/v2 v2.3.0 // indirect
	github.com/felixge/httpsnoop v1.1.0 // indirect
	github.com/go-logr/logr v1.4.4 // indirect
	github.com/go-logr/stdr v1.2.2 // indirect
	github.com/golang-jwt/jwt/v5 v5.3.1 // indirect
	github.com/google/uuid v1.6.0 // indirect
	github.com/hashicorp/go-cleanhttp v0.5.2 // indirect
	github.com/jackc/pgpassfile v1.0.0 // indirect
	github.com/jackc/pgservicefile v0.0.0-20240606120523-5a60cdf6a761 // indirect
	github.com/jackc/puddle/v2 v2.2.3 // indirect
	github.com/munnerz/goautoneg v0.0.0-20191010083416-a7dc8b61c822 // indirect
	github.com/prometheus/client_model v0.6.2 // indirect
	github.com/prometheus/common v0.70.1 // indirect
	github.com/prometheus/procfs v0.21.1 // indirect
	github.com/tidwall/btree v0.0.0-20191029221954-400434d76274 // indirect
	github.com/tidwall/buntdb v1.1.2 // indirect
	github.com/tidwall/gjson v1.12.1 // indirect
	github.com/tidwall/grect v0.0.0-20161006141115-ba9a043346eb // indirect
	github.com/tidwall/match v1.1.1 // indirect
	github.com/tidwall/pretty v1.2.0 // indirect
	github.com/tidwall/rtree v0.0.0-20180113144539-6cd427091e0e // indirect
	github.com/tidwall/tinyqueue v0.0.0-20180302190814-1e39f5511563 // indirect
	go.opentelemetry.io/auto/sdk v1.2.1 // indirect
	go.opentelemetry.io/otel/metric v1.46.0 // indirect
	go.opentelemetry.io/otel/trace v1.46.0 // indirect
	go.uber.org/atomic v1.11.0 // indirect
	go.yaml.in/yaml/v4 v4.0.0 // indirect
	golang.org/x/net v0.57.0 // indirect
	golang.org/x/sync v0.22.0 // indirect
	golang.org/x/sys v0.47.0 // indirect
	golang.org/x/text v0.41.0 // indirect
	google.golang.org/protobuf v1.36.11 // indirect
)
