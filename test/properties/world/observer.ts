import type { AttachResult } from '@chat-transport/backend'
import type { AttachCommand, ChatSession } from '@chat-transport/core'
import { toBeShown } from '../../support/shown-messages.ts'
import type { FarSide } from './far-side.ts'
import type { Page } from './page.ts'
import type { Told } from './session-record.ts'

/** Checks what can only be judged at the moment it happens. */
export interface Observer {
  answered(page: Page, attach: AttachCommand, result: AttachResult): void
  heard(page: Page, told: Told): void
}

export function createObserver(farSide: FarSide, wrong: (what: string) => void): Observer {
  /** The page that took a session last, by session. */
  const holders = new Map<string, Page>()
  const takesSeen = new Set<string>()
  const takesMade = new Map<Page, Set<string>>()
  const headsAnswered = new Map<Page, number>()
  const refusedLogins = new Map<Page, number>()

  /** Only the first attach with `take` and a new id makes another page the holder. */
  const checkHolder = (page: Page, attach: AttachCommand, sessionId: string) => {
    const pair = `${sessionId} ${attach.id} ${attach.pageId}`
    const takes = attach.take && !takesSeen.has(pair)
    takesSeen.add(pair)
    if (takes) {
      holders.set(sessionId, page)
      takesMade.set(page, (takesMade.get(page) ?? new Set()).add(pair))
    }
    const holder = holders.get(sessionId)
    if (holder !== page) wrong(`${page.name} stole the session back from ${holder?.name ?? 'nobody'}`)
    if ((takesMade.get(page)?.size ?? 0) > page.takes)
      wrong(`${page.name} took a session although its visitor did not ask for it`)
  }
  /** A page is told at most one for each of its attaches that was refused so. */
  const checkRefusal = (page: Page) => {
    const left = (refusedLogins.get(page) ?? 0) - 1
    if (left < 0) wrong(`${page.name} was told that its log-in was refused, and it was not`)
    refusedLogins.set(page, left)
  }
  const checkCaughtUp = (page: Page, { id, transcript }: ChatSession) => {
    const kept = (farSide.transcripts.get(id) ?? []).slice(0, headsAnswered.get(page) ?? 0)
    const head = toBeShown(kept).at(-1)?.event.index ?? 0
    const newest = transcript.filter(({ index }) => index !== undefined).at(-1)?.index ?? 0
    if (newest < head) wrong(`${page.name} was told "connected" at event ${newest}, but the server had ${head}`)
  }
  return {
    answered(page, attach, { answer }) {
      if (answer.type === 'EventError' && answer.error.code === 101)
        refusedLogins.set(page, (refusedLogins.get(page) ?? 0) + 1)
      if (answer.type !== 'EventAttached') return
      headsAnswered.set(page, farSide.heads.get(attach.id) ?? 0)
      checkHolder(page, attach, answer.sessionId)
    },
    heard(page, { name, event }) {
      if (name === 'error' && event.error.code === 101) checkRefusal(page)
      if (name !== 'statusChanged' || event.current !== 'connected') return
      if (page.session) checkCaughtUp(page, page.session)
    },
  }
}
