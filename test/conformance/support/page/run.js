// Runs the conformance kit in the frame that loads this, and adds its report to those of the page around it.
import { remoteFarSide, runConformance } from '@chat-transport/conformance'

const query = new URLSearchParams(location.search)
const [name, url] = [query.get('name'), query.get('url')]
/** A browser is slower than Node, the far side is called over HTTP, and many runs share the machine. */
const deadlineMs = 30_000
/** Firefox waits before it opens a WebSocket to where one has failed: 0.2 to 0.4 s, half as long again after each failure. */
const timing = { interruptionTimeoutMs: 3_000, silenceTimeoutMs: 1_000, openTimeoutMs: 3_000, retryDelayMs: 20 }

const far = remoteFarSide(async (verb, args) => {
  const response = await fetch('far-side', { method: 'POST', body: JSON.stringify({ verb, args }) })
  if (!response.ok) throw new Error(`unable to call the far side: ${await response.text()}`)
  return (await response.json()).result
})

async function run() {
  const { harnessFor } = await import(new URL('transport.js', location.href))
  return runConformance({ name, far, timing, ...harnessFor(url) }, { deadlineMs })
}
run().then(
  (report) => parent.reports.push(report),
  (error) => parent.reports.push({ name, error: String(error) }),
)
