import type { BundleReport } from './bundle-report.ts'
import { clients } from './clients.ts'

/** What each client weighs, and what a page has of it, as Markdown. */
export function bundleTable({ conditions: { date, commit, node, esbuild }, bundles }: BundleReport): string {
  const kilobytes = (bytes: number) => (bytes / 1000).toFixed(1)
  return [
    `${date}, commit ${commit}: esbuild ${esbuild}, Node ${node}, gzip at its best. Kilobytes of 1,000.`,
    '',
    '| | version | minified (kB) | gzipped (kB) | does | leaves to you |',
    '|---|---|--:|--:|---|---|',
    ...clients.flatMap(({ name, documentation, does, leaves }) =>
      bundles
        .filter(({ client }) => client === name)
        .map(
          ({ version, minifiedBytes, gzipBytes }) =>
            `| [${name}](${documentation}) | ${version} | ${kilobytes(minifiedBytes)} | ${kilobytes(gzipBytes)} | ${does} | ${leaves} |`,
        ),
    ),
  ].join('\n')
}
