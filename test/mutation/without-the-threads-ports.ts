/**
 * Some tests ask what the process still holds when a chat is over. Stryker runs tests in a thread, which holds ports to speak to
 * its process all the time: they do not count.
 */
const { getActiveResourcesInfo } = process
const isPort = (resource: string) => resource === 'MessagePort'
const ofTheThread = getActiveResourcesInfo().filter(isPort).length

process.getActiveResourcesInfo = () => {
  const resources = getActiveResourcesInfo()
  const ports = resources.filter(isPort).slice(ofTheThread)
  return [...resources.filter((resource) => !isPort(resource)), ...ports]
}
