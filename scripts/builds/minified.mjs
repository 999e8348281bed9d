import terser from '@rollup/plugin-terser'
import { cometdAsWeUseIt } from '../bundle/cometd-as-we-use-it.mjs'
import { internalNames } from '../bundle/internal-names.mjs'
import { withoutUnusedMembers } from '../bundle/without-unused-members.mjs'

/** Stands at the top of every file that holds code of CometD, where minifiers leave it. NOTICE says more. */
export const cometdNotice =
  '/*! Contains CometD, (c) 2008 the original author or authors, changed: unused parts removed. Apache-2.0 */'

export const isCometd = (path) => path.includes('node_modules/cometd/')

/**
 * Further passes find what the first one's inlining freed. No getter here has an effect. Comparisons in the order they are
 * written in make text that repeats itself, which gzip likes.
 */
export const compress = { passes: 4, pure_getters: true, lhs_constants: false, unsafe_arrows: true }

export const shrink = (publicTypes) => [
  withoutUnusedMembers(cometdAsWeUseIt),
  minified({ name: 'core', publicTypes: [publicTypes], kept: storedNames }),
]

/**
 * Shortens also the names of properties that only the sources of package `name` say to each other: what a chunk has of it is known
 * to all else by `publicTypes` alone.
 */
export const minified = ({ name, publicTypes, kept }) => ({
  name: 'minified',
  renderChunk(code, chunk, options) {
    const own = (id) => id.includes(`/packages/${name}/src/`)
    const regex = internalNames(this.parse(code), chunk, { own, publicTypes, kept })
    const plugin = terser({
      ecma: 2020,
      compress,
      mangle: { properties: { regex } },
      format: { comments: false, preamble: Object.keys(chunk.modules).some(isCometd) ? cometdNotice : '' },
    })
    return plugin.renderChunk.call(this, code, chunk, options)
  },
})

/** What a page finds in its storage was written by an earlier version. test/packaging holds the bundle to it. */
const storedNames = [
  'savedAt',
  'value',
  'state',
  'sessionId',
  'startId',
  'secret',
  'position',
  'commands',
  'command',
  'after',
  'failed',
  'code',
  'description',
  'at',
]
