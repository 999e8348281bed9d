#!/usr/bin/env node
import { runCli } from '../dist/server.js'

process.exitCode = await runCli(process.argv.slice(2), {
  print: (text) => console.log(text),
  printError: (text) => console.error(text),
})
