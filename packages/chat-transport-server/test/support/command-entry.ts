import { runCommand } from 'chat-transport-server'

process.exit(await runCommand(process.argv.slice(2), process))
