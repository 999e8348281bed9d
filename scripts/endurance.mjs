import { npm } from './npm.mjs'
import { readOptions } from './options.mjs'

/**
 * Runs one of test/endurance alone, or a `part` of it, as long as the options say: `--faults 10` becomes `SOAK_FAULTS=10` in its environment.
 * Ends with its exit code.
 */
export function endurance(name, options, part = '') {
  const { values } = readOptions({ options })
  const environment = Object.entries(values).map(([option, value]) => [`${name}_${option}`.toUpperCase(), value])
  Object.assign(process.env, Object.fromEntries(environment))
  const tests = ['run', '--project', 'endurance', `test/endurance/${name}/${part}`]
  const asItIs = ['--disable-console-intercept', '--reporter=default']
  process.exitCode = npm('run', '--silent', 'vitest', '--', ...tests, ...asItIs) ? 0 : 1
}
