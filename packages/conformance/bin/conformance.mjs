#!/usr/bin/env node
import { runCli } from '../dist/cli.js'

const { stderr } = process
const fresh = stderr.isTTY ? '\r\u001B[K' : ''

process.exitCode = await runCli(process.argv.slice(2), {
  print: (text) => console.log(text),
  printError: (text) => void stderr.write(`${fresh}${text}\n`),
  // Longer than a row it could not be replaced.
  showProgress: (text) => void (stderr.isTTY && stderr.write(`${fresh}${text.slice(0, stderr.columns - 1)}`)),
})
