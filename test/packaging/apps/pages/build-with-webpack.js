import { resolve } from 'node:path'
import webpack from 'webpack'

const [, , folder] = process.argv
const output = { path: resolve(folder), filename: 'main.js' }

webpack({ mode: 'production', entry: './main.js', output }, (error, stats) => {
  if (error) throw error
  console.log(stats.toString())
  process.exitCode = stats.hasErrors() || stats.hasWarnings() ? 1 : 0
})
