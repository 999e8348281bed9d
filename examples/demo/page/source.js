import { byId, element } from './dom.js'

/** The files of the shop's page that have to do with its chat; the rest is a shop. */
const files = ['index.html', 'chat.js', 'account.js', 'chat/transports.js', 'shop.css']

/** What is told apart: comments, strings, tags, and words of the language. */
const parts =
  /(?<comment><!--[\s\S]*?-->|\/\*[\s\S]*?\*\/|(?<![:'"])\/\/.*)|(?<string>'[^'\n]*'|"[^"\n]*"|`[^`]*`)|(?<word><\/?[\w-]+|\/?>|\b(?:import|export|from|const|let|function|return|if|else|async|await|new|throw)\b)/g

/** Shows the source of the shop's page, as the server serves it. */
export function showSource(server) {
  const snippet = `<script type="module" src="/widget/chat-widget.js"></script>\n<chat-widget server="${server}"></chat-widget>`
  byId('snippet').replaceChildren(...colored(snippet))

  const buttons = files.map((file) => element('button', { type: 'button', onclick: () => show(file) }, file))
  byId('source-files').append(...buttons)
  const show = async (file) => {
    for (const button of buttons) button.setAttribute('aria-pressed', String(button.textContent === file))
    const text = await (await fetch(`/shop/${file}`)).text()
    byId('source-text').replaceChildren(...colored(text))
  }
  void show(files[0])
}

function* colored(text) {
  let at = 0
  for (const { 0: part, index, groups } of text.matchAll(parts)) {
    yield text.slice(at, index)
    const [kind] = Object.entries(groups).find(([, found]) => found !== undefined)
    yield element('span', { class: kind }, part)
    at = index + part.length
  }
  yield text.slice(at)
}
