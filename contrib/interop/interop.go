// Package interop tests the SDK together with other libraries, over real sockets:
// OAuth 2.0 servers and clients, proxies, TLS, metrics, traces, rate limiters,
// recorders, caches, and another Spotify SDK. README.md describes what works, and
// what to avoid.
package interop
