import { listSettings, type ListedSetting } from '../schema/list-settings.ts'
import { fileVariable } from '../settings/load-settings.ts'
import { settings } from '../settings/settings.ts'

/** What a setting is when nobody sets it, in words. */
export function defaultOf({ setting }: ListedSetting): string {
  const { fallback, otherwise } = setting
  if (otherwise !== undefined) return otherwise
  return Array.isArray(fallback) ? fallback.join(',') || 'none' : String(fallback)
}

const described = (listed: ListedSetting) =>
  `  ${listed.key}  (${listed.variable})\n      ${listed.setting.about}\n      Default: ${defaultOf(listed)}`

export const help = (): string => `Usage: chat-transport-server [--config chat.json] [--check]

Starts a chat server. Each setting has a place in the file, and a variable of the environment, which wins.

  --config <file>  the file with settings, JSON. Without it, that of ${fileVariable}, or none
  --check          says what is wrong with the settings, and with the files and folders that they name, and starts nothing
  --help, --version

SIGTERM and SIGINT end it, a second one at once. SIGHUP lets it read its certificate anew.

Exits with
  0  it was told to end (SIGTERM, SIGINT) and has finished; or --check has found nothing wrong
  1  it could not start, or --check has found a file or folder that it could not use; it was cut off while it shut down, or was
     told twice to end
  2  the command line or the settings are wrong

Settings, in the file by their names ({ "tls": { "certFile": "…" } }), lists in the environment with commas:

${listSettings(settings).map(described).join('\n')}`
