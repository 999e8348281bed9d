import { inspect, must } from '../../case/outcome.ts'
import { codeOf } from '../case/event-fields.ts'
import { eventProblems } from './event-shape.ts'
import { isObject, objectOrNothing } from '../line/json-object.ts'
import type { ServerCase, TracedLine } from '../case/server-case.ts'
import type { JsonObject } from '../line/server-line.ts'

/** What must hold for everything that came in the whole run, whatever the case was about. */
export const trafficCases: readonly ServerCase[] = [
  {
    id: 'P1/every-event',
    rule: 'P1',
    phase: 'last',
    title: 'sent nothing but objects whose `type` is a string that begins with `Event`',
    async run({ traffic }) {
      for (const { event, where } of eventsIn(traffic))
        must(
          typeof event.type === 'string' && event.type.startsWith('Event'),
          `${where} this came in place of an event: ${inspect(event)}`,
        )
    },
  },
  {
    id: 'P5/every-index',
    rule: 'P5',
    phase: 'last',
    title: 'sent transcript events with an `index` and an `at`, and no event of the moment with an `index`',
    async run({ traffic }) {
      for (const { event, where } of eventsIn(traffic)) {
        if (passingTypes.has(String(event.type)))
          must(event.index === undefined, `${where} an event of the moment has an \`index\`: ${inspect(event)}`)
        if (!transcriptTypes.has(String(event.type))) continue
        const isNumbered = Number.isSafeInteger(event.index) && Number(event.index) >= 1
        must(isNumbered, `${where} a transcript event has no whole \`index\` from 1: ${inspect(event)}`)
        must(
          Number.isSafeInteger(event.at),
          `${where} a transcript event has no \`at\` in epoch milliseconds: ${inspect(event)}`,
        )
      }
    },
  },
  {
    id: 'P14/every-line',
    rule: 'P14',
    phase: 'last',
    title: 'sent the events of each line without a gap, in order',
    async run({ traffic }) {
      for (const { line, attach, caseId } of traffic) {
        const { from } = line.answers[0] ?? {}
        const after = typeof from === 'number' ? from - 1 : Number(objectOrNothing(attach)?.after ?? 0)
        let position = after
        for (const { index } of line.events) {
          if (typeof index !== 'number' || index <= position) continue // a repeat (P26)
          const came = line.events.map((event) => event.index).filter((each) => each !== undefined)
          must(
            index === position + 1,
            `in ${caseId}, after ${position} came ${index}; the line begins after ${after}, and these indexes came: ${came.join(', ')}`,
          )
          position = index
        }
      }
    },
  },
  {
    id: 'P35/every-type',
    rule: 'P35',
    phase: 'last',
    title: 'sent events that fit their types; what an event does not have is absent, not null',
    async run({ traffic }) {
      for (const { event, where } of [...eventsIn(traffic), ...answersIn(traffic)]) {
        const problems = eventProblems(event)
        must(
          problems.length === 0,
          `${where} an event does not fit its type, and a client makes error 151 of it: ${problems.join('; ')}: ${inspect(event)}`,
        )
      }
    },
  },
  {
    id: 'P37/every-error',
    rule: 'P37',
    phase: 'last',
    title: 'sent errors with a whole code of the ranges of a server, 1 to 149, and a description',
    async run({ traffic }) {
      for (const { event, where } of [...eventsIn(traffic), ...answersIn(traffic)]) {
        if (event.type !== 'EventError') continue
        const code = codeOf(event)
        must(
          typeof code === 'number' && Number.isSafeInteger(code) && code >= 1 && code <= 149,
          `${where} an error has a code that no server makes: ${inspect(event)}`,
        )
        must(
          typeof objectOrNothing(event.error)?.description === 'string',
          `${where} an error has no description: ${inspect(event)}`,
        )
      }
    },
  },
  {
    id: 'P63/no-secret',
    rule: 'P63',
    phase: 'last',
    title: 'sent no secret back',
    async run({ traffic }) {
      const secrets = traffic.flatMap(({ attach }) =>
        isObject(attach) && typeof attach.secret === 'string' ? [attach.secret] : [],
      )
      const real = new Set(secrets.filter((secret) => secret.length >= 22))
      for (const { event, where } of [...eventsIn(traffic), ...answersIn(traffic)]) {
        // The one exception: a back end may issue its own.
        const text = JSON.stringify(event.type === 'EventAttached' ? { ...event, secret: undefined } : event)
        must(
          ![...real].some((secret) => text.includes(secret)),
          `${where} a secret came back, in ${String(event.type)}`,
        )
      }
    },
  },
  {
    id: 'P33/never-the-visitor',
    rule: 'P33',
    phase: 'last',
    title: 'sent no EventTyping about the visitor',
    async run({ traffic }) {
      for (const { event, where } of eventsIn(traffic))
        must(
          event.type !== 'EventTyping' || objectOrNothing(event.party)?.type !== 'client',
          `${where} EventTyping is about the visitor: ${inspect(event)}`,
        )
    },
  },
]

const passingTypes = new Set([
  'EventAttached',
  'EventSessionTaken',
  'EventTyping',
  'EventRead',
  'EventMessagePart',
  'EventTranscript',
  'EventError',
])
const transcriptTypes = new Set([
  'EventMessage',
  'EventNotice',
  'EventUserDataUpdated',
  'EventParticipantJoined',
  'EventParticipantLeft',
  'EventParticipantUpdated',
  'EventSessionEnded',
])

interface Seen {
  readonly event: JsonObject
  readonly where: string
}

const eventsIn = (traffic: readonly TracedLine[]): readonly Seen[] =>
  traffic.flatMap(({ line, caseId }) =>
    line.events.map((event) => ({ event, where: `in ${caseId}, on ${line.name},` })),
  )

const answersIn = (traffic: readonly TracedLine[]): readonly Seen[] =>
  traffic.flatMap(({ line, caseId }) =>
    line.answers.map((event) => ({ event, where: `in ${caseId}, on ${line.name},` })),
  )
