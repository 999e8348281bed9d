import { version, type Clock } from '@chat-transport/core'
import type { AgentApi } from '@chat-transport/agent-api'
import type { SessionStore } from '@chat-transport/backend'
import type { ChatServer, ChatServerObserver } from '@chat-transport/server'
import { collectDefaultMetrics, Counter, Gauge, Registry } from 'prom-client'
import { bounded } from './bounded-labels.ts'
import { measuredStore } from './measured-store.ts'

/** What a server counts, as Prometheus reads it. No label has an unbounded set of values. */
export class ChatMetrics {
  readonly #registry = new Registry()
  readonly #clock: Clock

  constructor(clock: Clock) {
    this.#clock = clock
    collectDefaultMetrics({ register: this.#registry })
  }

  get contentType(): string {
    return this.#registry.contentType
  }

  /** Says which server it is, so that others can be compared before and after a deploy. */
  identify({ store }: { readonly store: string }): void {
    new Gauge({
      name: 'chat_server_info',
      help: 'Always 1. Which version runs, and on which store.',
      labelNames: ['version', 'store'],
      registers: [this.#registry],
    }).set({ version, store }, 1)
  }

  text(): Promise<string> {
    return this.#registry.metrics()
  }

  /** The store, with its calls counted and timed. */
  measure(store: SessionStore): SessionStore {
    return measuredStore(store, { registers: [this.#registry], clock: this.#clock })
  }

  /** What the server is created with. */
  observer(): ChatServerObserver {
    const registers = [this.#registry]
    const attaches = new Counter({
      name: 'chat_attaches_total',
      help: 'Attaches that were answered: accepted, taken (another page holds the session), or refused.',
      labelNames: ['type', 'transport', 'result'],
      registers,
    })
    const commands = new Counter({
      name: 'chat_commands_total',
      help: 'Commands of visitors: accepted, repeated (accepted before, without a second effect), or refused.',
      labelNames: ['type', 'result'],
      registers,
    })
    const refusals = new Counter({
      name: 'chat_refusals_total',
      help: 'Attaches and commands that were refused, by the error code that the page was told.',
      labelNames: ['of', 'code'],
      registers,
    })
    const requests = new Counter({
      name: 'chat_http_refusals_total',
      help: 'HTTP requests and upgrades that were answered with a status of 400 or more.',
      labelNames: ['of', 'status'],
      registers,
    })
    return {
      attach({ type, transport, result, code }) {
        attaches.inc({ type, transport: bounded('transport', transport), result })
        if (code !== undefined) refusals.inc({ of: 'attach', code: bounded('code', code) })
      },
      command({ type, result, code }) {
        commands.inc({ type, result })
        if (code !== undefined) refusals.inc({ of: 'command', code: bounded('code', code) })
      },
      refusal: ({ of, status }) => requests.inc({ of, status: bounded('status', status) }),
    }
  }

  /** Counts what a server has, whenever it is asked. */
  watch(server: ChatServer): void {
    const registers = [this.#registry]
    new Gauge({
      name: 'chat_lines',
      help: 'Open lines.',
      labelNames: ['transport'],
      registers,
      collect() {
        for (const [transport, lines] of Object.entries(server.lines)) this.set({ transport }, lines)
      },
    })
    new Gauge({
      name: 'chat_sessions',
      help: 'Sessions that are live in this process: attached, away (open, with nobody attached), or ended (still to be read).',
      labelNames: ['state'],
      registers,
      collect() {
        const counts = { attached: 0, away: 0, ended: 0 }
        for (const { status, attached } of server.backend.sessions())
          counts[status === 'ended' ? 'ended' : attached ? 'attached' : 'away'] += 1
        for (const [state, count] of Object.entries(counts)) this.set({ state }, count)
      },
    })
  }
  /** The same for the API of agents. */
  watchAgents(api: AgentApi): void {
    new Gauge({
      name: 'chat_agent_feeds',
      help: 'Agents and bots that are connected, by how they read the feed: websocket, stream, or poll (a request that waits).',
      labelNames: ['transport'],
      registers: [this.#registry],
      collect() {
        for (const [transport, feeds] of Object.entries(api.feeds)) this.set({ transport }, feeds)
      },
    })
  }
}
