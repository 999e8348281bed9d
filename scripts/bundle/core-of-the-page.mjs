const core = '@chat-transport/core'
const inPage = '\0core-of-the-page'
/** Stands for the script chat-transport.js. */
export const mainScript = 'chat-transport.js'

/**
 * Gives what imports core the `names` from the page's global, where chat-transport.js has put them, and all else from core's
 * source. Comes before what would take all of it from there.
 *
 * @param {readonly string[]} names
 */
export const coreOfThePage = (names) => ({
  name: 'core-of-the-page',
  resolveId(id, importer) {
    if (id === mainScript) return { id, external: true }
    return id === core && importer !== inPage ? inPage : null
  },
  // What is exported by its name counts before what `*` brings along.
  load: (id) => (id === inPage ? `export * from '${core}'\nexport { ${names.join()} } from '${mainScript}'\n` : null),
})
