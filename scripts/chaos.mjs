// Kills the server of one machine, again and again, while chats are under way:
//   npm run chaos -- --kills 200 --chats 50 [--seed N]
// Or kills, deploys and cuts off several servers on one Valkey, and kills the primary of that:
//   npm run chaos -- --servers 3 --faults 40 [--chats 20 --minutes 30 --replicas 0 --fsync always --only kill,deploy --seed N]
// Or renews them one after another under many visitors, who must be told nothing:
//   npm run chaos -- --servers 3 --deploys 1 --chats 1000 [--beside socket.io]
import { endurance } from './endurance.mjs'

const common = {
  chats: { type: 'string', default: '50' },
  seed: { type: 'string', default: String(1 + Math.floor(Math.random() * 999_999)) },
}

if (process.argv.some((argument) => argument.startsWith('--servers'))) {
  endurance(
    'chaos',
    {
      ...common,
      servers: { type: 'string' },
      faults: { type: 'string', default: '40' },
      deploys: { type: 'string', default: '0' },
      chats: { type: 'string', default: '20' },
      minutes: { type: 'string', default: '60' },
      replicas: { type: 'string', default: '1' },
      spare: { type: 'string', default: '1' },
      only: { type: 'string' },
      beside: { type: 'string' },
      fsync: { type: 'string', default: 'everysec' },
    },
    'servers',
  )
} else {
  endurance('chaos', { ...common, kills: { type: 'string', default: '200' } }, 'one-server')
}
