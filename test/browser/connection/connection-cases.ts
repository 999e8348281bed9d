import { hiddenTab } from './cases/hidden-tab.ts'
import { history } from './cases/history.ts'
import { network } from './cases/network.ts'
import { otherSites } from './cases/other-sites.ts'
import { storage } from './cases/storage.ts'
import type { ConnectionCase } from './connection-case.ts'

/** Each is tried in every engine over every transport, but for the limits that it names. */
export const connectionCases: readonly ConnectionCase[] = [
  ...otherSites,
  ...network,
  ...hiddenTab,
  ...history,
  ...storage,
]
