import { createRequire } from 'node:module'
import { expect, test } from 'vitest'
import { eventually } from '../../../test/support/deadline.ts'
import { PollingPage, SocketPage } from '../../server/test/support/bayeux-clients.ts'
import { startChatAt } from './support/open-page.ts'
import { commandRunner } from './support/run-command.ts'

const run = commandRunner()

/** The samples of a text for Prometheus, by name and labels as they stand there. */
async function samplesAt(origin: string): Promise<ReadonlyMap<string, number>> {
  const text = await (await fetch(`${origin}/metrics`)).text()
  const lines = text.split('\n').filter((line) => line !== '' && !line.startsWith('#'))
  return new Map(lines.map((line) => [line.slice(0, line.lastIndexOf(' ')), Number(line.slice(line.lastIndexOf(' ')))]))
}

test('the metrics of a server go up with what real clients and others do', async () => {
  const command = run()
  const [url, metrics] = [await command.url(), await command.metricsOrigin()]
  const before = await samplesAt(metrics)
  expect(before.get('chat_lines{transport="websocket"}')).toBe(0)
  expect(before.get('chat_events_appended_total')).toBe(0)

  const { session } = await startChatAt(url)
  await session.sendMessage('one')
  await session.sendMessage('two')
  await startChatAt(url, 'long-polling')
  await new PollingPage(url).attach({ type: 'RestoreSession', id: 'r-1' })
  await new SocketPage(url).attach({ type: 'Dance', id: 'd-1' })
  await fetch(url, { method: 'POST', headers: { origin: 'https://evil.example' } })

  const { version } = createRequire(import.meta.url)('../package.json') as { readonly version: string }
  const expected = {
    [`chat_server_info{version="${version}",store="sqlite"}`]: 1,
    'chat_lines{transport="websocket"}': 1,
    'chat_lines{transport="long-polling"}': 1,
    'chat_sessions{state="attached"}': 2,
    'chat_sessions{state="away"}': 0,
    chat_sessions_started_total: 2,
    chat_events_appended_total: 2,
    'chat_attaches_total{type="StartSession",transport="websocket",result="accepted"}': 1,
    'chat_attaches_total{type="StartSession",transport="long-polling",result="accepted"}': 1,
    'chat_attaches_total{type="RestoreSession",transport="long-polling",result="refused"}': 1,
    'chat_attaches_total{type="unknown command",transport="websocket",result="refused"}': 1,
    'chat_refusals_total{of="attach",code="1"}': 1,
    'chat_refusals_total{of="attach",code="2"}': 1,
    'chat_commands_total{type="SendMessage",result="accepted"}': 2,
    'chat_http_refusals_total{of="request",status="403"}': 1,
    'chat_store_call_duration_seconds_count{call="append"}': 2,
  }
  await eventually(async () => {
    const now = await samplesAt(metrics)
    expect(Object.fromEntries(Object.keys(expected).map((name) => [name, now.get(name)]))).toEqual(expected)
    return true
  })
  const names = [...(await samplesAt(metrics)).keys()].map((name) => name.replace(/\{.*/, ''))
  for (const name of ['nodejs_eventloop_lag_p99_seconds', 'process_resident_memory_bytes'])
    expect(names).toContain(name)
})

test('metrics are not on the port of the chat, and can be off', async () => {
  const command = run({ environment: { CHAT_METRICS_ENABLED: 'false', CHAT_STORE_TYPE: 'memory' } })
  const url = await command.url()
  expect((await fetch(new URL('/metrics', url))).status).toBe(404)
  expect((await fetch(new URL('/healthz', url))).status).toBe(200)
  expect(command.log).not.toContain('metrics at')
})

test('the port of metrics serves health and readiness too, and nothing of the chat', async () => {
  const command = run({ environment: { CHAT_STORE_TYPE: 'memory' } })
  const origin = await command.metricsOrigin()
  const status = async (path: string, method = 'GET') => (await fetch(`${origin}${path}`, { method })).status
  expect(await status('/healthz?probe=1')).toBe(200)
  expect(await status('/readyz')).toBe(200)
  expect(await status('/cometd')).toBe(404)
  expect(await status('/metrics', 'POST')).toBe(405)
})
