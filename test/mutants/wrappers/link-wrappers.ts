import type { LinkLine, OpenLink } from '@chat-transport/core'
import { callsWrongly, isIndexed, typeIs, unless, withArgument, withField, type Call } from './alter-calls.ts'
import { alteredLink, ofLink, type LinkAlterations, type Wrapper } from './wrapper.ts'

const calls = callsWrongly
const isAnswer = typeIs('EventAttached')
const isError = typeIs('EventError')

const received = ofLink('received', [
  [calls.never, 'L2'],
  [calls.everyThird, 'L2'],
  [calls.onlyOnce, 'L2'],
  [calls.twice, 'L2'],
  [calls.everySecondLate, 'L2'],
  [calls.oneBehind, 'L2'],
  [calls.without, 'L2'],
  [calls.late, 'L2', 'T6', 'T7', 'T9'],
  [['hands on nothing but the answer', unless((event) => !isAnswer(event))], 'L2'],
  [['leaves out the answer', unless(isAnswer)], 'L2'],
  [['leaves out every error', unless(isError)], 'L2'],
  [['leaves out what has an index', unless(isIndexed)], 'L2'],
  [
    ['leaves out frames that are no JSON', unless((data: unknown) => typeof data === 'string' && !/^[[{]/.test(data))],
    'L2',
    'T13',
  ],
  [['loses the text after 1000 characters', withField('payload', (text: string) => text.slice(0, 1000))], 'L2'],
  [['counts each index from 0', withField('index', (index: number) => index - 1)], 'L2'],
  [['counts the head from 0', withField('head', (head: number) => Math.max(0, head - 1))], 'L2'],
  [['loses the id of the command', withField('commandId', () => undefined)], 'L2'],
  [['gives every error code 52', withField('error', (error: object) => ({ ...error, code: 52 }))], 'L2'],
  [['shortens the time to seconds', withField('at', (at: number) => Math.floor(at / 1000))], 'L2'],
  [
    ['loses the details of an error', withField('error', ({ code, description }: never) => ({ code, description }))],
    'L2',
  ],
])

const alive = ofLink('alive', [
  [calls.never, 'L2', 'T5', 'T6'],
  [calls.late, 'L2', 'T5', 'T6'],
  [['says "part" of whole heartbeats', withArgument(() => 'part')], 'L2', 'T5', 'T6', 'T7'],
  [calls.fromATimer, 'L2', 'T5', 'L3'],
])

const lost = ofLink('lost', [
  [calls.never, 'L3'],
  [calls.notFirst, 'L3'],
  [calls.late, 'L3'],
  [calls.fromATimer, 'L3', 'T6'],
])

const send = ofLink('send', [
  [calls.never, 'L3', 'L5'],
  [calls.everyThird, 'L3', 'L5'],
  [calls.onlyOnce, 'L5'],
  [calls.twice, 'L5'],
  [calls.everySecondLate, 'L5'],
  [calls.oneBehind, 'L5'],
  [calls.swallowed, 'L3'],
  [['gives each command a new id', withField('id', (id: string) => `${id}/again`)], 'L5'],
  [['sends empty texts', withField('content', () => ({ type: 'text', text: '' }))], 'L5'],
  [['sends only typing signs that end', withField('isTyping', () => false)], 'L5'],
  [['sends no data with notices', withField('notice', ({ name }: never) => ({ name }))], 'L5'],
  [['sends read marks for the first message', withField('upTo', () => 0)], 'L5'],
  [['throws at every third', (call) => failing(call)], 'L3', 'L5'],
  [
    [
      'never settles',
      (call) =>
        (...args) => (void call(...args), new Promise(() => undefined)),
    ],
    'T11',
    'L3',
    'L5',
  ],
])

function failing(call: Call): Call {
  let count = 0
  return (...args) => {
    if (++count % 3 === 0) throw new Error('no')
    return call(...args)
  }
}

const attach = ofLink('open', [
  ...(['id', 'secret', 'pageId', 'sessionId'] as const).map(
    (name) => [[`alters ${name}`, withField(name, (text: string) => `${text}x`)], 'L1'] as const,
  ),
  ...(['nickname', 'subject', 'userData'] as const).map(
    (name) => [[`leaves out ${name}`, withField(name, () => undefined)], 'L1'] as const,
  ),
  [['takes the session every time', withField('take', () => true)], 'L1'],
  [['never takes the session', withField('take', () => false)], 'L1'],
  [['asks for the whole transcript', withField('after', () => 0)], 'L1'],
  [['asks for one event too few', withField('after', (after: number) => after + 1)], 'L1'],
  [
    [
      'never settles when it cannot open',
      (open) =>
        (...args) =>
          hanging(open(...args)),
    ],
    'L3',
  ],
  [
    [
      'gives nothing to send with',
      (open) =>
        async (...args) =>
          void (await open(...args)),
    ],
    'L3',
    'L5',
    'T7',
  ],
  [
    [
      'opens a second connection',
      (open) =>
        (...args) => (void swallow(open(...args)), open(...args)),
    ],
    'L1',
    'L3',
    'L4',
    'T1',
  ],
  [
    [
      'opens 100 ms late',
      (open) =>
        async (...args) => (await aWhile(100), open(...args)),
    ],
  ],
])

const aWhile = (ms: number) => new Promise((resolve) => void setTimeout(resolve, ms))
const swallow = (result: unknown) => Promise.resolve(result).catch(() => undefined)
const hanging = (result: unknown) => Promise.resolve(result).catch(() => new Promise(() => undefined))

type Signal = NonNullable<LinkAlterations['signal']>
const signals: readonly (readonly [what: string, signal: Signal])[] = [
  ['ignores', () => new AbortController().signal],
  ['hears only a detach of', (signal) => abortedBy(signal, ({ reason }) => reason === 'detached')],
  ['hears only a leave of', (signal) => abortedBy(signal, ({ reason }) => reason === 'left')],
  ['hears only an error of', (signal) => abortedBy(signal, ({ reason }) => reason instanceof Error)],
  ['hears only a goodbye of', (signal) => abortedBy(signal, ({ reason }) => !(reason instanceof Error))],
  ['hears 400 ms late', (signal) => abortedBy(signal, () => true, 400)],
]

function abortedBy(signal: AbortSignal, hears: (signal: AbortSignal) => boolean, delayMs = 0): AbortSignal {
  const own = new AbortController()
  const abort = () => own.abort(signal.reason)
  signal.addEventListener('abort', () => hears(signal) && (delayMs > 0 ? void setTimeout(abort, delayMs) : abort()))
  return own.signal
}

/** Mixes up the lines that one link opens. */
const mixed: readonly (readonly [member: string, what: string, breakLink: (open: OpenLink) => OpenLink])[] = [
  ['link received', 'hands on to the line opened last', (open) => toTheLast(open, 'received')],
  ['link alive', 'hands on to the line opened last', (open) => toTheLast(open, 'alive')],
  ['link lost', 'hands on to the line opened last', (open) => toTheLast(open, 'lost')],
  ['link send', 'writes on the line opened last', sendOnTheLast],
]

function toTheLast(open: OpenLink, member: 'received' | 'alive' | 'lost'): OpenLink {
  let last: LinkLine
  return (attach, line) => {
    last = line
    return alteredLink(open, {
      [member]:
        () =>
        (...args: unknown[]) =>
          (last[member] as Call)(...args),
    })(attach, line)
  }
}

function sendOnTheLast(open: OpenLink): OpenLink {
  let last: Call
  return alteredLink(open, { send: (call) => ((last = call), (...args) => last(...args)) })
}

export const linkWrappers: readonly Wrapper[] = [
  ...received,
  ...alive,
  ...lost,
  ...send,
  ...attach,
  ...signals.map(([what, signal]): Wrapper => ({
    member: 'link signal',
    what,
    blames: ['L4'],
    build: (open) => ({ open: alteredLink(open, { signal }) }),
  })),
  ...mixed.map(([member, what, breakLink]): Wrapper => ({
    member,
    what,
    blames: ['L2', 'L3', 'L5', 'T15'],
    build: (open) => ({ open: breakLink(open) }),
  })),
]
