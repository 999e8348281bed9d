import type { SessionFiles } from '@chat-transport/backend'
import {
  type Clock,
  createChat,
  type FileDescription,
  type FilesModule,
  memoryStorage,
  type SessionStorage,
  systemClock,
} from '@chat-transport/core'
import { memoryTransport, type MemoryTransport, type MemoryTransportOptions } from '@chat-transport/memory'
import type { ChatWidget } from '@chat-transport/widget'

/** Where a state is put on: a widget in the page, and the far side of its chat. */
export interface Stage {
  readonly widget: ChatWidget
  readonly far: MemoryTransport['far']
  readonly transport: MemoryTransport
  readonly storage: SessionStorage
  /** Goes on at another time, so that a transcript has several days. */
  setTime(at: number): void
  /** Sends what a visitor writes, and waits until it is there. */
  write(text: string): Promise<void>
  /** The widget as it is after a reload. */
  reload(): Promise<void>
  /** Waits until what is under way has come. */
  settle(ms?: number): Promise<void>
}

export interface StageOptions {
  readonly transport?: MemoryTransportOptions
  /** The server takes files, which stop in the middle when they go up. */
  readonly takesFiles?: boolean
}

/** A chat server in the page, and a widget that has been told of it. Nothing leaves the page. */
export function createStage(widget: ChatWidget, { transport: options, takesFiles = false }: StageOptions = {}): Stage {
  let ahead = 0
  const clock: Clock = { ...systemClock, now: () => Date.now() + ahead }
  const transport = memoryTransport({ clock, backend: { sessionTimeoutMs: 86_400_000 }, ...options })
  if (takesFiles) transport.backend.useFiles(fileKeeper)
  const storage = memoryStorage()
  const openChat = () =>
    createChat({
      transport,
      storage,
      clock,
      ...(takesFiles && { files: () => filesThatStop }),
    })
  const settle = (ms = 60) => new Promise<void>((resolve) => void setTimeout(resolve, ms))
  widget.request = { nickname: 'Ada' }
  widget.chat = openChat()

  return {
    widget,
    far: transport.far,
    transport,
    storage,
    settle,
    setTime: (at) => void (ahead = at - Date.now()),
    async write(text) {
      await widget.updateComplete
      const field = widget.shadowRoot?.querySelector('textarea')
      if (!field) throw new Error('the composer is not there')
      field.value = text
      field.dispatchEvent(new InputEvent('input', { bubbles: true }))
      await widget.updateComplete
      field.form?.requestSubmit()
      await settle()
    },
    async reload() {
      widget.chat = openChat()
      await widget.updateComplete
      await settle(150)
    },
  }
}

/** The files that agents send here: they are beside the page. */
const knownFiles: Readonly<Record<string, FileDescription>> = {
  coat: { id: 'coat', name: 'coat.png', type: 'image/png', bytes: 48_211, url: '/coat.png' },
  care: { id: 'care', name: 'How to care for wool.pdf', type: 'application/pdf', bytes: 1_240_000, url: '/care.pdf' },
}

/** A server that takes files, as far as this page can be one. */
const fileKeeper: SessionFiles = {
  offer: () => ({ url: `${location.origin}/files/`, maxBytes: 10_000_000, types: ['image/*', 'application/pdf'] }),
  find: (_session, id) => knownFiles[id],
  claim: async () => undefined,
  add: () => Promise.reject(new Error('agents of the gallery send the files that are known')),
  removed: () => undefined,
}

/** Uploads that come to two thirds, and stay there. */
const filesThatStop: FilesModule = {
  createFileSender: () => ({
    upload(_file, { onProgress }) {
      onProgress(0.66)
      return new Promise(() => undefined)
    },
    unfinished: async () => [],
    settled: async () => undefined,
  }),
  forgetFiles: async () => undefined,
}
