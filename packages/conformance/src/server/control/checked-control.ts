import type { ControlVerb, ServerControl } from './server-control.ts'

/** The control as cases use it: what was found out about each verb before the first rule was judged. */
export interface CheckedControl {
  /** Why the verb cannot be used; `undefined` when it works. */
  problemOf(verb: ControlVerb): string | undefined
  say(sessionId: string, text: string): Promise<unknown>
  end(sessionId: string): Promise<unknown>
  expire(sessionId: string): Promise<unknown>
  outage(isOut: boolean): Promise<unknown>
  restart(): Promise<unknown>
}

const noControl = 'needs the control (--control)'

/** Puts a control and what is wrong with it together. */
export function checkedControl(
  control: ServerControl | undefined,
  problems: ReadonlyMap<ControlVerb, string> = new Map(),
): CheckedControl {
  const missing = (verb: ControlVerb) => {
    throw new Error(control ? `the control has no ${verb}` : noControl)
  }
  return {
    problemOf(verb) {
      if (!control) return noControl
      if (control[verb] === undefined) return `needs \`${verb}\` of the control, which does not offer it`
      return problems.get(verb)
    },
    say: async (sessionId, text) => (control ?? missing('say')).say(sessionId, text),
    end: async (sessionId) => (control ?? missing('end')).end(sessionId),
    expire: async (sessionId) => (control ?? missing('expire')).expire(sessionId),
    outage: async (isOut) => (control?.outage ? control.outage(isOut) : missing('outage')),
    restart: async () => (control?.restart ? control.restart() : missing('restart')),
  }
}
