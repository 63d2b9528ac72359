// A login at the fake, which was started with -consent approve.

export const base = process.env.BASE
export const accounts = base.replace(/\/v1$/, '')
export const id = process.env.CLIENT_ID
export const secret = process.env.CLIENT_SECRET
export const redirectURI = 'http://127.0.0.1:9999/callback'

// loginCode opens an authorization URL as a browser would, and returns the code
// that the fake sends to the redirect URI.
export async function loginCode(url) {
  const page = await fetch(url, { redirect: 'manual' })
  const callback = new URL(page.headers.get('location'))
  return callback.searchParams.get('code')
}
