import { execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { appendFile, cp, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { beforeAll } from 'vitest'
import { packPackages } from '../../../scripts/release/pack-packages.mjs'

const apps = fileURLToPath(new URL('../apps/', import.meta.url))
const run = promisify(execFile)

/** Somebody else's project, in a folder of its own outside the repository. */
export interface OutsideProject {
  readonly folder: string
  write(path: string, text: string): Promise<void>
  /** Adds to a file in one write, so that nobody who watches it sees half of it. */
  append(path: string, text: string): Promise<void>
  /** Runs a file with Node, a package's program for one, and gives what it prints. Rejects, with all of it, when it fails. */
  run(file: string, args?: readonly string[], env?: Readonly<Record<string, string>>): Promise<string>
  /** The errors that TypeScript finds, run as `tsc` with these options: ours, or another one that the project has. */
  typeErrors(options: readonly string[], compiler?: string): Promise<string[]>
  /** Runs a server, and waits until it prints its address. */
  serve(file: string, args: readonly string[]): Promise<OutsideServer>
}

export interface OutsideServer {
  readonly origin: string
  stop(): Promise<void>
}

export interface OutsideProjectOptions {
  /** Which of our packages it installs, and of which they depend: packed as they are published. */
  readonly packages: readonly string[]
  /** What else it installs, from the registry that npm is set up for. */
  readonly dependencies: Readonly<Record<string, string>>
  /** A folder of `test/packaging/apps`: what its author has written. */
  readonly app: string
}

const installTimeoutMs = 300_000

/** One project for all tests of the current `describe` or file; returns what gives it to a test. */
export function shareOutsideProject(options: OutsideProjectOptions): () => OutsideProject {
  let project: OutsideProject | undefined
  beforeAll(async () => {
    const folder = await mkdtemp(join(tmpdir(), 'chat-transport-outside-'))
    const remove = () => rm(folder, { recursive: true, force: true, maxRetries: 5 })
    await setUp(folder, options).catch(async (error: unknown) => {
      await remove()
      throw error
    })
    project = projectIn(folder)
    return remove
  }, installTimeoutMs)
  return () => {
    if (!project) throw new Error('the project is set up before the tests, and there is none yet')
    return project
  }
}

/** Copies, packs, installs. */
async function setUp(folder: string, { packages, dependencies, app }: OutsideProjectOptions): Promise<void> {
  await cp(join(apps, app), folder, { recursive: true })
  const packed = await packPackages(packages, join(folder, 'packed'))
  const tarballs = Object.fromEntries([...packed].map(([name, file]) => [name, `file:${file}`]))
  const manifest = { private: true, type: 'module', dependencies: { ...dependencies, ...tarballs } }
  await writeFile(join(folder, 'package.json'), JSON.stringify(manifest, undefined, 2))
  const install = ['install', '--prefer-offline', '--no-audit', '--no-fund', '--ignore-scripts', '--loglevel=error']
  await run('npm', install, { cwd: folder, env: outsideEnvironment() })
}

function projectIn(folder: string): OutsideProject {
  const ourCompiler = fileURLToPath(import.meta.resolve('typescript/bin/tsc'))
  return {
    folder,
    async write(path, text) {
      await mkdir(dirname(join(folder, path)), { recursive: true })
      await writeFile(join(folder, path), text)
    },
    append: (path, text) => appendFile(join(folder, path), text),
    async run(file, args = [], env = {}) {
      const options = { cwd: folder, env: { ...outsideEnvironment(), ...env }, maxBuffer: 64 * 1024 * 1024 }
      try {
        return (await run(process.execPath, [file, ...args], options)).stdout
      } catch (error) {
        const { stdout, stderr } = error as { readonly stdout?: string; readonly stderr?: string }
        throw new Error(`${file} ${args.join(' ')} failed:\n${stdout}\n${stderr}`, { cause: error })
      }
    },
    async typeErrors(options, compiler = ourCompiler) {
      const environment = { cwd: folder, env: outsideEnvironment() }
      const failed = (error: unknown) => error as { readonly stdout: string }
      const { stdout } = await run(process.execPath, [compiler, '--pretty', 'false', ...options], environment).catch(
        failed,
      )
      return stdout.split('\n').filter((line) => line !== '')
    },
    async serve(file, args) {
      const server = spawn(process.execPath, [file, ...args], { cwd: folder, env: outsideEnvironment() })
      const exited = once(server, 'exit')
      let output = ''
      const origin = new Promise<string>((resolve, reject) => {
        const heard = (chunk: Buffer) => {
          output += chunk.toString()
          const [, address] = /Local: +(http:\/\/[^/\s]+)/.exec(output) ?? []
          if (address) resolve(address)
        }
        server.stdout.on('data', heard)
        server.stderr.on('data', heard)
        server.once('exit', (code) => reject(new Error(`${file} has ended with ${code}:\n${output}`)))
      })
      return {
        origin: await origin,
        async stop() {
          server.kill()
          await exited
        },
      }
    },
  }
}

/** What a program of its own would find: not what the test runner has put there for its tests. */
function outsideEnvironment(): NodeJS.ProcessEnv {
  const ours = /^(VITEST|VITE_|NODE_ENV$|NODE_OPTIONS$|FORCE_COLOR$|TEST$|DEV$|PROD$|MODE$|SSR$|BASE_URL$)/
  const theirs = Object.entries(process.env).filter(([name]) => !ours.test(name))
  return { ...Object.fromEntries(theirs), NO_COLOR: '1', NEXT_TELEMETRY_DISABLED: '1' }
}
