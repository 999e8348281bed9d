import type { ChatSession, SendMessage, SessionStorage } from '../../src/index.ts'
import { settle } from '../../../../test/support/fake-clock.ts'
import { openPage } from './open-chat.ts'

/** What a session shows of its messages, in order: how far each has come, and its text. */
export const textsOf = ({ transcript }: ChatSession) =>
  transcript.map(({ delivery, command }) => [delivery, (command as SendMessage | undefined)?.content.text])

/** Everything that is stored, as text. */
export const storedIn = (storage: SessionStorage) =>
  JSON.stringify((storage.keys() as string[]).map((key) => storage.load(key)))

/** A connected page in which the server has refused 'one' and 'two'. */
export async function twoRefused(storage: SessionStorage) {
  const page = openPage({ storage })
  const session = await page.start()
  for (const text of ['one', 'two']) void session.sendMessage(text)
  await settle()
  for (const command of [...page.farSide.received]) page.farSide.refuses(command, 51)
  await page.clock.advance(300)
  return { page, session, keys: session.transcript.map(({ key }) => key) }
}

/** A page without a line, with a message that was refused and one that is queued. */
export async function refusedAndQueued(storage: SessionStorage) {
  const page = openPage({ storage })
  const session = await page.start()
  void session.sendMessage('refused')
  await settle()
  for (const command of [...page.farSide.received]) page.farSide.refuses(command, 51)
  page.farSide.loses()
  void session.sendMessage('queued')
  await page.clock.advance(300)
  const key = session.transcript.find(({ delivery }) => delivery === 'failed')?.key ?? ''
  return { page, session, key }
}
