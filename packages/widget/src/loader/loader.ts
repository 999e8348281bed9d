import type { ChatWidget } from '../chat-widget.ts'
import { page, runs } from './loader-global.ts'
import { placeWidget } from './place-widget.ts'

const script = document.currentScript as HTMLScriptElement | null
const server = script?.dataset['server']
if (!script || !server) throw new Error('chat-loader: needs data-server')

page.ready = (run) => {
  runs.push(run)
  for (const widget of document.querySelectorAll<ChatWidget>('chat-widget'))
    if (widget.server) queueMicrotask(() => run(widget))
}

/** One widget for each server, however many tags there are. */
const show = () => document.querySelector(`chat-widget[data-server="${CSS.escape(server)}"]`) ?? placeWidget(script)

/** Scripts in the head come before the body. */
if (document.body) show()
else addEventListener('DOMContentLoaded', show)
