// Kills the server of one machine, again and again, while chats are under way:
//   npm run chaos -- --kills 200 --chats 50 [--seed N]
// Or kills, deploys and cuts off several servers on one Valkey, and kills the primary of that:
//   npm run chaos -- --servers 3 --faults 40 [--chats 20 --minutes 30 --replicas 0 --fsync always --only kill,deploy --seed N]
// Or renews them one after another under many visitors, who must be told nothing:
//   npm run chaos -- --servers 3 --deploys 1 --chats 1000 [--beside socket.io]
import { endurance } from './endurance.mjs'

const text = { type: 'string' }
const seed = { ...text, default: String(1 + Math.floor(Math.random() * 999_999)) }

endurance({
  '': {
    name: 'chaos',
    part: 'one-server',
    options: { chats: { ...text, default: '50' }, kills: { ...text, default: '200' }, seed },
  },
  servers: {
    name: 'chaos',
    part: 'servers',
    options: {
      servers: text,
      chats: { ...text, default: '20' },
      faults: { ...text, default: '40' },
      deploys: { ...text, default: '0' },
      minutes: { ...text, default: '60' },
      replicas: { ...text, default: '1' },
      spare: { ...text, default: '1' },
      fsync: { ...text, default: 'everysec' },
      only: text,
      beside: text,
      seed,
    },
  },
})
