package spotifyauth_test

func isMember() bool { return false }
