import { ChatError, type CredentialsRequest } from '@chat-transport/core'
import type { ToLeader } from '../tab/messages.ts'
import type { Member, Tell } from './member.ts'

type Given = Extract<ToLeader, { readonly kind: 'credentials' }>

/** Asks a tab for the application's own log-in: that of the leader if it can, else another each time. */
export function createCredentialsDesk(ownTab: string, tell: Tell, members: () => Iterable<Member>) {
  const waiting = new Map<string, (given: Given) => void>()
  let asked = 0

  return {
    ask({ refused, signal }: CredentialsRequest): Promise<string | undefined> {
      const able = [...members()].filter(({ signsIn }) => signsIn)
      const member = able.find(({ tab }) => tab === ownTab) ?? able[asked % able.length]
      if (!member) return Promise.resolve(undefined)
      const request = `${member.connection}#${++asked}`
      return new Promise((resolve, reject) => {
        waiting.set(request, ({ auth, failed }) => {
          waiting.delete(request)
          if (failed === undefined) resolve(auth)
          else reject(new Error(failed))
        })
        signal.addEventListener('abort', () => {
          if (!waiting.delete(request)) return
          tell(member, { kind: 'asked-enough', connection: member.connection, request })
          reject(signal.reason)
        })
        const event = ChatError.is(refused) ? refused.event : undefined
        tell(member, {
          kind: 'ask',
          connection: member.connection,
          request,
          ...(event && { refused: event }),
        })
      })
    },
    given: (message: Given) => waiting.get(message.request)?.(message),
  }
}
export type CredentialsDesk = ReturnType<typeof createCredentialsDesk>
