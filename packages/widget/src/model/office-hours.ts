import { type Clock, guards } from '@chat-transport/core'

/** When somebody is there to answer. */
export interface OfficeHours {
  /** Where the times are meant, such as `Europe/Berlin`. */
  readonly timeZone: string
  /** None: never. */
  readonly open: readonly OpenTime[]
}

/** When somebody is there, on some days of the week. */
export interface OpenTime {
  /** 1 is Monday, 7 is Sunday. */
  readonly days: readonly number[]
  /** `09:00` */
  readonly from: string
  /** Not included; `24:00` is the end of the day. */
  readonly to: string
}

const dayNames = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun']

/** Whether `at` (epoch milliseconds) lies in the hours. Throws a `RangeError` for a time zone that nobody knows. */
export function isOpenAt({ timeZone, open }: OfficeHours, at: number): boolean {
  const format = new Intl.DateTimeFormat('en-GB', {
    timeZone,
    weekday: 'short',
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
  })
  const parts = format.formatToParts(at)
  const part = (type: string) => parts.find((one) => one.type === type)?.value ?? ''
  const day = dayNames.indexOf(part('weekday')) + 1
  const time = `${part('hour')}:${part('minute')}`
  return open.some(({ days, from, to }) => days.includes(day) && from <= time && time < to)
}

const minuteMs = 60_000

const time = guards.guard('a time such as 09:00', (text) => /^(([01]\d|2[0-3]):[0-5]\d|24:00)$/.test(String(text)))

const timeZone = guards.guard('a time zone such as Europe/Berlin', (name) => {
  try {
    return typeof name === 'string' && Boolean(new Intl.DateTimeFormat('en', { timeZone: name }))
  } catch {
    return false
  }
})

/** What would count as closed without a word is refused. */
export const officeHours = guards.fields({
  timeZone,
  open: guards.list(guards.fields({ days: guards.list(guards.oneOf(1, 2, 3, 4, 5, 6, 7)), from: time, to: time })),
})

/** Tells whether it is open, at once and every minute. Without hours it always is. Returns the function that stops it. */
export function watchHours(hours: OfficeHours | undefined, clock: Clock, tell: (isOpen: boolean) => void): () => void {
  if (!hours) return () => undefined
  let cancel = () => undefined as void
  const tick = () => {
    tell(isOpenAt(hours, clock.now()))
    cancel = clock.after(minuteMs, tick)
  }
  tick()
  return () => cancel()
}
