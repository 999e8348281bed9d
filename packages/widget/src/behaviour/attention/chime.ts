import { systemClock } from '@chat-transport/core'

const notes = [
  { hertz: 784, at: 0 },
  { hertz: 1047, at: 0.13 },
]
const fadeSeconds = 0.35
const loudness = 0.12

/** A sound that comes later than this is not understood any more. */
const latestMs = 1_000

/** Two soft notes, made by Web Audio: there is no file that a policy of the page would have to allow. */
export function createChime() {
  let context: AudioContext | undefined
  let ringing: Promise<void> | undefined

  /** Browsers let a page sound only after the visitor has done something in it. */
  const wake = async () => {
    if (!context && navigator.userActivation?.hasBeenActive === false) return undefined
    context ??= new AudioContext()
    await context.resume()
    return context
  }
  const ring = async () => {
    const asked = systemClock.monotonic()
    const awake = await wake()
    if (!awake || systemClock.monotonic() - asked > latestMs) return
    await Promise.all(notes.map((note) => play(awake, note)))
    await awake.suspend() // What runs keeps the sound of a phone busy.
  }

  return {
    /** For a handler of a click or a key: Safari lets sound begin only in one. */
    allow(): void {
      if (!context) void wake().catch(() => undefined)
    },
    /** Once at a time. Where sound is not allowed, nothing is heard. */
    ring(): void {
      const done = () => (ringing = undefined)
      ringing ??= ring().then(done, done)
    },
    close(): void {
      void context?.close().catch(() => undefined)
      context = undefined
    },
  }
}

function play(context: AudioContext, { hertz, at }: (typeof notes)[number]): Promise<void> {
  const starts = context.currentTime + at
  const tone = new OscillatorNode(context, { frequency: hertz })
  const volume = new GainNode(context, { gain: 0 })
  volume.gain.setValueAtTime(0, starts)
  volume.gain.linearRampToValueAtTime(loudness, starts + 0.015)
  volume.gain.exponentialRampToValueAtTime(0.0001, starts + fadeSeconds)
  tone.connect(volume).connect(context.destination)
  tone.start(starts)
  tone.stop(starts + fadeSeconds)
  return new Promise((resolve) => tone.addEventListener('ended', () => resolve()))
}
