import { readdirSync, readFileSync } from 'node:fs'

const folder = new URL('../../decisions/', import.meta.url)

export interface Decision {
  readonly date: string
  readonly title: string
  readonly path: string
}

/** What VitePress gives to whoever imports this file. */
export declare const data: readonly Decision[]

export default {
  watch: ['../../decisions/*.md'],
  /** The newest first. */
  load: (): Decision[] =>
    readdirSync(folder)
      .filter((file) => /^\d/.test(file))
      .sort()
      .reverse()
      .map((file) => ({
        date: file.slice(0, 10),
        title: /^# (.+)$/m.exec(readFileSync(new URL(file, folder), 'utf8'))?.[1] ?? file,
        path: `/decisions/${file.replace('.md', '.html')}`,
      })),
}
