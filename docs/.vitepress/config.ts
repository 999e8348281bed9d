import { fileURLToPath } from 'node:url'
import { defineConfig } from 'vitepress'
import { documentsElsewhere } from './site/documents-elsewhere.ts'
import { githubSlug } from './site/github-slug.ts'
import { repositoryLinks } from './site/repository-links.ts'
import { sidebar } from './site/sidebar.ts'
import { sitePath } from './site/site-path.ts'

const repository = 'https://github.com/chat-transport/chat-transport'
const base = process.env['DOCS_BASE'] ?? '/'
const root = fileURLToPath(new URL('../../', import.meta.url))
const links = repositoryLinks(root, repository)

/** The site shows the documents where they lie in the repository: nothing is copied. */
export default defineConfig({
  title: 'Chat Transport',
  description: 'Nothing said is lost, nothing is shown twice, and the page always knows whether the line is open.',
  lang: 'en',
  base,
  srcDir: '..',
  srcExclude: documentsElsewhere(root),
  rewrites: (file) => sitePath(file) ?? file,
  outDir: '.vitepress/dist',
  cacheDir: '.vitepress/cache',
  metaChunk: true,
  ignoreDeadLinks: true, // scripts/docs/broken-links.mjs looks at what was built, at its anchors too
  head: [['link', { rel: 'icon', href: `${base}icon.svg` }]],
  markdown: {
    theme: { light: 'github-light-high-contrast', dark: 'github-dark-high-contrast' },
    anchor: { slugify: githubSlug },
    config(markdown) {
      markdown.core.ruler.push('repository-links', ({ tokens, env }) => {
        const { realPath, path } = env as { readonly realPath?: string; readonly path: string }
        for (const token of tokens.flatMap(({ children }) => children ?? [])) {
          const href = token.type === 'link_open' && token.attrGet('href')
          if (href) token.attrSet('href', links.resolved(href, realPath ?? path))
        }
      })
    },
  },
  vite: {
    publicDir: fileURLToPath(new URL('public', import.meta.url)),
    resolve: {
      // The demo runs the packages’ sources: the site needs no build of them.
      alias: [{ find: /^@chat-transport\/([\w-]+)$/, replacement: `${root}packages/$1/src/index.ts` }],
    },
  },
  vue: { template: { compilerOptions: { isCustomElement: (tag) => tag === 'chat-widget' } } },
  themeConfig: {
    nav: [
      { text: 'Getting started', link: '/getting-started' },
      { text: 'Guides', link: '/roles/' },
      { text: 'Recipes', link: '/recipes/' },
      { text: 'API', link: '/api/' },
      { text: 'Errors', link: '/errors' },
    ],
    sidebar,
    outline: [2, 3],
    search: { provider: 'local' },
    socialLinks: [{ icon: 'github', link: repository }],
    notFound: {
      quote: 'Nothing is here, or not any more. The search above knows every page.',
      linkText: 'To the start',
      linkLabel: 'To the start',
    },
    footer: { message: 'Apache-2.0' },
  },
})
