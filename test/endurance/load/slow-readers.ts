import { onTestFinished } from 'vitest'
import { messageOf } from '../clients/bayeux-messages.ts'
import { openRawVisitor, type RawVisitor } from '../clients/raw-visitor.ts'

/** How many long messages each of them asks for. */
const poured = 1_000
/** What that adds to a transcript: the host's bot says 8 kB at a time. */
export const pouredBytes = poured * 8_000

/** Visitors who ask for much, and then do not read it. */
export async function openSlowReaders(url: string, count: number): Promise<readonly RawVisitor[]> {
  return Promise.all(
    Array.from({ length: count }, async () => {
      const reader = await openRawVisitor({ url })
      onTestFinished(() => void reader.socket.destroy())
      reader.send(messageOf(`pour ${poured}`))
      reader.socket.pause()
      return reader
    }),
  )
}
