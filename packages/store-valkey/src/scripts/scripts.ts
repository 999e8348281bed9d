import { createHash } from 'node:crypto'
import { bodies, type ScriptName } from './bodies.ts'
import type { ScriptBody } from './script-body.ts'
import { claimLibrary, sessionLibrary, transcriptLibrary } from './session-library.ts'

export interface Script {
  readonly text: string
  readonly sha: string
  /** Reads only: nothing has to reach replicas or disks. */
  readonly isReadOnly: boolean
}

/** What all scripts of a store are to know. */
export interface ScriptSetting {
  readonly prefix: string
  /** In a cluster a script reaches one slot only: the indexes of starts and users are then written by calls of their own. */
  readonly isCluster: boolean
}

/** The scripts of a store. They are sent once and then called by their digest. */
export function scriptsFor({ prefix, isCluster }: ScriptSetting): Readonly<Record<ScriptName, Script>> {
  const setting = `local prefix, isCluster = '${prefix}', ${isCluster}\n`
  const libraries = setting + sessionLibrary + transcriptLibrary + claimLibrary
  const scripts = Object.entries<ScriptBody>(bodies).map(
    ([name, { isAllowedWithoutMemory, isReadOnly = false, lua }]) => {
      const flags = isAllowedWithoutMemory ? ' flags=allow-oom' : ''
      const text = `#!lua${flags}\n${libraries}\n-- ${name}\n${lua}`
      const sha = createHash('sha1').update(text).digest('hex')
      return [name, { text, sha, isReadOnly }] as const
    },
  )
  return Object.fromEntries(scripts) as Record<ScriptName, Script>
}
