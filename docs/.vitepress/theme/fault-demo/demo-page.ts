import { type ChatSession, type ChatTransport, createChat, memoryStorage } from '@chat-transport/core'

/** Something that the SDK has told the page. */
export interface Told {
  readonly at: number
  readonly text: string
}

export interface DemoPage {
  /** What the page has now; `undefined` while it loads. */
  readonly session: ChatSession | undefined
  readonly told: readonly Told[]
  /** Forgets everything but what is stored, as a reload does, and begins anew after `loadMs`. */
  reload(loadMs: number): Promise<void>
}

const newestTold = 30

export interface DemoPageOptions {
  readonly transport: ChatTransport
  /** Something that it shows is another. */
  readonly changed: () => void
  /** Ends it. */
  readonly signal: AbortSignal
}

/** The visitor's page, in the page. */
export function createDemoPage({ transport, changed, signal }: DemoPageOptions): DemoPage {
  const storage = memoryStorage() // stands for the tab's sessionStorage, which a reload leaves
  let told: readonly Told[] = []
  let session: ChatSession | undefined = opened()

  function tell(text: string): void {
    told = [{ at: Date.now(), text }, ...told].slice(0, newestTold)
    changed()
  }

  function opened(): ChatSession {
    const chat = createChat({ transport, storage })
    const next = chat.openSession({ nickname: 'You' })
    chat.onRetry(({ at }) => tell(`next attempt in ${((at - Date.now()) / 1000).toFixed(1)} s`))
    next.onChanged(changed)
    next.onStatusChanged(({ current }) => tell(`status: ${current}`))
    next.onInterrupted(() => tell('onInterrupted: time to say so'))
    next.onContinued(() => tell('onContinued: nothing is missing'))
    next.onError(({ error }) => tell(`onError: ${error.code} ${error.description}`))
    return next
  }
  signal.addEventListener('abort', () => void session?.detach())
  return {
    get session() {
      return session
    },
    get told() {
      return told
    },
    async reload(loadMs) {
      const gone = session
      session = undefined
      tell('the page reloads')
      await gone?.detach()
      await new Promise((resolve) => setTimeout(resolve, loadMs))
      if (signal.aborted) return
      session = opened()
      changed()
    },
  }
}
