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

const text = { type: 'string' }

endurance({
  '': { name: 'timings', options: { strict: { ...text, default: 'yes' } } },
  stores: {
    name: 'stores',
    options: { seconds: { ...text, default: '3' }, events: { ...text, default: '500000' }, directory: text },
  },
  servers: {
    name: 'throughput',
    options: { seconds: { ...text, default: '10' }, visitors: { ...text, default: '60' } },
  },
  tabs: { name: 'tabs', options: { changes: { ...text, default: '50' } } },
  widget: {
    name: 'widget',
    options: { messages: { ...text, default: '10000' }, slowdown: { ...text, default: '4' } },
  },
})
