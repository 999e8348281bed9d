import { conformsInNode } from './support/conforms-in-node.ts'
import { cometdOverLongPolling } from './support/networked-transports.ts'

await conformsInNode(cometdOverLongPolling)
