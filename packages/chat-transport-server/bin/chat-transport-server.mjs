#!/usr/bin/env node
import process from 'node:process'
import { runCommand } from '../dist/index.js'

process.exit(await runCommand(process.argv.slice(2), process))
