// Looks at what was built: every link of every page that stays in the site leads to a page, and to something on it.
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

/** Each broken link, as `page: link`. */
export function brokenLinks(folder, base = '/') {
  const pages = new Map(htmlFiles(folder).map((file) => [`/${file}`, readFileSync(join(folder, file), 'utf8')]))
  const anchors = new Map([...pages].map(([page, html]) => [page, anchorsOf(html)]))
  return [...pages].flatMap(([page, html]) =>
    linksOf(html)
      .filter((link) => !leadsSomewhere(link, page))
      .map((link) => `${page}: ${link}`),
  )

  function leadsSomewhere(link, from) {
    if (/^([a-z][a-z+.-]*:|\/\/)/i.test(link)) return true // elsewhere
    const { pathname, hash } = new URL(link, `http://site${base}${from.slice(1)}`)
    const path = decodeURIComponent(pathname).replace(base, '/')
    const page = path.endsWith('/') ? `${path}index.html` : path
    if (!anchors.has(page)) return existsSync(join(folder, page))
    return hash === '' || anchors.get(page).has(decodeURIComponent(hash.slice(1)))
  }
}

const htmlFiles = (folder) => readdirSync(folder, { recursive: true }).filter((file) => file.endsWith('.html'))

const linksOf = (html) => [...new Set([...html.matchAll(/<a [^>]*href="([^"]*)"/g)].map(([, link]) => unescaped(link)))]

const anchorsOf = (html) => new Set([...html.matchAll(/ id="([^"]*)"/g)].map(([, id]) => unescaped(id)))

const unescaped = (text) => text.replaceAll('&amp;', '&').replaceAll('&#39;', "'").replaceAll('&quot;', '"')
