import '@angular/compiler' // compiles the templates in the page
import 'zone.js'
import { bootstrapApplication } from '@angular/platform-browser'
import { ChatBox } from './chat-box.component'

const app = await bootstrapApplication(ChatBox)
app.isStable.subscribe((isStable) => Object.assign(window, { isStable }))
