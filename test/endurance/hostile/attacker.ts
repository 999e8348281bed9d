import { setPriority } from 'node:os'
import type { Counts } from '../support/counts.ts'
import { attacks } from './attacks.ts'

/** How an attacker's process is set up. */
export interface AttackerOptions {
  readonly name: string
  readonly url: string
  readonly addresses: readonly string[]
}

/** One attack in a process of its own, gone with the process that started it. It tells its parent what it has done so far. */
const { name, url, addresses } = JSON.parse(process.argv[2] ?? '{}') as AttackerOptions
// Attackers have machines of their own. Here they share one, and get what the server and the visitors leave.
setPriority(15)
const achieved: Counts = {}
process.on('disconnect', () => process.exit())
setInterval(() => process.send?.(achieved), 500)
attacks[name]?.({ url, addresses }, achieved)
