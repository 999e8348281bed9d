import { setTimeout as pass } from 'node:timers/promises'
import { cometdTransport, type CometdTransportType } from '@chat-transport/cometd'
import { createChat, memoryStorage, type ChatSession } from '@chat-transport/core'
import type { Dice } from '../support/dice.ts'
import { createSaid, type Said } from '../soak/said.ts'

/** A visitor who keeps talking. */
export interface TalkingVisitor {
  readonly session: ChatSession
  readonly wire: CometdTransportType
  readonly said: Said
  /** Says no more. */
  hush(): void
}

/** So many begin at the same time. */
const atOnce = 50
const wires = ['websocket', 'long-polling'] as const

export interface ChatsOptions {
  readonly chats: number
  readonly dice: Dice
  /** @default 2000 */
  readonly longestPauseMs?: number
  /** Where a page finds its server, or several. */
  urlOf(place: number): string | readonly string[]
  watch(session: ChatSession, wire: CometdTransportType): void
}

/** Starts so many chats. Each visitor keeps talking, whatever becomes of the server. */
export async function startChats({
  chats,
  dice,
  longestPauseMs = 2_000,
  urlOf,
  watch,
}: ChatsOptions): Promise<readonly TalkingVisitor[]> {
  const pausesOf = (own: Dice) => () => own.between(20, longestPauseMs)
  const start = async (place: number): Promise<TalkingVisitor> => {
    const wire = wires[place % wires.length] ?? 'websocket'
    const url = urlOf(place)
    const chat = createChat({ transport: cometdTransport({ url, transports: [wire] }), storage: memoryStorage() })
    const session = await chat.startSession({ nickname: `visitor ${place}` })
    watch(session, wire)
    return { session, wire, ...talk(session, `visitor ${place}`, pausesOf(dice.apart())) }
  }
  const visitors: TalkingVisitor[] = []
  while (visitors.length < chats) {
    const group = Array.from({ length: Math.min(atOnce, chats - visitors.length) }, (_, n) => visitors.length + n)
    visitors.push(...(await Promise.all(group.map(start))))
  }
  return visitors
}

function talk(session: ChatSession, name: string, pauseMs: () => number): Pick<TalkingVisitor, 'said' | 'hush'> {
  const said = createSaid()
  let mood: 'talkative' | 'silent' = 'talkative'
  const keepTalking = async () => {
    for (let count = 1; mood === 'talkative'; count++) {
      const text = `${name} ${count}`
      said.add({ name: text, inTurn: true }, session.sendMessage(text))
      await pass(pauseMs())
    }
  }
  void keepTalking()
  return { said, hush: () => void (mood = 'silent') }
}
