import terser from '@rollup/plugin-terser'
import { cometdAsWeUseIt } from '../bundle/cometd-as-we-use-it.mjs'
import { shortNames } from '../bundle/short-names.mjs'
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
  shortNamesOfCore(publicTypes),
  minified(),
]

/** What a chunk has of core is known to all else by `publicTypes` alone, and to the storage by the types of what is stored. */
export const shortNamesOfCore = (publicTypes = 'packages/core/dist/index.d.ts') =>
  shortNames({ own: (id) => id.includes('/packages/core/src/'), publicTypes: [publicTypes, ...storedTypes] })

/** The compiler sees to it that nothing else is stored. */
const storedTypes = ['packages/core/src/storage/stored.ts', 'packages/core/src/transcript/own-command.ts']

export const minified = () => ({
  name: 'minified',
  renderChunk(code, chunk, options) {
    const preamble = Object.keys(chunk.modules).some(isCometd) ? cometdNotice : ''
    const plugin = terser({ ecma: 2020, compress, format: { comments: false, preamble } })
    return plugin.renderChunk.call(this, code, chunk, options)
  },
})
