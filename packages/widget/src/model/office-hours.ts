import type { Clock } from '@chat-transport/core'

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

const isTime = (text: unknown) => /^(([01]\d|2[0-3]):[0-5]\d|24:00)$/.test(String(text))

/** Throws for what would count as closed without a word. */
function checkHours({ open }: OfficeHours): void {
  if (!Array.isArray(open)) throw new TypeError('hours.open: expected a list of { days, from, to }')
  for (const { days, from, to } of open as readonly OpenTime[]) {
    const time = [from, to].find((one) => !isTime(one))
    if (time !== undefined) throw new RangeError(`hours.open: expected a time such as 09:00, got ${String(time)}`)
    const isDays = Array.isArray(days) && days.every((one) => dayNames[one - 1] !== undefined)
    if (!isDays) throw new RangeError(`hours.open: expected days from 1 (Monday) to 7, got ${String(days)}`)
  }
}

/** Tells whether it is open, at once and every minute. Without hours it always is. Returns the function that stops it. */
export function watchHours(hours: OfficeHours | undefined, clock: Clock, tell: (isOpen: boolean) => void): () => void {
  if (!hours) return () => undefined
  checkHours(hours)
  let cancel = () => undefined as void
  const tick = () => {
    tell(isOpenAt(hours, clock.now()))
    cancel = clock.after(minuteMs, tick)
  }
  tick()
  return () => cancel()
}
