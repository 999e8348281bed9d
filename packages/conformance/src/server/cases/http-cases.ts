import { inspect, must } from '../../case/outcome.ts'
import { startCommand } from '../case/commands.ts'
import { NotReached } from '../case/not-run.ts'
import { startLimitText } from '../case/start-limit.ts'
import { openRawSocket } from '../line/raw-socket.ts'
import { rawPost } from '../line/raw-post.ts'
import type { ServerCase } from '../case/server-case.ts'

/** HTTP itself: P64 and P65. */
export const httpCases: readonly ServerCase[] = [
  {
    id: 'P64/foreign-post',
    rule: 'P64',
    on: ['long-polling'],
    title: 'refuses posts of foreign origins with 403',
    async run(context) {
      const { status, text } = await rawPost(context.url, handshake('long-polling'), { origin: foreignOrigin })
      must(status === 403, `a handshake posted from ${foreignOrigin} was answered with HTTP ${status} ${inspect(text)}`)
    },
  },
  {
    id: 'P64/foreign-upgrade',
    rule: 'P64',
    on: ['websocket'],
    title: 'refuses WebSocket upgrades of foreign origins with 403',
    async run(context) {
      const socket = openRawSocket(context.url, { origin: foreignOrigin })
      context.onEnd(() => socket.close())
      socket.send(handshake('websocket'))
      const outcome = await context.until('the upgrade is answered', () => socket.end ?? socket.frames[0])
      must(
        typeof outcome === 'object',
        `a WebSocket from ${foreignOrigin} was opened, and its handshake answered with ${inspect(outcome)}`,
      )
      must(
        outcome.code === 403,
        `a WebSocket upgrade from ${foreignOrigin} is to be refused with 403, and was ${outcome.text}`,
      )
    },
  },
  {
    id: 'P64/own-origin',
    rule: 'P64',
    on: ['long-polling'],
    title: 'lets pages of its own origin in, and names their origin, never `*`',
    async run(context) {
      const { origin } = new URL(context.url)
      const { status, text, headers } = await rawPost(context.url, handshake('long-polling'), { origin })
      if (/"code" *: *100\b/.test(text)) throw new NotReached(startLimitText(inspect(text)))
      must(
        status === 200 && text.includes('EventAttached'),
        `a handshake posted from the server's own origin, ${origin}, was answered with HTTP ${status} ${inspect(text)}`,
      )
      must(headers.get('access-control-allow-origin') !== '*', 'Access-Control-Allow-Origin is `*`')
    },
  },
  {
    id: 'P65/json-only',
    rule: 'P65',
    on: ['long-polling'],
    title: 'refuses bodies of a type that a form can post, with 415',
    async run(context) {
      for (const type of ['text/plain', 'application/x-www-form-urlencoded']) {
        const { status, text } = await rawPost(context.url, handshake('long-polling'), { 'content-type': type })
        must(status === 415, `a handshake posted as ${type} was answered with HTTP ${status} ${inspect(text)}`)
      }
    },
  },
]

const foreignOrigin = 'https://conformance.kit.invalid'

const handshake = (type: string) =>
  JSON.stringify([
    {
      id: '1',
      channel: '/meta/handshake',
      version: '1.0',
      supportedConnectionTypes: [type],
      ext: { chat: startCommand() },
    },
  ])
