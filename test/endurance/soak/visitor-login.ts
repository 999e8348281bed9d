import type { BackendSession } from '@chat-transport/backend'
import type { ChatSession, Credentials } from '@chat-transport/core'
import { tokenLogin, type TokenLogin } from '../../support/token-login.ts'
import type { Dice } from '../support/dice.ts'
import type { Tally } from './tally.ts'

/** The log-in of an application that lets nobody in whose token has run out. */
export function strictLogin(): TokenLogin {
  const { issue, authenticate } = tokenLogin()
  return {
    issue,
    async authenticate(request, context) {
      const admitted = await authenticate(request, context)
      return typeof admitted === 'object' && hasRunOut(admitted.expiresAt) ? false : admitted
    },
  }
}
const hasRunOut = (expiresAt = Infinity) => expiresAt <= Date.now()

export interface VisitorLoginOptions {
  readonly login: TokenLogin
  readonly dice: Dice
  readonly tally: Tally
  readonly name: string
}

/** Longer than any fault: a page that gets such a one after a 101 is not refused again. */
const longLifeMs = 60_000

/** Who one visitor is: nobody known, a user from the start, or one from some moment on. */
export function createVisitorLogin({ login, dice, tally, name }: VisitorLoginOptions) {
  const kind = dice.pick(['anonymous', 'signed in', 'signs in later'] as const)
  const lives = dice.apart()
  const user = `user of ${name}`
  let state: 'anonymous' | 'signed in' = 'anonymous'
  let current: { readonly token: string; readonly expiresAt: number } | undefined

  const renew = (expiresInMs: number): string => {
    if (current) tally.renewals += 1
    const token = login.issue({ user, name: user, expiresInMs })
    current = { token, expiresAt: Date.now() + expiresInMs }
    return token
  }
  const signIn = () => {
    state = 'signed in'
    tally.logIns += 1
  }
  if (kind === 'signed in') signIn()

  const credentials: Credentials = ({ refused }) => {
    if (state === 'anonymous') return undefined
    if (refused) return renew(longLifeMs)
    return current && !hasRunOut(current.expiresAt) ? current.token : renew(lives.between(100, 2_000))
  }
  return {
    credentials,

    /** The visitor signs in in the middle of the chat, if they are one who does. */
    signIn(session: ChatSession): void {
      if (kind !== 'signs in later' || state === 'signed in') return
      signIn()
      session.identify().catch((error: unknown) => {
        // The page has lost the session, and the next attach tells; or the token had run out on its way.
        const isExcused = error instanceof DOMException || hasRunOut(current?.expiresAt)
        if (!isExcused) tally.wrong('wrong user', `${name}: the server did not take the sign-in: ${String(error)}`)
      })
    },

    compare({ party }: ChatSession, { user: known }: BackendSession): void {
      const [expectedUser, expectedName] = state === 'signed in' ? [user, user] : [undefined, name]
      if (known?.id !== expectedUser || party.name !== expectedName)
        tally.wrong('wrong user', `${name} (${kind}): the server has ${known?.id}, the page "${party.name}"`)
    },
  }
}
export type VisitorLogin = ReturnType<typeof createVisitorLogin>
