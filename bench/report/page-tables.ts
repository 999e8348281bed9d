import { peers, type Transport } from '../peers/peers.ts'
import type { Comparison } from './compare.ts'
import { medianText } from './table.ts'

interface Column {
  readonly title: string
  readonly scenario: string
  readonly figure: string
}

const ofMessages = (figure: string): readonly Column[] =>
  ['one after another', '100 at once', '2,000 at once', '100 visitors'].map((scenario) => ({
    title: scenario,
    scenario,
    figure,
  }))

const columns = (...all: readonly (readonly [title: string, scenario: string, figure: string])[]): readonly Column[] =>
  all.map(([title, scenario, figure]) => ({ title, scenario, figure }))

/** The tables of the benchmark's page, each for either transport. */
const tables: Readonly<Record<string, readonly Column[]>> = {
  'messages a second': ofMessages('rate'),
  'CPU of the server': ofMessages('server CPU'),
  'CPU of the client': ofMessages('client CPU'),
  'starts and outages': columns(
    ['start: round trips', 'a session starts', 'round trips'],
    ['start, 50 ms away (ms)', 'a session starts', '50 ms there and back'],
    ['200 come at once: CPU of the server (ms)', '200 visitors come at once', 'server CPU'],
    ['first message after 5 s without network (ms)', 'the network is back', 'first message'],
    ['half-open line is told (ms)', 'the line is half open', 'page is told'],
  ),
  'bytes and memory': columns(
    ['a message of 51 bytes, on the wire', 'on the wire', 'each message'],
    ['an idle minute, on the wire', 'on the wire', 'an idle minute'],
    ['memory of an idle session', 'memory of the server', 'an idle session'],
    ['with 100 messages', 'memory of the server', 'a session with 100 messages'],
    ['idle sessions in a GB', 'memory of the server', 'sessions in a GB'],
  ),
  'long chats': columns(
    ['1,000 messages are opened again (ms)', 'a chat of 1,000 messages is opened again', 'all is shown'],
    ['10,000 messages (ms)', 'a chat of 10,000 messages is opened again', 'all is shown'],
    ['one more at 1,000 (µs)', 'one more message in the transcript', 'at 1,000'],
    ['at 10,000', 'one more message in the transcript', 'at 10,000'],
    ['at 100,000', 'one more message in the transcript', 'at 100,000'],
  ),
}

/** Each table as Markdown, by its name and transport: medians, with a line for each peer that has one. */
export function pageTables(comparisons: readonly Comparison[]): Readonly<Record<string, string>> {
  const transports = Object.keys(peers) as Transport[]
  return Object.fromEntries(
    transports.flatMap((transport) =>
      Object.entries(tables).map(([name, shown]) => [`${name}, ${transport}`, tableOf(transport, comparisons, shown)]),
    ),
  )
}

function tableOf(transport: Transport, comparisons: readonly Comparison[], shown: readonly Column[]): string {
  const rowsOf = ({ scenario, figure }: Column) =>
    comparisons.find((each) => each.transport === transport && each.scenario === scenario && each.figure === figure)
      ?.rows ?? []
  const byColumn = shown.map((column) => new Map(rowsOf(column).map(({ peer, value }) => [peer, medianText(value)])))
  const played = Object.keys(peers[transport]).filter((peer) => byColumn.some((values) => values.has(peer)))
  if (played.length === 0) return 'Not measured yet.'
  return [
    `| | ${shown.map(({ title }) => title).join(' | ')} |`,
    `|---|${shown.map(() => '--:').join('|')}|`,
    ...played.map((peer) => `| ${peer} | ${byColumn.map((values) => values.get(peer) ?? '').join(' | ')} |`),
  ].join('\n')
}
