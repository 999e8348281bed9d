// How long a dead line takes to be noticed, a line that is well again to be used, another transport to take over, and a long
// transcript to be replayed, beside the targets:
//   npm run measure
// Or how many events the stores keep in a second, in memory, on the disk, and in Valkey:
// and how large an SQLite file of so many events is, and how long it takes to back up and to open:
//   npm run measure -- --stores [--seconds 3 --events 500000 --directory /tmp]
// Or how many questions one to three servers on one Valkey answer in a second, and what of the processor they take for it, beside
// socket.io:
//   npm run measure -- --servers [--seconds 10 --visitors 60]
// Or how long it takes in each engine until another of five tabs leads when the one that leads is closed, how many lines they have,
// and what a tab that follows takes of the memory:
//   npm run measure -- --tabs [--changes 50]
// Or how long the widget takes, with a long transcript on a slow processor, until it shows what a visitor has done:
//   npm run measure -- --widget [--messages 10000 --slowdown 4]
import { endurance } from './endurance.mjs'

if (process.argv.includes('--stores')) {
  endurance('stores', {
    stores: { type: 'boolean' },
    seconds: { type: 'string', default: '3' },
    events: { type: 'string', default: '500000' },
    directory: { type: 'string' },
  })
} else if (process.argv.includes('--servers')) {
  endurance('throughput', {
    servers: { type: 'boolean' },
    seconds: { type: 'string', default: '10' },
    visitors: { type: 'string', default: '60' },
  })
} else if (process.argv.includes('--tabs')) {
  endurance('tabs', { tabs: { type: 'boolean' }, changes: { type: 'string', default: '50' } })
} else if (process.argv.includes('--widget')) {
  endurance('widget', {
    widget: { type: 'boolean' },
    messages: { type: 'string', default: '10000' },
    slowdown: { type: 'string', default: '4' },
  })
} else {
  endurance('timings', { strict: { type: 'string', default: 'yes' } })
}
