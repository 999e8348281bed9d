import type { ChatError, TransportListener } from '@chat-transport/core'
import { fromFailure } from '../tab/failures.ts'
import type { FromLeader } from '../tab/messages.ts'
import type { Tab } from '../tab/tab.ts'

type Ask = Extract<FromLeader, { readonly kind: 'ask' }>

/** Answers the leader with what the application's own log-in gives in this tab. */
export function createCredentialsAnswers(tab: Pick<Tab, 'post'>, page: TransportListener) {
  const asked = new Map<string, AbortController>()
  const stop = (request: string) => {
    asked.get(request)?.abort(new DOMException('nobody waits for the credentials any more', 'AbortError'))
    asked.delete(request)
  }
  return {
    async ask({ request, refused }: Ask, leader: string): Promise<void> {
      const scope = new AbortController()
      asked.set(request, scope)
      const answer = (given: { readonly auth?: string } | { readonly failed: string }) =>
        scope.signal.aborted || tab.post({ kind: 'credentials', request, ...given }, leader)
      try {
        const auth = await page.credentials?.({
          signal: scope.signal,
          ...(refused && { refused: fromFailure({ message: '', event: refused }) as ChatError }),
        })
        answer(auth === undefined ? {} : { auth })
      } catch (error) {
        answer({ failed: error instanceof Error ? error.message : 'the page could not get them' })
      } finally {
        asked.delete(request)
      }
    },
    stop,
    stopAll: () => [...asked.keys()].forEach(stop),
  }
}
