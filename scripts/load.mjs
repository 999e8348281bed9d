// Many sessions at once against the reference server in a process of its own, slow readers and floods among them:
//   npm run load [-- --sessions 2000 --seconds 20 --pause 3000]
// Or honest visitors beside every attack that we know, each in a process of its own, at the same time:
//   npm run load -- --hostile [--visitors 500 --seconds 60 --pause 3000 --only control-frames,starts]
// Or one large file over a line that is cut again and again:
//   npm run load -- --upload [--megabytes 200 --cut 3000]
import { endurance } from './endurance.mjs'

const text = { type: 'string' }
const pause = { ...text, default: '3000' }

endurance({
  '': { name: 'load', options: { sessions: { ...text, default: '2000' }, seconds: { ...text, default: '20' }, pause } },
  hostile: {
    name: 'hostile',
    options: { visitors: { ...text, default: '500' }, seconds: { ...text, default: '60' }, pause, only: text },
  },
  upload: { name: 'upload', options: { megabytes: { ...text, default: '200' }, cut: { ...text, default: '3000' } } },
})
