// Runs the program that its arguments name, in a process group of its own, and ends the whole group when its own input ends:
// when whoever started it says so, or is gone. A driver that is killed would leave its browser and its display behind.
import { spawn } from 'node:child_process'

const patienceMs = 5_000
const [command, ...args] = process.argv.slice(2)
const program = spawn(command, args, { detached: true, stdio: ['ignore', 'ignore', 'inherit'] })

program.once('error', (error) => {
  console.error(error.message)
  process.exit(1)
})
program.once('exit', (code) => {
  signalGroup('SIGKILL') // what it has left behind
  process.exit(code ?? 1)
})
process.stdin.resume().once('end', () => {
  signalGroup('SIGTERM')
  setTimeout(() => signalGroup('SIGKILL'), patienceMs)
})
process.on('SIGINT', () => undefined) // a terminal sends it to all: the end of the input decides

function signalGroup(signal) {
  try {
    process.kill(-program.pid, signal)
  } catch (error) {
    if (error.code !== 'ESRCH') throw error // nobody left is what was wanted
  }
}
