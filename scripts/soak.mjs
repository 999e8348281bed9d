// A long random run against the reference server, with faults all along:
//   npm run soak -- --faults 10000 [--seed N] [--transport websocket|long-polling]
import { endurance } from './endurance.mjs'

endurance({
  '': {
    name: 'soak',
    options: {
      faults: { type: 'string', default: '10000' },
      seed: { type: 'string', default: String(1 + Math.floor(Math.random() * 999_999)) },
      transport: { type: 'string' },
    },
  },
})
