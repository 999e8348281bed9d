// A sample of the mutants: a checker of Stryker that lets only the drawn ones through. Stryker counts the others as invalid, which
// its score leaves out.
import { createHash } from 'node:crypto'
import { relative } from 'node:path'

const { MUTATION_SAMPLE: size, MUTATION_SEED: seed } = process.env

/** The same seed draws the same mutants, as long as they exist. */
function lot({ fileName, location: { start, end }, mutatorName, replacement }) {
  const place = [relative(process.cwd(), fileName), start.line, start.column, end.line, end.column]
  return createHash('sha1')
    .update([seed, ...place, mutatorName, replacement].join(' '))
    .digest('hex')
}

class DrawSample {
  #drawn

  async init() {}

  /** Stryker calls this once, with all mutants that tests can be run on. */
  async group(mutants) {
    const lots = new Map(mutants.map((mutant) => [mutant.id, lot(mutant)]))
    const ids = [...lots.keys()]
    this.#drawn = new Set(ids.toSorted((a, b) => (lots.get(a) < lots.get(b) ? -1 : 1)).slice(0, Number(size)))
    return [ids]
  }

  async check(mutants) {
    const answer = ({ id }) =>
      this.#drawn.has(id) ? { status: 'passed' } : { status: 'compileError', reason: 'not in the sample' }
    return Object.fromEntries(mutants.map((mutant) => [mutant.id, answer(mutant)]))
  }
}

export const strykerPlugins = [{ kind: 'Checker', name: 'sample', injectableClass: DrawSample }]
