import { existsSync, statSync } from 'node:fs'
import { join, relative, resolve } from 'node:path'
import { sitePath } from './site-path.ts'

/** What a link of a document means in the site. The documents link to each other as they lie in the repository. */
export interface RepositoryLinks {
  /** `from`: the file that has the link. That it leads somewhere is tested with the documents. */
  resolved(href: string, from: string): string
}

const isElsewhere = (href: string) => /^([a-z][a-z+.-]*:|\/\/|#)/i.test(href)

/** `root`: the repository on this machine. `address`: where people read it. */
export function repositoryLinks(root: string, address: string): RepositoryLinks {
  const shownAt = (file: string) => {
    const page = [file, join(file, 'README.md')].find((name) => name.endsWith('.md') && existsSync(join(root, name)))
    const path = page && sitePath(page)
    return path && `/${path}`
  }
  return {
    resolved(href, from) {
      if (isElsewhere(href)) return href
      const [target = '', anchor] = href.split('#')
      const behind = anchor === undefined ? '' : `#${anchor}`
      if (target.startsWith('/')) return href // a page of the site's own, which its build checks
      const file = resolve(from, '..', target)
      const name = relative(root, file)
      const kind = statSync(file, { throwIfNoEntry: false })?.isDirectory() ? 'tree' : 'blob'
      return (shownAt(name) ?? `${address}/${kind}/main/${name}`) + behind
    },
  }
}
