import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Mutant } from '../mutant.ts'
import { sources, type TargetName } from '../targets/target.ts'
import { rewriteSource } from './rewrite-source.ts'

/** Every source that the targets name, with one fault each. */
export const rewrittenMutants = (root: string): Mutant[] =>
  Object.entries(sources).flatMap(([target, files]) =>
    files.flatMap(([file, blames]) =>
      rewriteSource(readFileSync(join(root, file), 'utf8')).map(({ line, what, text }) => ({
        family: 'rewriting' as const,
        target: target as TargetName,
        place: `${file}:${line}`,
        what,
        blames,
        source: { file, text },
      })),
    ),
  )
