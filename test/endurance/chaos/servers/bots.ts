import { setTimeout as pass } from 'node:timers/promises'
import { createSaid, type Said } from '../../soak/said.ts'
import type { Dice } from '../../support/dice.ts'

/** A bot that keeps talking in a session. */
export interface Bot {
  readonly said: Said
  /** The id of its party. */
  readonly partyId: string
  /** Says no more. */
  hush(): void
}

export interface BotsOptions {
  readonly chats: number
  readonly dice: Dice
  readonly longestPauseMs: number
}

/** One token may make 50 requests a second. */
const sessionsPerToken = 10

/** Bots that use the API for agents, at whatever server the balancer leads each call to. */
export function createBots({ chats, dice, longestPauseMs }: BotsOptions) {
  const names = Array.from({ length: Math.ceil(chats / sessionsPerToken) }, (_, place) => `bots-${place}`)
  const tokenOf = (name: string) => `${name}-of-the-chaos-and-of-nobody-else`
  return {
    /** What the servers have to know of them. */
    tokens: names.map((name) => `${name}=${tokenOf(name)}`).join(','),

    talkIn(sessionId: string, place: number, origin: string): Bot {
      const name = names[place % names.length] ?? ''
      const me = `${origin}/agent/v1/sessions/${sessionId}/participants/grace`
      return { partyId: `${name}:grace`, ...talk(me, tokenOf(name), () => dice.between(20, longestPauseMs)) }
    },
  }
}

function talk(me: string, token: string, pauseMs: () => number): Pick<Bot, 'said' | 'hush'> {
  const said = createSaid()
  let mood: 'talkative' | 'silent' = 'talkative'
  const keepTalking = async () => {
    await until(me, { method: 'PUT', headers: headersOf(token), body: '{}' })
    for (let count = 1; mood === 'talkative'; count++) {
      const text = `answer ${count}`
      const headers = { ...headersOf(token), 'idempotency-key': text }
      const saying = until(`${me}/messages`, { method: 'POST', headers, body: JSON.stringify({ text }) })
      said.add({ name: text, inTurn: true }, saying)
      await saying.catch(() => undefined) // noted in `said`
      await pass(pauseMs())
    }
  }
  keepTalking().catch((error: unknown) => said.add({ name: 'to join', inTurn: false }, Promise.reject(error as Error)))
  return { said, hush: () => void (mood = 'silent') }
}

const headersOf = (token: string) => ({ authorization: `Bearer ${token}`, 'content-type': 'application/json' })

/** Makes a call until it is answered, as a bot has to. What a server refuses for good rejects. */
async function until(url: string, call: RequestInit): Promise<void> {
  for (;;) {
    const answer = await fetch(url, { ...call, signal: AbortSignal.timeout(15_000) }).catch(() => undefined)
    const body = await answer?.text().catch(() => undefined)
    if (answer?.ok && body !== undefined) return
    if (answer && answer.status < 500 && answer.status !== 429) throw new Error(`${answer.status}: ${body}`)
    await pass(100)
  }
}
