import { ChatError, type CredentialsRequest } from '@chat-transport/core'
import type { ToLeader } from '../tab/messages.ts'
import type { Member, OwnConnection, Tell } from './member.ts'

type Given = Extract<ToLeader, { readonly kind: 'credentials' }>

export interface CredentialsDeskOptions {
  readonly ownTab: string
  /** The leader's own connection: it may be asked before it has attached. */
  readonly own: OwnConnection | undefined
  readonly tell: Tell
  members(): Iterable<Member>
}

/** Asks a tab for the application's own log-in: that of the leader if it can, else another each time (S11). */
export function createCredentialsDesk({ ownTab, own, tell, members }: CredentialsDeskOptions) {
  const waiting = new Map<string, (given: Pick<Given, 'auth' | 'failed'>) => void>()
  let asked = 0

  const choose = (): Pick<Member, 'tab' | 'connection'> | undefined => {
    if (own?.signsIn) return { tab: ownTab, connection: own.id }
    const able = [...members()].filter(({ signsIn }) => signsIn)
    return able.find(({ tab }) => tab === ownTab) ?? able[asked % able.length]
  }
  return {
    ask({ refused, signal }: CredentialsRequest): Promise<string | undefined> {
      const member = choose()
      if (!member) return Promise.resolve(undefined)
      const { connection } = member
      const request = `${connection}#${++asked}`
      return new Promise((resolve, reject) => {
        waiting.set(request, ({ auth, failed }) => {
          waiting.delete(request)
          if (failed === undefined) resolve(auth)
          else reject(new Error(failed))
        })
        signal.addEventListener('abort', () => {
          if (!waiting.delete(request)) return
          tell(member, { kind: 'asked-enough', connection, request })
          reject(signal.reason)
        })
        const event = ChatError.is(refused) ? refused.event : undefined
        tell(member, { kind: 'ask', connection, request, ...(event && { refused: event }) })
      })
    },
    given: (message: Given) => waiting.get(message.request)?.(message),
    /** A tab is gone: the next attempt asks another. */
    left({ connection }: Pick<Member, 'connection'>) {
      for (const [request, given] of [...waiting])
        if (request.startsWith(`${connection}#`)) given({ failed: 'the tab is gone' })
    },
  }
}
export type CredentialsDesk = ReturnType<typeof createCredentialsDesk>
