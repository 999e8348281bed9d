import type { ServerResponse } from 'node:http'

export declare function strictPolicy(more?: { readonly images?: string; readonly connections?: string }): string

export declare function serveFile(
  response: ServerResponse,
  what: { readonly file: string | undefined; readonly policy: string; readonly atEnd?: string },
): Promise<void>
