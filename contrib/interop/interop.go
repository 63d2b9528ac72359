// Package interop holds tests alone: the SDK among what people use with it, over
// real sockets.
package interop
