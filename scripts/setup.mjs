// Makes a fresh clone ready, whatever is missing: `npm start` and `npm test` run it first, before anything is installed.
// So it needs nothing but Node. With --browsers it sees to what else the tests drive, too: browsers, Python, and a
// Redis server.
import { debianPackagesOf, findBrowser, howToGet, neededBrowsers, onPath } from './browsers.mjs'
import { installDependencies } from './dependencies.mjs'
import { run } from './npm.mjs'
import { debianPackage, findRedisServer, howToGetRedisServer, stopService } from './redis-server.mjs'

const oldestNode = [20, 19]

if (!isNodeRecent()) {
  console.error(
    `Node ${oldestNode.join('.')} or newer is needed; this is ${process.version}. Get it from https://nodejs.org/`,
  )
  process.exit(1)
}
if (!installDependencies()) {
  console.error('Unable to install the dependencies: see what npm says above, then try again.')
  process.exit(1)
}
if (process.argv.includes('--browsers')) provideForTests()

function isNodeRecent() {
  const [major, minor] = process.versions.node.split('.').map(Number)
  return major > oldestNode[0] || (major === oldestNode[0] && minor >= oldestNode[1])
}

/** What cannot be had is no reason to stop: the tests that need it fail and say so, all others run. */
function provideForTests() {
  const missing = neededBrowsers.filter((name) => !findBrowser(name))
  const hasPython = onPath('python3') !== undefined
  const hasRedis = findRedisServer() !== undefined
  const packages = [
    ...missing.flatMap(debianPackagesOf),
    ...(hasPython ? [] : ['python3']),
    ...(hasRedis ? [] : [debianPackage]),
  ]
  if (packages.length > 0 && mayInstall()) {
    console.log(`Installing ${packages.join(', ')}…`)
    const quietly = { DEBIAN_FRONTEND: 'noninteractive' }
    run('apt-get', ['update', '-qq'], quietly)
    run('apt-get', ['install', '-y', '-qq', '--no-install-recommends', ...packages], quietly)
    if (!hasRedis) stopService()
  }
  for (const name of missing) if (!findBrowser(name)) console.error(howToGet(name))
  if (!onPath('python3'))
    console.error('Python 3 is not installed. The test of the Python bot needs it: install python3.')
  if (!findRedisServer()) console.error(howToGetRedisServer())
}

function mayInstall() {
  return process.platform === 'linux' && process.getuid?.() === 0 && onPath('apt-get') !== undefined
}
