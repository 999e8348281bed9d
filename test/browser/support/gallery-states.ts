import { readdirSync, readFileSync } from 'node:fs'

const folder = new URL('../../../examples/gallery/src/states/', import.meta.url)

/** The names of the gallery's states, as its sources have them. */
export const galleryStates: readonly string[] = readdirSync(folder).flatMap((file) =>
  [...readFileSync(new URL(file, folder), 'utf8').matchAll(/^ {2}'?([a-z-]+)'?: \{$/gm)].map(([, name]) => name ?? ''),
)
