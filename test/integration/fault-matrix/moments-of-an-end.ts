import { startChat, type Scenario } from './scenario.ts'

export const momentsOfAnEnd = {
  'during leave': {
    kind: 'leave',
    async play(setup, { begin, seen }) {
      await startChat(setup)
      setup.gates.command.close()
      const answered = setup.visitor.session.leave()
      await setup.gates.command.reached()
      const begun = begin()
      await seen() // the server carries it out only then, so that its answer meets the fault
      setup.gates.command.open()
      await begun
      return { answered }
    },
  },
  'during detach': {
    kind: 'detach',
    async play(setup, { begin }) {
      await startChat(setup)
      setup.gates.command.close()
      const leaveQueued = (text: string) => void setup.visitorSays(text).catch(() => undefined) // the next page is asked
      leaveQueued('visitor under way')
      await setup.gates.command.reached()
      leaveQueued('visitor meanwhile')
      const answered = setup.visitor.session.detach()
      const begun = begin()
      setup.gates.command.open() // the server may still carry it out, or the next page sends it again: it must count once
      await begun
      return { answered }
    },
  },
  'during sign-out': {
    kind: 'sign-out',
    async play(setup, { begin }) {
      await startChat(setup)
      setup.gates.command.close()
      setup.visitorSays('visitor under way').catch(() => undefined) // it may be lost: the visitor goes
      await setup.gates.command.reached()
      const answered = setup.chat.signOut()
      const begun = begin()
      setup.gates.command.open()
      await begun
      return { answered }
    },
  },
} satisfies Readonly<Record<string, Scenario>>
