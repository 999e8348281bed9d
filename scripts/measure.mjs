// How long a dead line takes to be noticed, a line that is well again to be used, another transport to take over, and a long
// transcript to be replayed, beside the targets:
//   npm run measure
// Or how many events the stores keep in a second, in memory, on the disk, and in Valkey:
// and how large an SQLite file of so many events is, and how long it takes to back up and to open:
//   npm run measure -- --stores [--seconds 3 --events 500000 --directory /tmp]
import { endurance } from './endurance.mjs'

if (process.argv.includes('--stores')) {
  endurance('stores', {
    stores: { type: 'boolean' },
    seconds: { type: 'string', default: '3' },
    events: { type: 'string', default: '500000' },
    directory: { type: 'string' },
  })
} else {
  endurance('timings', { strict: { type: 'string', default: 'yes' } })
}
