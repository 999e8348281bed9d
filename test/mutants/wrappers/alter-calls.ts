export type Call = (...args: unknown[]) => unknown
/** Makes a wrong function out of a right one. Called anew for each line or connection, so that it may count. */
export type Alter = (call: Call) => Call

/** Ways in which whoever calls a function may do it wrong. Completes "it …". */
export const callsWrongly = {
  never: ['never calls', () => () => undefined],
  everyThird: ['leaves out every third call of', (call) => whenever((count) => count % 3 !== 0, call)],
  onlyOnce: ['calls only once', (call) => whenever((count) => count === 1, call)],
  notFirst: ['leaves out the first call of', (call) => whenever((count) => count > 1, call)],
  twice: [
    'calls twice each time',
    (call) =>
      (...args) => (call(...args), call(...args)),
  ],
  late: ['calls 400 ms late', (call) => after(400, call)],
  aTurnLate: [
    'calls a turn of the event loop late',
    (call) =>
      (...args) =>
        void setImmediate(() => call(...args)),
  ],
  everySecondLate: ['calls every second time 20 ms late', (call) => everySecond(call, after(20, call))],
  oneBehind: ['keeps each call back until the next of', oneBehind],
  without: ['calls without an argument', (call) => () => call()],
  swallowed: ['swallows what comes out of', swallowed],
  fromATimer: ['calls from a timer, too', (call) => (setInterval(call, 30).unref(), call)],
} as const satisfies Record<string, readonly [what: string, alter: Alter]>

const whenever = (isCalled: (count: number) => boolean, call: Call): Call => {
  let count = 0
  return (...args) => (isCalled(++count) ? call(...args) : undefined)
}

const after =
  (delayMs: number, call: Call): Call =>
  (...args) =>
    void setTimeout(() => call(...args), delayMs)

function everySecond(call: Call, otherwise: Call): Call {
  let count = 0
  return (...args) => (++count % 2 === 1 ? call(...args) : otherwise(...args))
}

function oneBehind(call: Call): Call {
  let kept: unknown[] | undefined
  return (...args) => {
    const earlier = kept
    kept = args
    return earlier && call(...earlier)
  }
}

function swallowed(call: Call): Call {
  return (...args) => {
    try {
      const result = call(...args)
      return result instanceof Promise ? result.catch(() => undefined) : result
    } catch {
      return undefined // the fault
    }
  }
}

/** Changes the first argument of each call. */
export const withArgument =
  (change: (argument: never) => unknown): Alter =>
  (call) =>
  (argument, ...others) =>
    call(change(argument as never), ...others)

/** Leaves out the calls whose first argument is so. */
export const unless =
  (isLeftOut: (argument: never) => boolean): Alter =>
  (call) =>
  (...args) =>
    isLeftOut(args[0] as never) ? undefined : call(...args)

/** Alters only the calls whose first argument is so. */
export const only =
  (isMeant: (argument: never) => boolean, alter: Alter): Alter =>
  (call) => {
    const altered = alter(call)
    return (...args) => (isMeant(args[0] as never) ? altered(...args) : call(...args))
  }

const fields = (value: unknown) => (typeof value === 'string' ? parsed(value) : value) as Record<string, unknown>

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return text
  }
}

/** A copy in which one field is another, if it was there. */
export const withField = (name: string, change: (value: never) => unknown): Alter =>
  withArgument((argument: unknown) => {
    const object = fields(argument)
    if (typeof object !== 'object' || object === null || !(name in object)) return argument
    return { ...object, [name]: change(object[name] as never) }
  })

export const typeIs = (type: string) => (event: unknown) => fields(event)?.['type'] === type
export const isIndexed = (event: unknown) => Number.isSafeInteger(fields(event)?.['index'])
export const isPassing = (event: unknown) => !isIndexed(event)
