import { npm } from './npm.mjs'
import { failUsage, readOptions } from './options.mjs'

/**
 * Runs one of test/endurance alone, or a `part` of it, as long as the options say: `--faults 10` becomes `SOAK_FAULTS=10` in its environment.
 * Each of `modes` is chosen by the option that it is named for; the one named '' is played without any of them. Ends with its exit code.
 */
export function endurance(modes) {
  const { name, part = '', values } = chosen(modes)
  const environment = Object.entries(values).map(([option, value]) => [`${name}_${option}`.toUpperCase(), value])
  Object.assign(process.env, Object.fromEntries(environment))
  const tests = ['run', '--project', 'endurance', `test/endurance/${name}/${part}`]
  const asItIs = ['--disable-console-intercept', '--reporter=default']
  process.exitCode = npm('run', '--silent', 'vitest', '--', ...tests, ...asItIs) ? 0 : 1
}

/** The mode that is asked for, with the values of its options. */
function chosen(modes) {
  const { values } = readOptions({ options: optionsOf(modes) })
  const [mode = '', ...more] = Object.keys(modes).filter((each) => each in values)
  if (more.length > 0) failUsage(`--${mode} and --${more.join(', --')} do not go together: choose one of them.`)
  const { options, ...rest } = modes[mode]
  for (const option of Object.keys(values).filter((each) => each !== mode && !(each in options))) {
    if (mode) failUsage(`--${option} does not go with --${mode}.`)
    const needed = Object.keys(modes).filter((each) => option in modes[each].options)
    failUsage(`--${option} goes with --${needed.join(' or --')} only.`)
  }
  const defaults = Object.entries(options).flatMap(([option, { default: value }]) => (value ? [[option, value]] : []))
  return { ...rest, values: { ...Object.fromEntries(defaults), ...values } }
}

/** Those of all modes. None has its default, which is another one in each mode. */
function optionsOf(modes) {
  const flags = Object.keys(modes).flatMap((mode) => (mode ? [[mode, { type: 'boolean' }]] : []))
  const all = Object.values(modes).flatMap(({ options }) => Object.entries(options))
  return Object.fromEntries([...flags, ...all].map(([option, { type }]) => [option, { type }]))
}
