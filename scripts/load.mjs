// Many sessions at once against the reference server in a process of its own, slow readers and floods among them:
//   npm run load [-- --sessions 2000 --seconds 20 --pause 3000]
// Or honest visitors beside every attack that we know, each in a process of its own, at the same time:
//   npm run load -- --hostile [--visitors 500 --seconds 60 --pause 3000 --only control-frames,starts]
// Or one large file over a line that is cut again and again:
//   npm run load -- --upload [--megabytes 200 --cut 3000]
import { endurance } from './endurance.mjs'

if (process.argv.includes('--hostile')) {
  endurance('hostile', {
    hostile: { type: 'boolean' },
    visitors: { type: 'string', default: '500' },
    seconds: { type: 'string', default: '60' },
    pause: { type: 'string', default: '3000' },
    only: { type: 'string' },
  })
} else if (process.argv.includes('--upload')) {
  endurance('upload', {
    upload: { type: 'boolean' },
    megabytes: { type: 'string', default: '200' },
    cut: { type: 'string', default: '3000' },
  })
} else {
  endurance('load', {
    sessions: { type: 'string', default: '2000' },
    seconds: { type: 'string', default: '20' },
    pause: { type: 'string', default: '3000' },
  })
}
