import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto'

/** A token is good for this long. When it runs out, the page comes back with another one, and nobody notices. */
const tokenMs = 5 * 60_000
const longestName = 40

/**
 * The demo's log-in, in place of your site's: whoever gives a name is that user, without a password. It makes the tokens, and
 * is the hook by which the chat server checks them.
 */
export function createLogIn() {
  const key = randomBytes(32)
  const signatureOf = (payload) => createHmac('sha256', key).update(payload).digest()

  return {
    /** What a page gives to the chat server to be that user, and until when it is good. */
    tokenFor(given) {
      const name = String(given).trim()
      if (name === '' || name.length > longestName) throw new TypeError(`A name has 1 to ${longestName} characters`)
      const expiresAt = Date.now() + tokenMs
      const payload = Buffer.from(JSON.stringify({ id: name.toLowerCase(), name, expiresAt })).toString('base64url')
      return { token: `${payload}.${signatureOf(payload).toString('base64url')}`, expiresAt }
    },
    /** `authenticate` of the chat server. Whoever has not signed in may chat too; `false` becomes error 101. */
    authenticate(_request, { auth }) {
      if (auth === undefined) return true
      const [payload, signature = ''] = auth.split('.')
      const [expected, actual] = [signatureOf(payload), Buffer.from(signature, 'base64url')]
      if (actual.length !== expected.length || !timingSafeEqual(actual, expected)) return false
      const { id, name, expiresAt } = JSON.parse(Buffer.from(payload, 'base64url'))
      return expiresAt > Date.now() && { user: { id, name }, expiresAt }
    },
  }
}
