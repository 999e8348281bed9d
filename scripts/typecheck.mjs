// Type-checks every package by its own tsconfig.json (so that what one may use does not leak into another), then the tests.
import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { root, run } from './npm.mjs'

const compiler = join(root, 'node_modules/typescript/bin/tsc')
const packages = readdirSync(join(root, 'packages')).map((name) => `packages/${name}`)
const projects = [...packages, '.'].filter((folder) => existsSync(join(root, folder, 'tsconfig.json')))

const failed = projects.filter((project) => !run(process.execPath, [compiler, '--project', project]))
if (failed.length > 0) console.error(`Type errors in: ${failed.join(', ')}`)
process.exitCode = failed.length > 0 ? 1 : 0
