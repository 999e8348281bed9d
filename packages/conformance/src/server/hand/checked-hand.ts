import type { HandVerb, ServerHand } from './server-hand.ts'

/** The hand as cases use it: what was found out about each verb before the first rule was judged. */
export interface CheckedHand {
  /** Why the verb cannot be used; `undefined` when it works. */
  problemOf(verb: HandVerb): string | undefined
  say(sessionId: string, text: string): Promise<unknown>
  end(sessionId: string): Promise<unknown>
  expire(sessionId: string): Promise<unknown>
  outage(isOut: boolean): Promise<unknown>
  restart(): Promise<unknown>
}

const noHand = 'needs the hand (--hand)'

/** Puts a hand and what is wrong with it together. */
export function checkedHand(
  hand: ServerHand | undefined,
  problems: ReadonlyMap<HandVerb, string> = new Map(),
): CheckedHand {
  const missing = (verb: HandVerb) => {
    throw new Error(hand ? `the hand has no ${verb}` : noHand)
  }
  return {
    problemOf(verb) {
      if (!hand) return noHand
      if (hand[verb] === undefined) return `needs \`${verb}\` of the hand, which does not offer it`
      return problems.get(verb)
    },
    say: async (sessionId, text) => (hand ?? missing('say')).say(sessionId, text),
    end: async (sessionId) => (hand ?? missing('end')).end(sessionId),
    expire: async (sessionId) => (hand ?? missing('expire')).expire(sessionId),
    outage: async (isOut) => (hand?.outage ? hand.outage(isOut) : missing('outage')),
    restart: async () => (hand?.restart ? hand.restart() : missing('restart')),
  }
}
