import { defaultOf } from '../../src/command/help.ts'
import { listSettings } from '../../src/schema/list-settings.ts'
import { settings } from '../../src/settings/settings.ts'

/** SETTINGS.md. */
export function settingsPage(): string {
  const rows = listSettings(settings).map(
    (listed) =>
      `| \`${listed.key}\` | \`${listed.variable}\` | ${cell(defaultOf(listed))} | ${cell(listed.setting.about)} |`,
  )
  return `# Settings of chat-transport-server

The same as \`chat-transport-server --help\`. A name with a dot stands in an object: \`{ "tls": { "certFile": "…" } }\`. Variables of the
environment win over the file, and empty ones count as not set; lists have commas there. Paths begin in the folder that the server runs in.

Your log-in, checks of what is said, and webhooks are code, and no settings: [a program](../../docs/recipes/production.md) adds them to the command.

| in the file | in the environment | default | |
|---|---|---|---|
${rows.join('\n')}
`
}

const cell = (text: string) => text.replaceAll('|', '\\|').replaceAll('*', '\\*')
