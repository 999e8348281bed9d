import { accessSync, constants } from 'node:fs'
import { delimiter, join } from 'node:path'

/**
 * The browsers that tests drive. For each: the variable that names its program outright, what the program is called on
 * the PATH, where it usually lies otherwise, what else must be there, and how to get it.
 */
const table = {
  chromium: {
    title: 'Chromium (or Chrome)',
    variable: 'CHROME_BIN',
    commands: ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable', 'chrome'],
    places: {
      darwin: [
        '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
        '/Applications/Chromium.app/Contents/MacOS/Chromium',
      ],
      win32: windowsPrograms('Google\\Chrome\\Application\\chrome.exe', 'Microsoft\\Edge\\Application\\msedge.exe'),
    },
    alongside: {},
    debianPackages: ['chromium'],
    download: 'https://www.google.com/chrome/',
  },
  firefox: {
    title: 'Firefox',
    variable: 'FIREFOX_BIN',
    commands: ['firefox-esr', 'firefox'],
    places: {
      darwin: ['/Applications/Firefox.app/Contents/MacOS/firefox'],
      win32: windowsPrograms('Mozilla Firefox\\firefox.exe'),
    },
    alongside: {},
    debianPackages: ['firefox-esr'],
    download: 'https://www.mozilla.org/firefox/',
  },
  webkit: {
    title: 'WebKit (WebKitGTK and its driver)',
    variable: 'WEBKIT_DRIVER_BIN',
    commands: ['WebKitWebDriver'],
    places: {},
    alongside: { linux: ['xvfb-run'] },
    debianPackages: ['webkit2gtk-driver', 'xvfb', 'xauth'],
    download: 'https://webkitgtk.org/',
  },
}

/** The browsers that the tests need today. */
export const neededBrowsers = ['chromium', 'firefox', 'webkit']

/** The path of the browser's program, or `undefined` when it, or something it needs beside it, is not installed. */
export function findBrowser(name) {
  const { variable, commands, places, alongside } = entry(name)
  const beside = alongside[process.platform] ?? []
  if (!beside.every(onPath)) return undefined
  const named = process.env[variable]
  if (named) return isProgram(named) ? named : undefined
  return commands.map(onPath).find(Boolean) ?? (places[process.platform] ?? []).find(isProgram)
}

/** What to tell a person whose machine lacks the browser. */
export function howToGet(name) {
  const { title, variable, debianPackages, download } = entry(name)
  const named = process.env[variable]
  const why = named ? `${variable} names ${named}, which cannot be run` : `${title} is not installed`
  const install =
    process.platform === 'linux' ? `sudo apt-get install ${debianPackages.join(' ')}` : `install it from ${download}`
  return `${why}. Tests in a real browser need it: ${install}, or set ${variable} to its program.`
}

/** What Debian and Ubuntu call the packages it comes in. */
export function debianPackagesOf(name) {
  return entry(name).debianPackages
}

function entry(name) {
  if (!Object.hasOwn(table, name)) throw new RangeError(`"${name}" is none of ${Object.keys(table).join(', ')}`)
  return table[name]
}

/** The full path of a program on the PATH, or of one that is named by its path. */
export function onPath(command) {
  if (/[\\/]/.test(command)) return isProgram(command) ? command : undefined
  const file = process.platform === 'win32' ? `${command}.exe` : command
  const folders = (process.env.PATH ?? '').split(delimiter).filter(Boolean)
  return folders.map((folder) => join(folder, file)).find(isProgram)
}

function isProgram(path) {
  try {
    accessSync(path, constants.X_OK)
    return true
  } catch {
    return false // not there, or not ours to run: the same to us
  }
}

function windowsPrograms(...files) {
  const { LOCALAPPDATA, PROGRAMFILES, 'PROGRAMFILES(X86)': programFiles32 } = process.env
  const folders = [LOCALAPPDATA, PROGRAMFILES, programFiles32].filter(Boolean)
  return folders.flatMap((folder) => files.map((file) => join(folder, file)))
}
