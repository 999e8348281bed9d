import { readFileSync } from 'node:fs'
import { parseArgs } from 'node:util'

/**
 * What the command under way was given: `{ values, positionals }`, as `parseArgs` reads them by its `config`. With `--help`, or
 * something that it does not know, it ends and prints the comment that its file begins with.
 */
export function readOptions(config = {}) {
  const options = { ...config.options, help: { type: 'boolean', short: 'h' } }
  const { values, positionals } = parsed({ ...config, options })
  const { help, ...given } = values
  if (help) {
    console.log(usage())
    process.exit(0)
  }
  return { values: given, positionals }
}

function parsed(config) {
  try {
    return parseArgs(config)
  } catch (error) {
    failUsage(error.message)
  }
}

/** Refuses those of the `values` that are given and no whole number, or below `least`. */
export function requireWholeNumbers(values, names, least = 1) {
  for (const name of names) {
    const value = values[name]
    if (value === undefined || (/^\d+$/.test(value) && Number(value) >= least)) continue
    failUsage(`--${name}: expected a whole number${least > 0 ? ` of at least ${least}` : ''}, got ${value}`)
  }
}

/** Ends the command, which cannot know what is asked of it. */
export function failUsage(why) {
  console.error(`${why}\n\n${usage()}`)
  process.exit(2)
}

function usage() {
  const [comment] = /^(\/\/.*\n)*/.exec(readFileSync(process.argv[1], 'utf8'))
  return comment.replaceAll(/^\/\/ ?/gm, '').trimEnd()
}
