import type { Harness, RuleId } from '@chat-transport/conformance'

/** What the kit is run on: each is a file of this folder. */
export type TargetName =
  | 'wrapped'
  | 'linked-transport'
  | 'memory-link'
  | 'web-socket'
  | 'server-sent-events'
  | 'cometd-websocket'
  | 'cometd-long-polling'

/** What such a file exports as `start`. `mutant` names the wrapper, where there is one. */
export type StartTarget = (mutant: string | undefined) => Promise<Harness>

const ofAnyLink: readonly RuleId[] = ['L1', 'L2', 'L3', 'L4', 'L5']
const cometdSources = [
  'cometd-link',
  'link-timers',
  'heartbeat',
  'poll-floor',
  'post-request',
  'polling-transport',
  'socket-transport',
]
const ofCometd = (own: string) =>
  cometdSources
    .filter((name) => !name.endsWith('-transport') || name === own)
    .map((name) => [`packages/cometd/src/${name}.ts`, [...ofAnyLink, 'T7', 'T5', 'T14']] as const)

/** What the kit has no part in: one link rotates with nothing, the delay between two dials is the kit's own, the others hold types. */
export const notRewritten = [
  'connection-context',
  'line-context',
  'link-rotation',
  'linked-transport-options',
  'retry-delay',
]

/** All but those. */
const linkedTransport: Readonly<Record<string, readonly RuleId[]>> = {
  'attach-answer': ['T2', 'T3', 'T4', 'T7', 'T11', 'T13', 'T16', 'T18'],
  'attach-commands': ['T1', 'T2', 'T4', 'T9', 'T12', 'T16', 'T18'],
  'attach-credentials': ['T17'],
  'attach-refusal': ['T2', 'T11'],
  'attached-line': ['T3', 'T4', 'T5', 'T7', 'T9', 'T11', 'T13'],
  'dial-links': ['T4', 'T5', 'T7', 'T11', 'T16'],
  'event-order': ['T4', 'T7', 'T9', 'T13'],
  'keep-dialing': ['T3', 'T5', 'T11', 'T17'],
  'line-end': ['T2', 'T3', 'T5', 'T11', 'T16'],
  'line-life': ['T5', 'T9', 'T10', 'T11'],
  'line-verdict': ['T2', 'T11', 'T16'],
  'linked-transport': ['T9', 'T10', 'T11'],
  liveness: ['T5', 'T6', 'T9', 'T11'],
  patience: ['T5', 'T6', 'T11'],
  'retry-wait': ['T9', 'T11'],
  'route-events': ['T3', 'T4', 'T9', 'T11'],
  'command-writer': ['T9', 'T11'],
}

/** The sources that are rewritten, each with the rules that it is there to keep. */
export const sources: Readonly<
  Record<Exclude<TargetName, 'wrapped'>, readonly (readonly [string, readonly RuleId[]])[]>
> = {
  'linked-transport': Object.entries(linkedTransport).map(
    ([name, rules]) => [`packages/core/src/linked-transport/${name}.ts`, rules] as const,
  ),
  'memory-link': [
    ['packages/memory/src/memory-link.ts', ofAnyLink],
    ['packages/memory/src/heartbeat.ts', [...ofAnyLink, 'T5', 'T6']],
  ],
  'web-socket': [['examples/custom-transport/src/web-socket-link.ts', ofAnyLink]],
  'server-sent-events': [['examples/custom-transport/src/sse-link.ts', ofAnyLink]],
  'cometd-websocket': ofCometd('socket-transport'),
  'cometd-long-polling': ofCometd('polling-transport'),
}
