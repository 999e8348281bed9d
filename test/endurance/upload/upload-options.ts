import { wholeNumber } from '../support/whole-number.ts'

export interface UploadOptions {
  readonly megabytes: number
  /** From one cut of the line to the next. */
  readonly cutMs: number
  /** As fast as lets several cuts fall into the upload. */
  readonly bytesPerSecond: number
  readonly timeoutMs: number
}

const megabyte = 1024 * 1024
/** A line that is never cut would take this many times as long as there is between two cuts. */
const cuts = 10
/** What the buffers of the line hold at each cut is sent twice, and is more than 5 % of a smaller file. */
const fewestMegabytes = 50

/** What `npm run load -- --upload` was told (it sets the environment), or the small upload that is part of every test run. */
export function uploadOptions({ UPLOAD_MEGABYTES, UPLOAD_CUT }: NodeJS.ProcessEnv): UploadOptions {
  const megabytes = wholeNumber('--megabytes', UPLOAD_MEGABYTES ?? `${fewestMegabytes}`)
  if (megabytes < fewestMegabytes)
    throw new RangeError(`--megabytes must be at least ${fewestMegabytes}, not ${megabytes}`)
  const cutMs = wholeNumber('--cut', UPLOAD_CUT ?? '500')
  const uncutMs = cuts * cutMs
  const bytesPerSecond = (megabytes * megabyte * 1000) / uncutMs
  return { megabytes, cutMs, bytesPerSecond, timeoutMs: 60_000 + 5 * uncutMs }
}
