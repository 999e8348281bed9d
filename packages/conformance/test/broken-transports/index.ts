import { brokenAttaching } from './attaching.ts'
import type { BrokenTransport } from './broken-transport.ts'
import { brokenClosing } from './closing.ts'
import { brokenCommands } from './commands.ts'
import { brokenEvents } from './events.ts'
import { brokenLinks } from './links.ts'
import { brokenManners } from './manners.ts'
import { brokenOutages } from './outages.ts'
import { brokenTryingOn } from './trying-on.ts'

export type { BrokenTransport } from './broken-transport.ts'

/** Every way in which the kit is tried: bugs that real clients have shipped, and some that they might. */
export const brokenTransports: readonly BrokenTransport[] = [
  ...brokenLinks,
  ...brokenAttaching,
  ...brokenEvents,
  ...brokenManners,
  ...brokenOutages,
  ...brokenCommands,
  ...brokenTryingOn,
  ...brokenClosing,
]
