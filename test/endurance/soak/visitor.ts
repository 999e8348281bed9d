import { memoryStorage, systemClock, type Chat, type ChatSession } from '@chat-transport/core'
import type { CometdTransportType } from '@chat-transport/cometd'
import type { Setup, VisitorPage } from '../../integration/support/serve-pages.ts'
import { eventually } from '../../support/deadline.ts'
import type { Dice } from '../support/dice.ts'
import { strike } from './faults.ts'
import { pageFiles } from './page-files.ts'
import { pageStorage } from './page-storage.ts'
import { createSaid, type Said } from './said.ts'
import type { Tally } from './tally.ts'
import type { VisitorLogin } from './visitor-login.ts'

/** Far longer than anything takes here: a soak is about what happens, not about how soon. */
export const deadlineMs = 60_000

/** A page that has its session, and what became of what was done in it. */
export interface OpenPage {
  readonly page: VisitorPage
  readonly session: ChatSession
  say(text: string): void
  /** Notes what the visitor does in this page. */
  readonly add: Said['add']
  /** How much of it has neither come to the server nor been given up. */
  readonly pending: number
}

export interface VisitorOptions {
  readonly setup: Setup
  readonly dice: Dice
  readonly tally: Tally
  readonly transports: readonly CometdTransportType[]
  /** Names the visitor in what is noted. */
  readonly name: string
  readonly login: VisitorLogin
  /** Where the visitor's browser keeps files. */
  readonly indexedDB: IDBFactory
  /** Called with each page's session before anything is told of it. */
  watch(session: ChatSession, where: string): void
}

/** One visitor: pages that come and go, in one browser. */
export function createVisitor(options: VisitorOptions) {
  const { setup, dice, tally, transports, name, login, indexedDB, watch } = options
  const storage = memoryStorage()
  const said = createSaid()
  const waits = dice.apart()
  const clock = { ...systemClock, random: () => waits.between(0, 999_999) / 1_000_000 }
  let pages = 0

  const openPage = async (): Promise<VisitorPage> => {
    const own = pageStorage(storage)
    const files = pageFiles(indexedDB)
    const page = await setup.openPage({
      storage: own,
      credentials: login.credentials,
      files: files.load,
      clock,
      transports,
      interruptionTimeoutMs: 60,
      // Short, but so long that a machine that has other things to do does not take its own slowness for silence.
      silenceTimeoutMs: 1_000,
      openTimeoutMs: 3_000,
      retryDelayMs: () => waits.between(0, 40),
    })
    const { unload } = page
    const unloadForGood = () => {
      const unloaded = unload() // says `pagehide` before it returns
      own.cutOff()
      files.cutOff()
      return unloaded
    }
    return Object.assign(page, { unload: unloadForGood })
  }

  /** Gets a session while, half of the time, the line goes wrong under it. */
  async function reach<Session>(page: VisitorPage, get: (chat: Chat) => Promise<Session>): Promise<Session> {
    const disturbed = dice.chance(0.5) && strike(page.line, dice).then(tally.countFault)
    const session = await get(page.chat)
    await disturbed
    return session
  }

  function use(page: VisitorPage, session: ChatSession): OpenPage {
    pages += 1
    watch(session, `${name}, page ${pages}`)
    let pending = 0
    const add: Said['add'] = (deed, done) => {
      pending += 1
      said.add(
        deed,
        done.finally(() => (pending -= 1)),
      )
    }
    return {
      page,
      session,
      add,
      get pending() {
        return pending
      },
      say: (text) => add({ name: text, inTurn: true }, session.sendMessage(text)),
    }
  }

  return {
    said,
    storage,

    /** Starts the chat; now and then the page is gone before it has heard of it, and the next one goes on. */
    async start(): Promise<OpenPage> {
      if (dice.chance(0.3)) {
        const hasty = await openPage()
        hasty.chat.startSession({ nickname: name }).catch(() => undefined) // its page is gone by then
        await strike(hasty.line, dice).then(tally.countFault)
        await hasty.unload()
      }
      const page = await openPage()
      const ask = async (chat: Chat) => (await chat.restoreSession()) ?? chat.startSession({ nickname: name })
      const session = await reach(page, (chat) =>
        ask(chat).catch((error: unknown) => {
          // What the hasty page had sent has come after what this one sent, and has taken the session: the visitor asks again.
          if ((error as Error).name === 'InvalidStateError') return ask(chat)
          throw error
        }),
      )
      return use(page, session)
    },

    /** Another page on the same storage: the same tab after a reload, or one beside it. It takes the session. */
    async restore(): Promise<OpenPage> {
      const page = await openPage()
      const session = await reach(page, (chat) => chat.restoreSession())
      if (!session) throw new Error(`${name} had a session, and there was nothing to restore`)
      return use(page, session)
    },

    /** Whether no page has left anything that is still to be sent. */
    async hasSentAll(): Promise<boolean> {
      const values = await Promise.all((await storage.keys()).map((key) => storage.load(key)))
      return !values.some((value) => (value as SavedOutbox).commands?.some(({ failed }) => !failed))
    },

    /** The page is no longer there: nothing it was told can matter any more. */
    async unload({ page, session }: OpenPage): Promise<void> {
      noteFailures(session)
      await page.unload()
    },

    /** A page whose session is over for it must leave nothing behind. */
    async expectGone(open: OpenPage): Promise<void> {
      const { page, session } = open
      noteFailures(session)
      const missed = async (what: () => boolean) =>
        eventually(what, deadlineMs).then(
          () => false,
          () => true,
        )
      if (await missed(() => open.pending === 0))
        tally.wrong('never settled', `${name}: ${open.pending} of what was done`)
      if (await missed(() => page.timers === 0)) tally.wrong('leaked timer', `${name}: ${page.timers}`)
      if (await missed(() => page.listeners === 0)) tally.wrong('leaked listener', `${name}: ${page.listeners}`)
      await page.line.close()
    },
  }

  function noteFailures(session: ChatSession): void {
    for (const { delivery, command, error } of session.transcript)
      if (delivery === 'failed' && command?.type === 'SendMessage') said.failed(command.content.text ?? '', error)
  }
}

interface SavedOutbox {
  readonly commands?: readonly { readonly failed?: object }[]
}
export type Visitor = ReturnType<typeof createVisitor>
