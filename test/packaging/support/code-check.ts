import { resolve } from 'node:path'
import ts from 'typescript'
import type { CodeBlock } from './documents.ts'

const options: ts.CompilerOptions = {
  target: ts.ScriptTarget.ES2022,
  module: ts.ModuleKind.ESNext,
  moduleResolution: ts.ModuleResolutionKind.Bundler,
  lib: ['lib.es2022.d.ts', 'lib.dom.d.ts', 'lib.dom.iterable.d.ts'],
  types: ['node'],
  strict: true,
  skipLibCheck: true,
  allowJs: true,
  checkJs: true,
  jsx: ts.JsxEmit.ReactJSX,
  noEmit: true,
  allowImportingTsExtensions: true,
}

/** What is asked of JavaScript, which says nothing of types: that it can be read, and that what it names is there. */
const isAboutNames = (code: number) => code < 2000 || [2304, 2305, 2307, 2552, 2614, 2724].includes(code)

/**
 * Compiles files that nobody has written to the disk, all in one program: what they say of it, as `path:line: what is wrong`. They lie
 * in `folder`, whose packages they import.
 */
export function problemsIn(files: ReadonlyMap<string, string>, folder: string): string[] {
  const texts = new Map([...files].map(([name, text]) => [resolve(folder, name), text]))
  const folders = new Set(
    [...texts.keys()].flatMap((path) => path.split('/').map((_, end, parts) => parts.slice(0, end).join('/'))),
  )
  const host = ts.createCompilerHost(options)
  const { fileExists, readFile, directoryExists } = host
  host.fileExists = (path) => texts.has(path) || fileExists(path)
  host.readFile = (path) => texts.get(path) ?? readFile(path)
  host.directoryExists = (path) => folders.has(path) || (directoryExists?.(path) ?? true)
  host.getCurrentDirectory = () => folder
  const program = ts.createProgram([...texts.keys()], options, host)
  return ts
    .getPreEmitDiagnostics(program)
    .filter(({ file, code }) => !file?.fileName.endsWith('.js') || isAboutNames(code))
    .map(({ file, start = 0, messageText }) => {
      const line = (file?.getLineAndCharacterOfPosition(start).line ?? 0) + 1
      return `${file?.fileName.slice(folder.length + 1)}:${line}: ${ts.flattenDiagnosticMessageText(messageText, '\n')}`
    })
}

/** The scripts in a page, one after another, as its browser runs them. */
export const scriptsOf = ({ code }: CodeBlock): string =>
  [...code.matchAll(/<script\b[^>]*>([^]*?)<\/script>/g)].map(([, script = '']) => script).join('\n')
