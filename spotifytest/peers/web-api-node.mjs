import assert from 'node:assert/strict'
import { createRequire } from 'node:module'
import { accounts, id, loginCode, redirectURI, secret } from './login.mjs'

// The client has no option for its URLs. All its requests are made by the
// builders of two modules, whose host, port and scheme can be replaced.
const require = createRequire(import.meta.url)
const fake = new URL(accounts)
for (const name of ['webapi-request', 'authentication-request']) {
  const requests = require(`spotify-web-api-node/src/${name}`)
  const builder = requests.builder
  requests.builder = token => builder(token).withHost(fake.hostname).withPort(Number(fake.port)).withScheme('http')
}
const SpotifyWebApi = require('spotify-web-api-node')

const app = new SpotifyWebApi({ clientId: id, clientSecret: secret })
app.setAccessToken((await app.clientCredentialsGrant()).body.access_token)
const found = (await app.search('nine kettles', ['artist', 'album'], { limit: 5 })).body
assert.equal(found.artists.items[0].name, 'Nine Kettles')
let releases = 0
for (let offset = 0; ; offset += 20) {
  const page = (await app.getArtistAlbums(found.artists.items[0].id, { limit: 20, offset })).body
  releases += page.items.length
  if (!page.next) break
}
assert.equal(releases, 60)
const album = (await app.getAlbum(found.albums.items[0].id)).body
await assert.rejects(app.getAlbum('3HsDnImgdYxjUF7sN25onO'), e => e.statusCode === 404)

const user = new SpotifyWebApi({ clientId: id, clientSecret: secret, redirectUri: redirectURI })
const code = await loginCode(user.createAuthorizeURL(['playlist-modify-private', 'playlist-read-private', 'user-library-read'], 'state'))
const tokens = (await user.authorizationCodeGrant(code)).body
user.setAccessToken(tokens.access_token)
user.setRefreshToken(tokens.refresh_token)
user.setAccessToken((await user.refreshAccessToken()).body.access_token)
assert.equal((await user.getMe()).body.id, 'tilda.marrow')
assert.equal((await user.getMySavedTracks({ limit: 50 })).body.total, 55)
const list = (await user.createPlaylist('Mine', { public: false })).body
const uris = album.tracks.items.map(t => t.uri)
await user.addTracksToPlaylist(list.id, uris)
assert.equal((await user.getPlaylistTracks(list.id)).body.total, uris.length)
await user.removeTracksFromPlaylist(list.id, [{ uri: uris[0] }])
assert.equal((await user.getPlaylistTracks(list.id)).body.total, uris.length - 1)
await assert.rejects(user.getMyDevices(), e => e.statusCode === 403)
console.log('ok')
