import assert from 'node:assert/strict'
import { SpotifyApi } from '@spotify/web-api-ts-sdk'
import { accounts, base, id, loginCode, redirectURI, secret } from './login.mjs'

// The client has no option for its URLs. Requests pass through the function of
// its configuration, those for tokens through the global one.
const move = url => String(url).replace('https://api.spotify.com/v1', base).replace('https://accounts.spotify.com', accounts)
const original = globalThis.fetch
globalThis.fetch = (url, init) => original(move(url), init)

const app = SpotifyApi.withClientCredentials(id, secret, [], { fetch: globalThis.fetch })
const found = await app.search('nine kettles', ['artist', 'album', 'track'])
assert.equal(found.artists.items[0].name, 'Nine Kettles')
const artist = found.artists.items[0].id
let releases = 0
for (let offset = 0; ; offset += 20) {
  const page = await app.artists.albums(artist, undefined, undefined, 20, offset)
  releases += page.items.length
  if (!page.next) break
}
assert.equal(releases, 60)
const album = await app.albums.get(found.albums.items[0].id)
assert.equal(album.tracks.items.length, album.total_tracks)
await assert.rejects(app.albums.get('3HsDnImgdYxjUF7sN25onO'))

const scopes = ['playlist-modify-private', 'playlist-read-private', 'user-library-read', 'user-read-private']
const url = accounts + '/authorize?' + new URLSearchParams({ client_id: id, response_type: 'code', redirect_uri: redirectURI, scope: scopes.join(' ') })
const response = await original(accounts + '/api/token', {
  method: 'POST',
  headers: { Authorization: 'Basic ' + btoa(id + ':' + secret) },
  body: new URLSearchParams({ grant_type: 'authorization_code', code: await loginCode(url), redirect_uri: redirectURI }),
})
const user = SpotifyApi.withAccessToken(id, await response.json(), { fetch: globalThis.fetch })
const me = await user.currentUser.profile()
assert.equal(me.display_name, 'Tilda Marrow')
assert.equal((await user.currentUser.tracks.savedTracks(50)).total, 55)
const list = await user.playlists.createPlaylist(me.id, { name: 'Mine', public: false })
await user.playlists.addItemsToPlaylist(list.id, album.tracks.items.map(t => t.uri))
assert.equal((await user.playlists.getPlaylistItems(list.id)).total, album.total_tracks)
await user.playlists.removeItemsFromPlaylist(list.id, { tracks: [{ uri: album.tracks.items[0].uri }] })
assert.equal((await user.playlists.getPlaylistItems(list.id)).total, album.total_tracks - 1)
await assert.rejects(user.player.getAvailableDevices(), /403|scope/i)
console.log('ok')
