import type { Message } from 'cometd'
import type { SendMessage } from '@chat-transport/core'
import { fakeClock } from '../../../../test/support/fake-clock.ts'
import { cometdLink } from '../../src/cometd-link.ts'
import { openLink, type Reactions } from './recorded-line.ts'
import type { ScriptedServer } from './scripted-server.ts'

export const message = (id: string): SendMessage => ({ type: 'SendMessage', id, content: { type: 'text', text: id } })
export const event = (index: number) => ({ type: 'EventMessage', index })
export const chat = (data: unknown): Message => ({ channel: '/service/chat', data })

/** Opens a link whose clock stands still: it must need no timer, because a browser slows down the timers of a hidden tab. */
export function open(server: ScriptedServer, reactions: Reactions = {}) {
  const clock = fakeClock()
  const { url, transport } = server
  return { clock, ...openLink(cometdLink({ url, transport, clock }), reactions) }
}

/** Opens a link and waits until the server has accepted it. */
export async function openAccepted(server: ScriptedServer, reactions: Reactions = {}) {
  const link = open(server, reactions)
  await server.letsIn()
  return { ...link, send: await link.opening }
}
