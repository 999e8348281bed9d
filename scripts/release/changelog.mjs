/** A title: `## 1.0.0 (2026-12-01)`, or `## 1.0.0 (unreleased)`. Other words in brackets are texts. */
const titles = /^## (\S+) \((unreleased|\d{4}-\d\d-\d\d)\)$/gm

/** The version that is described by hand before it is released, and the newest one that is released. */
export function versionsIn(changelog) {
  const [newest, before] = [...changelog.matchAll(titles)].map(([, version, day]) => ({ version, day }))
  const isUnreleased = newest?.day === 'unreleased'
  return isUnreleased ? { unreleased: newest.version, released: before?.version } : { released: newest?.version }
}

/** The changelog with the day of the version that is described by hand, and with another name where it is released by another. */
export const dated = (changelog, { version, day }) =>
  changelog.replace(/^## \S+ \(unreleased\)$/m, `## ${version} (${day})`)

/**
 * The changelog with a new version on top of the others: what the changesets say, by the packages that they name.
 *
 * @param {{ summary: string, releases: { name: string }[] }[]} changesets
 */
export function withVersion(changelog, { version, day, changesets }) {
  const about = new Map()
  for (const { summary, releases } of changesets) {
    const packages = releases.map(({ name }) => `\`${name}\``).sort()
    const title = packages.join(', ')
    about.set(title, [...(about.get(title) ?? []), listItem(summary)])
  }
  const parts = [...about].sort(([one], [other]) => (one < other ? -1 : 1))
  const text = parts.map(([title, items]) => `### ${title}\n\n${items.join('\n')}\n`).join('\n')
  const newest = changelog.search(/^## /m)
  return `${changelog.slice(0, newest)}## ${version} (${day})\n\n${text}\n${changelog.slice(newest)}`
}

/** What the changelog says of a version, without its title. */
export function notesOf(version, changelog) {
  const sections = changelog.split(/^(?=## )/m)
  const section = sections.find((text) => text.startsWith(`## ${version} `))
  if (!section) throw new Error(`CHANGELOG.md has no section "## ${version} (…)": npm run release -- version makes it.`)
  return `${section.slice(section.indexOf('\n')).trim()}\n`
}

const listItem = (summary) => `- ${summary.trim().replaceAll(/\n(?=.)/g, '\n  ')}`
