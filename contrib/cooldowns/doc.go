// Package cooldowns tests contrib/sharedcooldown with the SDK: in several
// processes, and against a real Redis server.
package cooldowns
