// Runs the conformance kit in the frame that loads this, and adds its report to those of the page around it.
import { remoteFarSide, runConformance } from '@chat-transport/conformance'

const query = new URLSearchParams(location.search)
const [name, url] = [query.get('name'), query.get('url')]
/** A browser is slower than Node, the far side is called over HTTP, and several runs share the machine. */
const deadlineMs = 15_000
const timing = { interruptionTimeoutMs: 1_200, silenceTimeoutMs: 600, openTimeoutMs: 1_200, retryDelayMs: 20 }

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
