import { conformsInNode } from './support/conforms-in-node.ts'
import { cometdHandedOn } from './support/networked-transports.ts'

await conformsInNode(cometdHandedOn)
