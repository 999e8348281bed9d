import { eventually } from '../../support/deadline.ts'
import { beginAt, type Scenario } from './scenario.ts'

export const momentsOfAStart = {
  'before the handshake': {
    kind: 'start',
    async play(setup, { begin }) {
      await begin()
      return { answered: setup.start() }
    },
  },
  'during the handshake': {
    kind: 'start',
    async play(setup, trigger) {
      setup.gates.attach.close()
      const answered = setup.start()
      await beginAt(setup.gates.attach, trigger)
      return { answered }
    },
  },
  'its reply lost': {
    kind: 'start',
    async play(setup, { begin }) {
      setup.gates.attach.close()
      const answered = setup.start()
      await setup.gates.attach.reached()
      setup.line.swallow('replies')
      setup.gates.attach.open()
      await eventually(() => setup.line.swallowedBytes > 0)
      await begin()
      return { answered }
    },
  },
} satisfies Readonly<Record<string, Scenario>>
