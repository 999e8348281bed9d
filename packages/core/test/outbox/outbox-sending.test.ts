import { expect, it } from 'vitest'
import { settle } from '../../../../test/support/fake-clock.ts'
import { createTokenBucket } from '../../src/platform/token-bucket.ts'
import type { TranscriptEntry } from '../../src/transcript/transcript.ts'
import { outcomeOf } from '../support/open-chat.ts'
import { message, openOutbox } from '../support/open-outbox.ts'

it('settles all of a long queue on a line that answers within `send`, without a call in a call for each', async () => {
  const { clock, outbox } = openOutbox({ maxMessages: 10_000 })
  const ids = Array.from({ length: 10_000 }, (_, place) => `m-${place}`)
  const sending = outcomeOf(Promise.all(ids.map((id) => outbox.add(message(id), 0))))
  await settle()
  const sent: string[] = []
  outbox.connected({
    rate: createTokenBucket({ clock, perSecond: 100_000 }),
    send({ id }) {
      sent.push(id)
      outbox.onAccepted(id, { key: id, at: 1, index: sent.length } as TranscriptEntry)
    },
  })
  await settle()
  expect([sending.state, sent]).toEqual(['resolved', ids])
})

it('begins with the first again on a line that takes the place of another within `send`', async () => {
  const { clock, outbox } = openOutbox()
  for (const id of ['a', 'b', 'c']) void outbox.add(message(id), 0)
  await settle()
  const sent: string[] = []
  const rate = createTokenBucket({ clock, perSecond: 1_000 })
  outbox.connected({
    rate,
    send({ id }) {
      sent.push(`${id} on the first`)
      outbox.lost()
      outbox.connected({ rate, send: (next) => void sent.push(`${next.id} on the second`) })
    },
  })
  expect(sent).toEqual(['a on the first', 'a on the second', 'b on the second', 'c on the second'])
})
