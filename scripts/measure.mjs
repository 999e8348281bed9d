// How long a dead line takes to be noticed, a line that is well again to be used, another transport to take over, and a long
// transcript to be replayed, beside the targets:
//   npm run measure
import { endurance } from './endurance.mjs'

endurance('timings', { strict: { type: 'string', default: 'yes' } })
