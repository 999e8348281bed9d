// What `npm run gallery` runs.
import { createGalleryServer } from './server/gallery-server.mjs'

const { origin, close } = await createGalleryServer(Number(process.env.PORT ?? 8090))
console.log(`The gallery is at ${origin}. Ctrl+C ends it.`)
for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, close)
