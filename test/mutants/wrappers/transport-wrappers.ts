import type { TransportListener } from '@chat-transport/core'
import { systemClock } from '@chat-transport/core'
import {
  callsWrongly,
  isIndexed,
  isPassing,
  only,
  typeIs,
  unless,
  withArgument,
  withField,
  type Alter,
} from './alter-calls.ts'
import { ofTransport, optionWrapper, transportWrapper } from './altered-transport.ts'
import type { Wrapper } from './wrapper.ts'

const calls = callsWrongly
const isError = typeIs('EventError')
const isAttached = typeIs('EventAttached')
const isUnreadable = (event: unknown) => typeof event !== 'object' || event === null
const of = (name: keyof typeof calls, which: (event: unknown) => boolean, kind: string): readonly [string, Alter] => [
  `${calls[name][0]} (${kind})`,
  only(which, calls[name][1]),
]

const events = ofTransport('onEvent', [
  [calls.never, 'T3'],
  [calls.onlyOnce, 'T3'],
  [calls.notFirst, 'T3'],
  [calls.aTurnLate, 'T9', 'T5', 'T7', 'T3'],
  [calls.late, 'T9', 'T5', 'T7', 'T3'],
  [of('everyThird', isIndexed, 'transcript'), 'T4'],
  [of('everySecondLate', isIndexed, 'transcript'), 'T4', 'T7'],
  [of('oneBehind', isIndexed, 'transcript'), 'T4', 'T7'],
  [of('twice', isIndexed, 'transcript, also after it was closed'), 'T9'],
  [of('everyThird', isPassing, 'others'), 'T3'],
  [of('everySecondLate', isPassing, 'others'), 'T3', 'T9'],
  [of('oneBehind', isPassing, 'others'), 'T3'],
  [of('twice', isPassing, 'others'), 'T3'],
  [of('twice', isError, 'errors'), 'T3', 'T5'],
  [of('never', isError, 'errors'), 'T3', 'T5'],
  [of('onlyOnce', isError, 'errors'), 'T3', 'T5'],
  [of('never', isAttached, 'answers'), 'T3'],
  [of('onlyOnce', isAttached, 'answers'), 'T3'],
  [of('twice', isAttached, 'answers'), 'T3'],
  [of('never', typeIs('EventSessionEnded'), 'the end'), 'T3', 'T4', 'T11'],
  [of('never', typeIs('EventSessionTaken'), 'taken'), 'T3', 'T11'],
  [of('never', isUnreadable, 'garbage'), 'T3', 'T13'],
  [of('twice', isUnreadable, 'garbage'), 'T3', 'T13'],
  [['counts each index from 0', withField('index', (index: number) => index - 1)], 'T3', 'T4'],
  [['loses the id of the command', withField('commandId', () => undefined)], 'T3'],
  [['gives every error code 52', withField('error', (error: object) => ({ ...error, code: 52 }))], 'T3', 'T5'],
  [['names itself in an error', withField('error', (error: object) => ({ ...error, by: 'me' }))], 'T3'],
  [['freezes events', withArgument((event: unknown) => Object.freeze(event))]],
])

const is = (current: string) => (change: { readonly current: string }) => change.current === current
const states = ['connected', 'reconnecting', 'interrupted', 'closed'] as const
const blamed = { connected: 'T7', reconnecting: 'T5', interrupted: 'T5', closed: 'T11' } as const

const connectivity = ofTransport('onConnectivity', [
  [calls.never, 'T7', 'T5'],
  ...states.flatMap((state) => [
    [[`never says ${state}`, unless(is(state))], blamed[state]] as const,
    [[`says ${state} twice`, only(is(state), calls.twice[1])], blamed[state]] as const,
    [[`says ${state} 400 ms late`, only(is(state), calls.late[1])], blamed[state], 'T9'] as const,
    [[`says ${state} a turn late`, only(is(state), calls.aTurnLate[1])], blamed[state], 'T9', 'T3'] as const,
    // A connection is closed once.
    [
      [`says ${state} only once`, only(is(state), calls.onlyOnce[1])],
      ...(state === 'closed' ? [] : [blamed[state]]),
    ] as const,
  ]),
  [['loses every cause', withField('cause', () => undefined)], 'T5', 'T2', 'T11'],
  [
    [
      'loses the cause of a close',
      only(
        is('closed'),
        withField('cause', () => undefined),
      ),
    ],
    'T2',
    'T11',
    'T16',
  ],
  [['gives a cause as text', withField('cause', String)], 'T5', 'T2'],
  [['gives a cause to a close that has none', only(is('closed'), withCause)], 'T11', 'T16'],
  [['always comes from connecting', withField('previous', () => 'connecting')], 'T5'],
  [['is since now', withField('since', () => Date.now())], 'T5'],
  [['is since 1970', withField('since', () => 0)], 'T5', 'T7'],
  [['counts since in seconds', withField('since', (since: number) => since / 1000)], 'T5', 'T7'],
])

function withCause(call: Parameters<Alter>[0]): ReturnType<Alter> {
  return (change) => call({ cause: new Error('ended'), ...(change as object) })
}

const retries = ofTransport('onRetry', [
  [calls.never, 'T11'],
  [calls.twice, 'T11'],
  [calls.onlyOnce, 'T11'],
  [calls.aTurnLate, 'T9', 'T11'],
  [calls.late, 'T9', 'T11'],
  [['is always the first attempt', withField('attempt', () => 1)], 'T11'],
  [['counts attempts from 0', withField('attempt', (attempt: number) => attempt - 1)], 'T11'],
  [['gives a delay, no time', withField('at', (at: number) => at - Date.now())], 'T11'],
  [['loses the cause', withField('cause', () => undefined)], 'T11', 'T3'],
])

const credentials = ofTransport('credentials', [
  [calls.never, 'T17'],
  [calls.onlyOnce, 'T17'],
  [calls.notFirst, 'T17'],
  [calls.twice, 'T17'],
  [calls.swallowed, 'T17'],
  [['never says refused', withField('refused', () => undefined)], 'T17'],
  [['gives a signal that never aborts', withField('signal', () => new AbortController().signal)], 'T17'],
])

const sending = ofTransport('send', [
  [calls.never, 'T7', 'T11', 'T3'],
  [calls.everyThird, 'T11', 'T4', 'T15'],
  [calls.twice, 'T11', 'T3'],
  [calls.everySecondLate, 'T7', 'T11'],
  [calls.oneBehind, 'T7', 'T11'],
  [calls.swallowed, 'T11', 'T7'],
  [['gives each command a new id', withField('id', (id: string) => `${id}/again`)], 'T3', 'T11'],
  [['keeps what cannot be sent, and tries again', (put) => (command) => retrying(() => put(command))], 'T7', 'T11'],
])

/** The fault: nothing is to be queued below the session. */
async function retrying(send: () => unknown): Promise<unknown> {
  for (;;) {
    try {
      return await send()
    } catch {
      await new Promise((resolve) => void setTimeout(resolve, 20).unref())
    }
  }
}

const closing = ofTransport('close', [
  [calls.never, 'T9', 'T10'],
  [calls.late, 'T9', 'T10'],
  [calls.aTurnLate, 'T9', 'T10'],
  [calls.twice],
  [['never says that the visitor leaves', withArgument(() => 'detached')]],
  [['throws the second time', (close) => closedOnce(close)], 'T10'],
])

function closedOnce(close: Parameters<Alter>[0]): ReturnType<Alter> {
  let closed = false
  return (reason) => {
    if (closed) throw new Error('closed')
    closed = true
    return close(reason)
  }
}

const connecting = ofTransport('connect', [
  ...(['id', 'secret', 'pageId', 'sessionId'] as const).map(
    (name) =>
      [[`alters ${name}`, withField(name, (text: string) => `${text}x`)], 'T1', 'T12', 'T2', 'T3', 'T16'] as const,
  ),
  ...(['nickname', 'subject', 'userData'] as const).map(
    (name) => [[`leaves out ${name}`, withField(name, () => undefined)], 'T1'] as const,
  ),
  [['takes the session every time', withField('take', () => true)], 'T16'],
  [['never takes the session', withField('take', () => false)], 'T16', 'T12'],
  [
    [
      'connects twice',
      (connect) =>
        (...args) => (connect(...args), connect(...args)),
    ],
    'T1',
    'T3',
    'T9',
  ],
  [['connects to the listener given first', toTheFirst()], 'T15'],
])

function toTheFirst(): Alter {
  return (connect) => {
    let first: unknown
    return (attach, page) => connect(attach, (first ??= page))
  }
}

const positions: readonly (readonly [what: string, (page: TransportListener) => number])[] = [
  ['is always 0', () => 0],
  ['is one too many', ({ position }) => position + 1],
  ['is one too few', ({ position }) => Math.max(0, position - 1)],
  ['is the position of the first attach', firstPosition()],
]

function firstPosition(): (page: TransportListener) => number {
  const first = new WeakMap<TransportListener, number>()
  return (page) => {
    if (!first.has(page)) first.set(page, page.position)
    return first.get(page) ?? 0
  }
}

const options: readonly Wrapper[] = [
  ...(['interruptionTimeoutMs', 'silenceTimeoutMs', 'openTimeoutMs'] as const).flatMap((name) => [
    optionWrapper(name, ['is 10 s', () => 10_000], ['T5', 'T11']),
    optionWrapper(name, ['is a quarter', (ms) => ms / 4], ['T5', 'T6', 'T11']),
    optionWrapper(name, ['is half as long again', (ms) => ms * 1.5], ['T5', 'T11']),
  ]),
  optionWrapper('retryDelayMs', ['is 10 s', () => () => 10_000], ['T11']),
  optionWrapper('retryDelayMs', ['is 0', () => () => 0], ['T11']),
  optionWrapper(
    'network',
    ['is never told of', (network) => ({ online: network.online, subscribe: () => () => undefined })],
    ['T11', 'T16', 'T5'],
  ),
  optionWrapper(
    'network',
    [
      'keeps its listeners',
      (network) => ({ online: true, subscribe: (listener: never) => (network.subscribe(listener), () => undefined) }),
    ],
    ['T9', 'T14'],
  ),
  optionWrapper('clock', ['is another', () => systemClock], ['T9', 'T14']),
]

export const transportWrappers: readonly Wrapper[] = [
  ...events,
  ...connectivity,
  ...retries,
  ...credentials,
  ...sending,
  ...closing,
  ...connecting,
  ...positions.map(([what, position]) =>
    transportWrapper(['transport position', what], ['T2', 'T4', 'T12'], { position }),
  ),
  ...options,
]
