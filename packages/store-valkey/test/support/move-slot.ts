import type { RedisServer } from './redis-server.ts'

/** Moves a slot key by key, as `redis-cli --cluster reshard` does, and leaves time for calls in between. */
export async function moveSlot(slot: number, from: RedisServer, to: RedisServer): Promise<void> {
  const [fromId, toId] = [String(await from.command('CLUSTER', 'MYID')), String(await to.command('CLUSTER', 'MYID'))]
  const setSlot = (server: RedisServer, ...state: readonly string[]) =>
    server.command('CLUSTER', 'SETSLOT', String(slot), ...state)
  await setSlot(to, 'IMPORTING', fromId)
  await setSlot(from, 'MIGRATING', toId)
  const nextKey = async () => (await from.command('CLUSTER', 'GETKEYSINSLOT', String(slot), '1')) as readonly string[]
  for (let [key] = await nextKey(); key !== undefined; [key] = await nextKey()) {
    await from.command('MIGRATE', '127.0.0.1', String(to.port), key, '0', '5000')
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
  for (const server of [to, from]) await setSlot(server, 'NODE', toId)
}
