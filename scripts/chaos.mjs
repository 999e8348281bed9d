// Kills the server of one machine, again and again, while chats are under way:
//   npm run chaos -- --kills 200 --chats 50 [--seed N]
import { endurance } from './endurance.mjs'

endurance('chaos', {
  kills: { type: 'string', default: '200' },
  chats: { type: 'string', default: '50' },
  seed: { type: 'string', default: String(1 + Math.floor(Math.random() * 999_999)) },
})
