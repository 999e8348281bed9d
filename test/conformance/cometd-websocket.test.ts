import { conformsInNode } from './support/conforms-in-node.ts'
import { cometdOverWebSocket } from './support/networked-transports.ts'

await conformsInNode(cometdOverWebSocket)
