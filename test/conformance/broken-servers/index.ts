import { brokenAttaching } from './attaching.ts'
import { brokenBindings } from './binding.ts'
import type { BrokenServer } from './broken-server.ts'
import { brokenCommands } from './commands.ts'
import { brokenDatabases } from './databases.ts'
import { brokenDevices } from './devices.ts'
import { brokenEncodings } from './encodings.ts'
import { brokenEvents } from './events.ts'
import { brokenHistories } from './histories.ts'
import { brokenKeeping } from './keeping.ts'
import { brokenLimits } from './limits.ts'
import { brokenMessages } from './messages.ts'
import { brokenUsers } from './users.ts'

/** Servers with one fault each. */
export const brokenServers: readonly BrokenServer[] = [
  ...brokenAttaching,
  ...brokenEvents,
  ...brokenCommands,
  ...brokenMessages,
  ...brokenHistories,
  ...brokenEncodings,
  ...brokenDatabases,
  ...brokenKeeping,
  ...brokenLimits,
  ...brokenBindings,
  ...brokenUsers,
  ...brokenDevices,
]
