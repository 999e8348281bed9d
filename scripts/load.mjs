// Many sessions at once against the reference server in a process of its own, slow readers and floods among them:
//   npm run load [-- --sessions 2000 --seconds 20 --pause 3000]
import { endurance } from './endurance.mjs'

endurance('load', {
  sessions: { type: 'string', default: '2000' },
  seconds: { type: 'string', default: '20' },
  pause: { type: 'string', default: '3000' },
})
