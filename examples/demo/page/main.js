import { createAgentConsole } from './agent/agent-console.js'
import { openChannel } from './channel.js'
import { createControls } from './faults/controls.js'
import { createRibbon } from './faults/ribbon.js'
import { createRoute } from './faults/route.js'
import { createTimeline } from './faults/timeline.js'
import { openShop } from './shop-frame.js'
import { showSource } from './source.js'
import { createViews } from './views.js'

createViews()
const { chatUrls, agentApi } = await (await fetch('/settings.json')).json()

const channel = openChannel()
const timeline = createTimeline()
const route = createRoute({ pageOrigin: location.origin, chatOrigin: new URL(chatUrls.cometd).origin })

createAgentConsole({ api: agentApi, timeline, filesFrom: chatUrls.cometd })
const shop = openShop({ timeline, route, ribbon: createRibbon() })
createControls({ channel, timeline, route, shop })
showSource(chatUrls.cometd)
