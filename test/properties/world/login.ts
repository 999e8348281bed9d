import type { Authenticate } from '@chat-transport/backend'
import type { ChatOptions, Clock } from '@chat-transport/core'
import { tokenLogin } from '../../support/token-login.ts'

/** The application's log-in, and what this visitor's browser has of it. All of its pages have the same. */
export interface Login {
  /** How long tokens last that are issued from now on. @default for ever */
  lifeMs: number | undefined
  /** So many of the next that ask are refused, whatever they bring. */
  refusals: number
  readonly authenticate: Authenticate
  /** What a page gives: nothing until the visitor has signed in, then the token, renewed when the server has refused it. */
  readonly credentials: NonNullable<ChatOptions['credentials']>
  /** Gives the browser a fresh token. */
  signIn(): void
}

export const visitorsName = 'Ann'

export function createLogin(clock: Clock): Login {
  const tokens = tokenLogin(clock.now)
  let token: string | undefined
  const login: Login = {
    lifeMs: undefined,
    refusals: 0,
    authenticate(request, context) {
      if (login.refusals === 0) return tokens.authenticate(request, context)
      login.refusals--
      return false
    },
    credentials({ refused }) {
      if (refused && token !== undefined) login.signIn()
      return token
    },
    signIn() {
      const { lifeMs } = login
      token = tokens.issue({
        user: 'user-1',
        name: visitorsName,
        ...(lifeMs !== undefined && { expiresInMs: lifeMs }),
      })
    },
  }
  return login
}
