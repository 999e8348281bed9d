import { randomUUID } from 'node:crypto'
import { systemClock } from '@chat-transport/core'
import type { BrokenServer, Json } from './broken-server.ts'

/** All but the first `/meta/connect` of a line: those that may be held. */
const isHeldPoll = ({ channel, advice }: Json) =>
  channel === '/meta/connect' && (advice as Json | undefined)?.timeout === 10_000
const chatOf = ({ ext }: Json) => (ext as { chat?: Json } | null | undefined)?.chat
const isHandshake = ({ channel }: Json) => channel === '/meta/handshake'
const typing = {
  channel: '/service/chat',
  data: { type: 'EventTyping', party: { id: 'a', name: 'Grace', type: 'agent' }, isTyping: true },
}
const start = () => ({
  type: 'StartSession',
  id: randomUUID(),
  secret: randomUUID().padEnd(43, 'x'),
  pageId: randomUUID(),
  take: true,
})
const cookie = { 'set-cookie': 'BAYEUX_BROWSER=b1; Path=/' }

/** How it is carried: handshakes, polls, cookies, garbage, origins. */
export const brokenBindings: readonly BrokenServer[] = [
  {
    name: 'no-answer-in-the-handshake',
    bug: 'sends the answer of an attach as an event, and not in the handshake reply',
    rules: ['P46'],
    bayeux: () => ({
      reply: (messages) => messages.map((each) => (isHandshake(each) ? { ...each, ext: undefined } : each)),
    }),
  },
  {
    name: 'refuses-with-success',
    bug: 'answers a handshake whose attach it refuses with `successful: true`',
    rules: ['P46'],
    bayeux: () => ({
      reply: (messages) => messages.map((each) => (isHandshake(each) ? { ...each, successful: true } : each)),
    }),
  },
  {
    name: 'accepts-no-attach',
    bug: 'accepts a handshake whose `ext.chat` is null',
    rules: ['P46'],
    bayeux: () => ({
      request: (messages) =>
        messages.map((each) =>
          isHandshake(each) && chatOf(each) === null ? { ...each, ext: { chat: start() } } : each,
        ),
    }),
  },
  {
    name: 'two-handshakes',
    bug: 'ignores a second handshake on a WebSocket',
    rules: ['P46'],
    bayeux: () => {
      const seen = new WeakSet<object>()
      return {
        request(messages, proxied) {
          const isSecond = messages.some(isHandshake) && seen.has(proxied)
          seen.add(proxied)
          return isSecond ? [] : messages
        },
      }
    },
  },
  {
    name: 'one-of-a-frame',
    bug: 'takes only the first command of a frame',
    rules: ['P47'],
    bayeux: () => ({ request: (messages) => messages.slice(0, 1) }),
  },
  {
    name: 'events-in-publish-replies',
    bug: 'sends events in replies to commands too',
    rules: ['P51'],
    transport: 'long-polling',
    bayeux: () => ({
      reply: (messages, request = []) =>
        request.every(({ channel }) => channel === '/service/chat') ? [...messages, typing] : messages,
    }),
  },
  {
    name: 'events-wait-for-polls',
    bug: 'holds events on a WebSocket back until a /meta/connect is replied to',
    rules: ['P51'],
    bayeux: () => {
      const polled = new WeakSet<object>()
      return {
        request(messages, proxied) {
          if (messages.some(({ channel }) => channel === '/meta/connect')) polled.add(proxied)
          return messages.filter(({ channel }) => channel !== '/service/chat' || polled.has(proxied))
        },
      }
    },
  },
  {
    name: 'wants-its-cookie',
    bug: 'knows a client only by its cookie',
    rules: ['P52'],
    transport: 'long-polling',
    bayeux: () => ({
      headers: () => cookie,
      post: ({ headers }, messages) =>
        headers.cookie === undefined && !messages.some(isHandshake)
          ? {
              status: 200,
              body: messages.map(({ id, channel }) => ({
                id,
                channel,
                successful: false,
                error: '402::session_unknown',
                advice: { reconnect: 'handshake' },
              })),
            }
          : undefined,
    }),
  },
  {
    name: 'one-tab-a-browser',
    bug: 'lets a browser hold one /meta/connect only, and advises `multiple-clients`',
    rules: ['P52'],
    transport: 'long-polling',
    bayeux: () => {
      let tabs = 0
      return {
        headers: () => cookie,
        post({ headers }, messages) {
          if (headers.cookie !== undefined && messages.some(isHandshake)) tabs += 1
          return undefined
        },
        reply: (messages) =>
          messages.map((each) =>
            tabs > 0 && each.channel === '/meta/connect'
              ? { ...each, advice: { 'multiple-clients': true, interval: 2_000 } }
              : each,
          ),
      }
    },
  },
  {
    name: 'offers-jsonp',
    bug: 'offers callback-polling',
    rules: ['P53'],
    bayeux: () => ({
      reply: (messages) =>
        messages.map((each) =>
          isHandshake(each)
            ? { ...each, supportedConnectionTypes: ['websocket', 'long-polling', 'callback-polling'] }
            : each,
        ),
    }),
  },
  {
    name: 'dies-of-garbage',
    bug: 'serves nobody any more once it has met a frame that is no Bayeux',
    rules: ['P54'],
    bayeux: () => ({ garbage: ({ die }) => die() }),
  },
  {
    name: 'silent-about-garbage',
    bug: 'meets a frame that is no Bayeux with silence',
    rules: ['P54'],
    cases: ['P54/no-json', 'P54/numbers'],
    bayeux: () => ({ garbage: () => undefined }),
  },
  {
    name: 'garbage-ends-all-lines',
    bug: 'ends every line when one sends a frame that is no Bayeux',
    rules: ['P54'],
    bayeux: () => ({ garbage: ({ endAll }) => endAll() }),
  },
  {
    name: 'goodbye-is-the-end',
    bug: 'ends the session at /meta/disconnect',
    rules: ['P55'],
    bayeux: () => ({
      request: (messages) =>
        messages.map((each) =>
          each.channel === '/meta/disconnect'
            ? { ...each, channel: '/service/chat', data: { type: 'LeaveSession', id: randomUUID() } }
            : each,
        ),
    }),
  },
  {
    name: 'impatient',
    bug: 'gives up a client that is 3 s late with its next /meta/connect',
    rules: ['P55'],
    transport: 'long-polling',
    options: { absenceTimeoutMs: 3_000 },
  },
  {
    name: 'no-heartbeat',
    bug: 'never replies to a /meta/connect without an event',
    rules: ['P44', 'P50'],
    bayeux: () => ({
      request: (messages) => messages.filter((each) => !isHeldPoll(each)),
    }),
  },
  {
    name: 'slow-heartbeat',
    bug: 'holds a /meta/connect for 13 s, whatever the client asks for',
    rules: ['P44', 'P50'],
    bayeux: () => ({
      request(messages, { forward }) {
        const held = messages.filter(isHeldPoll)
        if (held.length > 0)
          systemClock.after(13_000, () => forward(held.map((each) => ({ ...each, advice: { timeout: 0 } }))))
        return messages.filter((each) => !isHeldPoll(each))
      },
    }),
  },
  {
    name: 'everybody-is-welcome',
    bug: 'lets pages of every origin in',
    rules: ['P64'],
    transport: 'long-polling',
    options: { allowedOrigins: '*' },
  },
  {
    name: 'every-type-of-body',
    bug: 'accepts bodies that a form can post',
    rules: ['P65'],
    transport: 'long-polling',
    bayeux: () => ({ forwardedHeaders: { 'content-type': 'application/json' } }),
  },
]
