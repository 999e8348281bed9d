import { inspect, must, mustEqual } from '../../case/outcome.ts'
import { command } from '../case/commands.ts'
import { codeOf, indexedOf } from '../case/event-fields.ts'
import { answered, asGiven, givenRestored, givenSaid, givenTalk, type GivenSession } from '../case/given.ts'
import { NotReached } from '../case/not-run.ts'
import type { ServerCase, ServerCaseContext } from '../case/server-case.ts'
import { isObject } from '../line/json-object.ts'
import type { JsonObject, ServerLine } from '../line/server-line.ts'

/** The visitor has joined and said so many things: these are the indexes. */
const said = 5
const head = said + 1

/** A server of an earlier version, or one that does without, sends everything and does not say where it begins. */
const isOffered = ({ from }: JsonObject) => from !== undefined

const read = (before: unknown, limit: unknown) => command('ReadTranscript', { before, limit })
const range = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, place) => from + place)
const indexesOf = (line: ServerLine) => indexedOf(line).map(({ index }) => index)

/** Comes back to a session, and gets the answer that others build on: with all events kept, and no others. */
async function givenBegun(context: ServerCaseContext, session: GivenSession, fields: object) {
  const restored = await givenRestored(context, session, fields)
  const { first, head: found } = restored.answer
  if (first === 1 && found === head) return restored
  throw new NotReached(`it needs a session with events 1 to ${head}, but it has ${inspect(first)} to ${inspect(found)}`)
}

/** A line of which only the last event was asked for. `undefined`: the server does not offer it. */
async function givenLast(context: ServerCaseContext, session: GivenSession) {
  const restored = await givenBegun(context, session, { last: 1 })
  return isOffered(restored.answer) ? restored : undefined
}

/** What others do not judge: which events there are, and what they say. */
const contentOf = ({ index, type, content }: JsonObject) => ({ index, type, content })

async function mustRead(context: ServerCaseContext, line: ServerLine, sent: ReturnType<typeof read>) {
  const answer = await answered(context, line, sent)
  must(
    answer.type === 'EventTranscript' && Array.isArray(answer.events),
    `ReadTranscript was answered with ${inspect(answer)}`,
  )
  return answer.events as readonly JsonObject[]
}

/** The last events first, and those before them: P105 and P106. */
export const historyCases: readonly ServerCase[] = [
  ...[
    { name: 'last', last: 2, from: head - 1 },
    { name: 'none', last: 0, from: head + 1 },
    { name: 'all', last: 1_000, from: 1 },
  ].map(({ name, last, from }): ServerCase => ({
    id: `P105/${name}`,
    rule: 'P105',
    title: `sends a restore that asks for the last ${last} events those, and what is new, and says where they begin`,
    async run(context) {
      const session = await givenTalk(context, said)
      const { line, answer } = await givenBegun(context, session, { last })
      if (!isOffered(answer)) return
      mustEqual(answer.from, from, '`from` of the answer')
      await givenSaid(context, line, 'what is new')
      const lowest = Math.min(...indexesOf(line).map(Number))
      mustEqual(lowest, from, `the lowest index sent to a restore with \`last\` ${last}`)
    },
  })),
  {
    id: 'P105/participants',
    rule: 'P105',
    title: 'tells a page that does not get the whole transcript who is in the session',
    async run(context) {
      const session = await givenTalk(context, said)
      const restored = await givenLast(context, session)
      if (!restored) return
      mustEqual(restored.answer.participants, [session.answer.party], '`participants` of the answer: the visitor alone')
    },
  },
  {
    id: 'P105/after',
    rule: 'P105',
    title: 'sends a page that has some events all that follow, also when it asks for the last ones',
    async run(context) {
      const session = await givenTalk(context, said)
      const { line, answer } = await givenRestored(context, session, { after: 3, last: 1 })
      must(!isOffered(answer), `an attach with \`after\` 3 was answered with \`from\`: ${inspect(answer)}`)
      await givenSaid(context, line, 'what is new')
      must(indexesOf(line).includes(head - 1), `after 3 with \`last\` 1 came only ${inspect(indexesOf(line))}`)
    },
  },
  {
    id: 'P106/backwards',
    rule: 'P106',
    title: 'answers ReadTranscript with the events before an index, as they were sent, down to the first',
    async run(context) {
      const session = await givenTalk(context, said)
      const restored = await givenLast(context, session)
      if (!restored) return
      const found: JsonObject[] = []
      for (let before = head; before > 1; before = Number(found[0]?.index)) {
        const events = await mustRead(context, restored.line, read(before, 2))
        must(events.length > 0 && events.length <= 2, `2 events before ${before} were asked for: ${inspect(events)}`)
        found.unshift(...events)
        const indexes = found.map((event) => isObject(event) && event.index)
        mustEqual(indexes, range(head - found.length, head - 1), `the indexes read so far, 2 before ${before} the last`)
      }
      for (const event of found) {
        const sent = indexedOf(session.line).find(({ index }) => index === event.index)
        if (sent) mustEqual(contentOf(event), contentOf(sent), `what the event with index ${String(event.index)} holds`)
      }
      mustEqual(await mustRead(context, restored.line, read(1, 2)), [], 'the events before the first')
    },
  },
  {
    id: 'P106/new-meanwhile',
    rule: 'P106',
    title: 'answers ReadTranscript between other commands, each of which is carried out',
    async run(context) {
      const session = await givenTalk(context, said)
      const restored = await givenLast(context, session)
      if (!restored) return
      const { line } = restored
      const sent = read(head, 200)
      const answer = answered(context, line, sent)
      await givenSaid(context, line, 'said meanwhile')
      must((await answer).type === 'EventTranscript', `ReadTranscript was answered with ${inspect(await answer)}`)
    },
  },
  {
    id: 'P106/ended',
    rule: 'P106',
    title: 'answers ReadTranscript in a session that has ended',
    async run(context) {
      const session = await givenTalk(context, said)
      const restored = await givenLast(context, session)
      if (!restored) return
      const { line } = restored
      await asGiven('the session to end', answered(context, line, command('LeaveSession')))
      const indexes = (await mustRead(context, line, read(3, 5))).map(({ index }) => index)
      mustEqual(indexes, [1, 2], 'the indexes before 3')
    },
  },
  {
    id: 'P106/limits',
    rule: 'P106',
    title: 'refuses a `before` beyond the head, and a `limit` beyond 200, with error 3',
    async run(context) {
      const session = await givenTalk(context, said)
      const restored = await givenLast(context, session)
      if (!restored) return
      for (const sent of [read(1_000, 1), read(0, 1), read(2, 201), read(2, 0)]) {
        const answer = await answered(context, restored.line, sent)
        must(codeOf(answer) === 3, `${inspect(sent)} was answered with ${inspect(answer)}`)
      }
    },
  },
]
