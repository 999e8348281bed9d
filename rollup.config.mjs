import { browser } from './scripts/builds/browser.mjs'
import { examples } from './scripts/builds/examples.mjs'
import { isWatching } from './scripts/builds/from-source.mjs'
import { libraries } from './scripts/builds/libraries.mjs'
import { widget } from './scripts/builds/widget.mjs'

/** In this order: the bundles need the types of the libraries, the loader the hashes of the widget's files. */
const everything = [...libraries, ...browser, ...widget, ...examples]

/** What `npm run dev` can do without: types, and what is there for other tools. */
const isForOthers = ({ output }) => [output].flat().some(({ file }) => /\.d\.ts$|\.cjs$/.test(file ?? ''))

export default isWatching ? everything.filter((config) => !isForOthers(config)) : everything
