import { setTimeout as pass } from 'node:timers/promises'
import { cometdTransport } from '@chat-transport/cometd'
import { createChat, memoryStorage } from '@chat-transport/core'
import { io } from 'socket.io-client'
import { onTestFinished } from 'vitest'

/** Somebody in a chat. */
export interface Chatter {
  /** Says a text. Resolves when it is acknowledged, and the bot's answer has come. */
  ask(text: string): Promise<void>
}

/** A chat over WebSocket, with the client that pages use. */
export async function chatOver(port: number): Promise<Chatter> {
  const transport = cometdTransport({ url: `http://127.0.0.1:${port}/cometd`, transports: ['websocket'] })
  const session = await createChat({ transport, storage: memoryStorage() }).startSession({ nickname: 'visitor' })
  onTestFinished(() => session.detach())
  const answers = waitingRoom()
  session.onMessageReceived(({ party, content }) => {
    if (party.type !== 'client' && content.type === 'text') answers.arrived(content.text)
  })
  return {
    async ask(text) {
      await Promise.all([answers.wait(text), session.sendMessage(text)])
    },
  }
}

/** The same over socket.io, with its own client. */
export async function socketIoOver(port: number, chat: string): Promise<Chatter> {
  const socket = io(`http://127.0.0.1:${port}`, { transports: ['websocket'], auth: { chat }, forceNew: true })
  onTestFinished(() => void socket.close())
  await new Promise<void>((resolve, reject) => {
    socket.once('connect', resolve)
    socket.once('connect_error', reject)
  })
  const answers = waitingRoom()
  socket.on('message', ({ from, text }: { readonly from: string; readonly text: string }) => {
    if (from === 'bot') answers.arrived(text)
  })
  return {
    async ask(text) {
      await Promise.all([answers.wait(text), socket.emitWithAck('say', text)])
    },
  }
}

function waitingRoom() {
  const waiting = new Map<string, () => void>()
  return {
    wait: (text: string) => new Promise<void>((resolve) => waiting.set(text, resolve)),
    arrived(text: string) {
      waiting.get(text)?.()
      waiting.delete(text)
    },
  }
}

/** What a crowd came to that asked one question after another. */
export interface Rate {
  readonly asked: number
  readonly seconds: number
  /** From the question to its answer. Sorted. */
  readonly latenciesMs: readonly number[]
}

export async function askAll(chatters: readonly Chatter[], seconds: number): Promise<Rate> {
  const startedAt = performance.now()
  const until = startedAt + seconds * 1_000
  const latencies = await Promise.all(
    chatters.map(async (chatter, place) => {
      const own: number[] = []
      await pass(place)
      for (let count = 1; performance.now() < until; count++) {
        const askedAt = performance.now()
        await chatter.ask(`Where is my order please? This is question ${count}.`)
        own.push(performance.now() - askedAt)
      }
      return own
    }),
  )
  const latenciesMs = latencies.flat().sort((a, b) => a - b)
  return { asked: latenciesMs.length, seconds: (performance.now() - startedAt) / 1_000, latenciesMs }
}
