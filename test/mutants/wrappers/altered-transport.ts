import type { RuleId, TransportOptions } from '@chat-transport/conformance'
import { linkedTransport } from '@chat-transport/core'
import type { ChatTransport, TransportConnection, TransportListener } from '@chat-transport/core'
import type { Alter, Call } from './alter-calls.ts'
import type { Wrapper } from './wrapper.ts'

/** What is altered in one connection of a transport. */
export interface ConnectionAlterations {
  readonly connect?: Alter
  readonly onEvent?: Alter
  readonly onConnectivity?: Alter
  readonly onRetry?: Alter
  readonly credentials?: Alter
  readonly send?: Alter
  readonly close?: Alter
  position?(page: TransportListener): number
}

const asItIs: Alter = (call) => call

export function alteredTransport(transport: ChatTransport, alterations: ConnectionAlterations): ChatTransport {
  const { onEvent = asItIs, onConnectivity = asItIs, onRetry = asItIs, credentials = asItIs } = alterations
  const { send = asItIs, close = asItIs } = alterations
  const connect: Call = (attach, given) => {
    const page = given as TransportListener
    const { send: put, close: end } = transport.connect(attach as Parameters<ChatTransport['connect']>[0], {
      get position() {
        return alterations.position?.(page) ?? page.position
      },
      ...(page.credentials && { credentials: credentials((request) => page.credentials?.(request as never)) as never }),
      onEvent: onEvent((event) => page.onEvent(event)),
      onConnectivity: onConnectivity((change) => page.onConnectivity(change as never)),
      onRetry: onRetry((retry) => page.onRetry?.(retry as never)),
    })
    return { send: send(put as Call), close: close(end as Call) } as TransportConnection
  }
  return { ...transport, connect: (alterations.connect ?? asItIs)(connect) as ChatTransport['connect'] }
}

type Table = readonly (readonly [readonly [what: string, alter: Alter], ...blames: RuleId[]])[]

/** One wrapper for each row. */
export const ofTransport = (member: Exclude<keyof ConnectionAlterations, 'position'>, table: Table): Wrapper[] =>
  table.map(([[what, alter], ...blames]) =>
    transportWrapper([`transport ${member}`, what], blames, { [member]: alter }),
  )

export const transportWrapper = (
  [member, what]: readonly [member: string, what: string],
  blames: readonly RuleId[],
  alterations: ConnectionAlterations,
): Wrapper => ({
  member,
  what,
  blames,
  build: (open) => ({
    createTransport: (options) => alteredTransport(linkedTransport({ ...options, name: 'altered', open }), alterations),
  }),
})

/** A transport that does not keep to one of its options. */
export const optionWrapper = <Name extends keyof TransportOptions>(
  name: Name,
  [what, change]: readonly [what: string, change: (value: TransportOptions[Name]) => unknown],
  blames: readonly RuleId[],
): Wrapper => ({
  member: `option ${name}`,
  what,
  blames,
  build: (open) => ({
    createTransport: (options) =>
      linkedTransport({ ...options, name: 'altered', open, [name]: change(options[name]) } as Parameters<
        typeof linkedTransport
      >[0]),
  }),
})
