// Package postgres tests sqlcache against a real PostgreSQL server. The tests are
// kept apart from sqlcache, whose module requires no driver.
package postgres
