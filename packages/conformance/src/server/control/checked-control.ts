import type { ControlVerb, ServerControl, TokenRequest } from './server-control.ts'

/** The control as cases use it: what was found out about each verb before the first rule was judged. */
export interface CheckedControl {
  /** Why the verb cannot be used; `undefined` when it works. */
  problemOf(verb: ControlVerb): string | undefined
  say(sessionId: string, text: string): Promise<unknown>
  end(sessionId: string): Promise<unknown>
  expire(sessionId: string): Promise<unknown>
  outage(isOut: boolean): Promise<unknown>
  restart(): Promise<unknown>
  token(user: TokenRequest): Promise<string>
}

/** A verb has failed: what a case finds after it says nothing of the server. */
export class ControlFailed extends Error {
  override readonly name = 'ControlFailed'

  constructor(verb: ControlVerb, cause: unknown) {
    super(`\`${verb}\` of the control has failed: ${cause instanceof Error ? cause.message : String(cause)}`, { cause })
  }
}

const noControl = 'needs the control (--control)'

/** Puts a control and what is wrong with it together. */
export function checkedControl(
  control: ServerControl | undefined,
  problems: ReadonlyMap<ControlVerb, string> = new Map(),
): CheckedControl {
  const use = async (verb: ControlVerb, run: (given: ServerControl) => unknown): Promise<unknown> => {
    try {
      if (!control?.[verb]) throw new Error(control ? `the control has no ${verb}` : noControl)
      return await run(control)
    } catch (cause) {
      throw new ControlFailed(verb, cause)
    }
  }
  return {
    problemOf(verb) {
      if (!control) return noControl
      if (control[verb] === undefined) return `needs \`${verb}\` of the control, which does not offer it`
      return problems.get(verb)
    },
    say: (sessionId, text) => use('say', (given) => given.say(sessionId, text)),
    end: (sessionId) => use('end', (given) => given.end(sessionId)),
    expire: (sessionId) => use('expire', (given) => given.expire(sessionId)),
    outage: (isOut) => use('outage', (given) => given.outage?.(isOut)),
    restart: () => use('restart', (given) => given.restart?.()),
    token: async (user) => String(await use('token', async (given) => textOf(await given.token?.(user)))),
  }
}

/** What a page can send as `auth`. */
function textOf(auth: unknown): string {
  if (typeof auth === 'string' && auth.length > 0) return auth
  throw new TypeError(`it must give \`auth\` as a string that is not empty, and gave ${typeof auth}`)
}
