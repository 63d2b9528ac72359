package spotify

// version is that of the next or current release. It is part of the default
// User-Agent; CHANGELOG.md and the modules of contrib name it too.
const version = "0.1.0"
