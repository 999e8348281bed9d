import { fork } from 'node:child_process'
import { rmSync } from 'node:fs'
import type { RuleId } from '@chat-transport/conformance'
import type { JudgedMutant, Mutant } from '../mutant.ts'
import { bundleMutant } from './bundle-mutant.ts'
import type { Assignment, Judgement } from './judge-target.ts'

/** A run of the whole kit takes 20 s, and several times as long on a machine that has other work. */
const limitMs = 300_000

let made = 0

/** Runs the kit on one mutant in a process of its own: all of it, or the cases of some rules. */
export async function judgeMutant(root: string, mutant: Mutant, rules?: readonly RuleId[]): Promise<JudgedMutant> {
  let file: string
  try {
    file = await bundleMutant(root, mutant, `mutant-${process.pid}-${++made}`)
  } catch (cause) {
    return { mutant, verdict: 'crash', by: `it cannot be built: ${String(cause).split('\n')[1] ?? ''}` }
  }
  const ended = await runProcess(file, {
    blames: mutant.blames,
    rules,
    ...(mutant.family === 'wrappers' && { wrapper: `${mutant.place}: ${mutant.what}` }),
  })
  rmSync(file, { force: true })
  return { mutant, ...verdictOn(mutant, ended) }
}

type Ended = Judgement | { readonly crashed: string }

export function verdictOn({ blames }: Pick<Mutant, 'blames'>, ended: Ended): Pick<JudgedMutant, 'verdict' | 'by'> {
  if ('crashed' in ended) return { verdict: 'crash', by: ended.crashed }
  const right = ended.failed.find(({ rule }) => blames.includes(rule))
  const first = right ?? ended.failed[0] ?? ended.stopped
  if (!first) return { verdict: blames.length > 0 ? 'unseen' : 'rightly passed', by: '' }
  return { verdict: right ? 'right rule' : 'another rule', by: `${first.id}: ${first.because}` }
}

function runProcess(file: string, assignment: Assignment): Promise<Ended> {
  return new Promise((resolve) => {
    let said: Ended | undefined
    let errors = ''
    const child = fork(file, [JSON.stringify(assignment)], {
      // A fault may send without end: it should end before the machine's memory does.
      execArgv: ['--max-old-space-size=512'],
      stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
    })
    const limit = setTimeout(() => {
      said = { crashed: `it was not over after ${limitMs / 1000} s` }
      child.kill('SIGKILL')
    }, limitMs)
    child.on('message', (judgement: Judgement) => (said ??= judgement))
    child.stderr?.on('data', (text: Buffer) => (errors = (errors + String(text)).slice(-4000)))
    child.on('close', (code) => {
      clearTimeout(limit)
      resolve(said ?? { crashed: `code ${code}: ${errors.match(/^\w*Error: .*$/m)?.[0] ?? ''}` })
    })
  })
}
