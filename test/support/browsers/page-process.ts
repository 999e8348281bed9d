import { readdir, readFile } from 'node:fs/promises'

interface Process {
  readonly id: number
  readonly parent: number
  /** The time of the processor that it has used, in ticks. */
  readonly used: number
}

/** A programs' own names of the processes in which it runs the code of pages. */
const runsPages = /WebKitWebProcess|-contentproc/

/** Stops, lets go on, and ends what runs the code of a page. Linux. */
export function pageProcess(ancestor: number, evaluate: (expression: string) => Promise<unknown>) {
  let found: Promise<number> | undefined
  const signal = async (name: NodeJS.Signals) => {
    process.kill(await (found ??= processOfPage(ancestor, () => evaluate(busyForAWhile))), name)
  }
  return { freeze: () => signal('SIGSTOP'), thaw: () => signal('SIGCONT'), crash: () => signal('SIGKILL') }
}
const busyForAWhile = '(() => { const until = Date.now() + 300; while (Date.now() < until); return true })()'

/** The process that runs a page's code, among all that `ancestor` has started. It is the one that `work` keeps busy. */
async function processOfPage(ancestor: number, work: () => Promise<unknown>): Promise<number> {
  const before = new Map((await pageProcesses(ancestor)).map(({ id, used }) => [id, used]))
  await work()
  const after = await pageProcesses(ancestor)
  const worked = ({ id, used }: Process) => used - (before.get(id) ?? 0)
  const [busiest] = after.sort((a, b) => worked(b) - worked(a))
  if (!busiest) throw new Error(`process ${ancestor} has started none that runs pages`)
  return busiest.id
}

async function pageProcesses(ancestor: number): Promise<Process[]> {
  const ids = (await readdir('/proc')).map(Number).filter((id) => id > 0)
  const all = (await Promise.all(ids.map(readProcess))).filter((process) => process !== undefined)
  const parents = new Map(all.map(({ id, parent }) => [id, parent]))
  const isFromIt = (id: number | undefined): boolean =>
    id !== undefined && (id === ancestor || isFromIt(parents.get(id)))
  const found: Process[] = []
  for (const process of all)
    if (isFromIt(process.id) && runsPages.test(await read(process.id, 'cmdline'))) found.push(process)
  return found
}

async function readProcess(id: number): Promise<Process | undefined> {
  const stat = await read(id, 'stat')
  // The name, in brackets, may have spaces.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
  return stat ? { id, parent: Number(fields[1]), used: Number(fields[11]) + Number(fields[12]) } : undefined
}

const read = (id: number, file: string) => readFile(`/proc/${id}/${file}`, 'utf8').catch(() => '') // it has ended
