import { CometD, type Message } from 'cometd'
import { becomePage } from './become-page.ts'
import { giveUp } from './given-up.ts'
import type { Visitor } from './peer.ts'
import { ToldTexts } from './told-texts.ts'

export interface BareCometdOptions {
  readonly url: string
  readonly transport: 'websocket' | 'long-polling'
  /** Goes along with the handshake. */
  readonly handshake?: object
  /** What is published to say a text. */
  command(text: string): object
  /** The text that was told; `undefined`: this is something else. */
  textOf(data: unknown): string | undefined
}

const channel = '/service/chat'

/** A visitor with CometD's own client, and nothing around it. */
export async function visitByCometd(options: BareCometdOptions): Promise<Visitor> {
  becomePage()
  const cometd = new CometD()
  for (const type of cometd.getTransportTypes()) if (type !== options.transport) cometd.unregisterTransport(type)
  cometd.configure({ url: options.url })
  const told = new ToldTexts()
  cometd.addListener(channel, ({ data }) => {
    const text = options.textOf(data)
    if (text !== undefined) told.arrived(text)
  })
  await succeeded((answered) => cometd.handshake(options.handshake ?? {}, answered))
  return {
    async say(text) {
      const published = succeeded((answered) => cometd.publish(channel, options.command(text), answered)).catch(giveUp)
      await Promise.all([told.wait(text), published])
    },
    interrupted: () => new Promise((resolve) => cometd.addListener('/meta/unsuccessful', () => resolve())),
    close: () => cometd.disconnect(),
  }
}

const succeeded = (ask: (answered: (reply: Message) => void) => void) =>
  new Promise<void>((resolve, reject) => {
    ask((reply) => (reply.successful ? resolve() : reject(new Error(`${reply.channel}: ${reply.error ?? 'failed'}`))))
  })
