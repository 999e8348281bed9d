import { storeProblems } from '../stores/store-kinds.ts'
import type { Settings } from './settings.ts'

/** What is right by itself and wrong together. */
export function crossChecks({
  agents,
  store,
  tls,
  limits,
  host,
  port,
  metrics,
  path,
  instance,
  files,
}: Settings): readonly string[] {
  const isHalf = (tls.certFile === undefined) !== (tls.keyFile === undefined)
  const roomBytes = limits.maxMessageBytes + aroundCommandBytes
  const { maxFrameBytes } = limits
  const isSamePort = metrics.enabled && metrics.host === host && metrics.port === port && port !== 0
  return [
    ...(isHalf ? ['tls.certFile, tls.keyFile: expected both of them or none, got one'] : []),
    ...(maxFrameBytes !== undefined && maxFrameBytes < roomBytes
      ? [
          `limits.maxFrameBytes: expected ${roomBytes} at least, the largest command and 1024 bytes, got ${maxFrameBytes}`,
        ]
      : []),
    ...(isSamePort ? [`metrics.port: expected another port than that of the chat, got ${port}`] : []),
    ...storeProblems(store),
    ...pathChecks({ agents, path }),
    ...instanceChecks({ instance, files }),
  ]
}

function instanceChecks({ instance, files }: Pick<Settings, 'instance' | 'files'>): readonly string[] {
  const parts = [instance.name, instance.address, instance.secret].filter((part) => part !== undefined)
  return [
    ...(parts.length > 0 && parts.length < 3
      ? [`instance.name, instance.address, instance.secret: expected all of them or none, got ${parts.length}`]
      : []),
    ...(parts.length > 0 && files.enabled && files.folder === undefined
      ? ['files.folder: expected a folder that all servers share, beside instance, got none']
      : []),
  ]
}

const pathChecks = ({ agents, path }: Pick<Settings, 'agents' | 'path'>): readonly string[] => [
  ...(isBelow(agents.path, path) || isBelow(path, agents.path)
    ? [`agents.path: expected a path beside that of the chat, ${path}, got ${agents.path}`]
    : []),
  ...(statusPaths.includes(path) ? [`path: expected another path than ${statusPaths.join(' and ')}, got ${path}`] : []),
]

const isBelow = (path: string, other: string) => `${path}/`.startsWith(`${other}/`)
const aroundCommandBytes = 1_024
const statusPaths = ['/healthz', '/readyz']
