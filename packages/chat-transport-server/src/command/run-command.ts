import { createRequire } from 'node:module'
import { parseArgs } from 'node:util'
import { systemClock } from '@chat-transport/core'
import { StartError } from '../http/start-error.ts'
import { createLogger } from '../log/create-logger.ts'
import { SettingsError } from '../schema/settings-error.ts'
import { startService } from '../service/start-service.ts'
import { placeProblems } from '../service/place-problems.ts'
import { loadSettings } from '../settings/load-settings.ts'
import type { Settings } from '../settings/settings.ts'
import type { CommandAdditions } from '../service/command-additions.ts'
import type { CommandProcess } from './command-process.ts'
import { help } from './help.ts'
import { untilToldToEnd } from './signals.ts'

const exitCodes = { done: 0, failed: 1, misused: 2 } as const

const options = {
  config: { type: 'string' },
  check: { type: 'boolean' },
  help: { type: 'boolean' },
  version: { type: 'boolean' },
} as const

/**
 * Runs the command until it is told to end. Resolves with its exit code: see `--help`. Never rejects for what an operator can mend.
 * A program of your own may add what no setting can say.
 */
export async function runCommand(
  args: readonly string[],
  process: CommandProcess,
  additions: CommandAdditions = {},
): Promise<number> {
  const print = (text: string) => void process.stdout.write(`${text}\n`)
  const printError = (text: string) => void process.stderr.write(`chat-transport-server: ${text}\n`)
  try {
    const { config, check, help: isHelp, version } = parse(args)
    if (isHelp || version) {
      print(isHelp ? help() : ownVersion())
      return exitCodes.done
    }
    const settings = await loadSettings({ file: config, environment: process.env })
    if (!check) return await run(settings, process, additions)
    const problems = await placeProblems(settings)
    problems.forEach(printError)
    if (problems.length > 0) return exitCodes.failed
    print('The settings are right.')
    return exitCodes.done
  } catch (cause) {
    return explain(cause, printError)
  }
}

async function run(settings: Settings, process: CommandProcess, additions: CommandAdditions): Promise<number> {
  const logger = createLogger({ ...settings.log, isTerminal: process.stdout.isTTY })
  const toldToEnd = untilToldToEnd(process, exitCodes.failed)
  const service = await startService(settings, { logger, clock: systemClock, additions })
  const { renewCertificate } = service
  if (renewCertificate) process.on('SIGHUP', () => void renewCertificate())
  logger.info(`told to end by ${await toldToEnd}`)
  return (await service.stop()) ? exitCodes.done : exitCodes.failed
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({ args: [...args], options }).values
  } catch (cause) {
    throw new SettingsError([`${cause instanceof Error ? cause.message : String(cause)}. See --help`])
  }
}

function explain(cause: unknown, printError: (text: string) => void): number {
  if (cause instanceof SettingsError) {
    cause.problems.forEach(printError)
    return exitCodes.misused
  }
  if (!(cause instanceof StartError)) throw cause
  printError(cause.message)
  return exitCodes.failed
}

function ownVersion(): string {
  const { version } = createRequire(import.meta.url)('chat-transport-server/package.json') as {
    readonly version: string
  }
  return version
}
