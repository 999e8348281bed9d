import { existsSync } from 'node:fs'
import { onPath } from './browsers.mjs'
import { run } from './npm.mjs'

/** What Debian and Ubuntu call the package with the server that tests of `@chat-transport/store-valkey` start for themselves. */
export const debianPackage = 'redis-server'

/** The path of the program, or `undefined` when it is not installed. `REDIS_SERVER_BIN` names another one, such as `valkey-server`. */
export const findRedisServer = () => onPath(process.env.REDIS_SERVER_BIN ?? 'redis-server')

/** What to tell a person whose machine lacks it. */
export const howToGetRedisServer = () =>
  'redis-server is not installed. Tests of the store on Valkey need it: ' +
  (process.platform === 'linux'
    ? `sudo apt-get install ${debianPackage}`
    : 'install it from https://valkey.io/download/') +
  ', or set REDIS_SERVER_BIN to valkey-server.'

/** The package starts a server for everybody. Nobody has asked for that one: tests start their own. */
export function stopService() {
  if (existsSync('/run/systemd/system')) run('systemctl', ['disable', '--now', '--quiet', 'redis-server'])
  else if (existsSync('/etc/init.d/redis-server')) run('/etc/init.d/redis-server', ['stop'])
}
