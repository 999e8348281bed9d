import { byId, element } from '../dom.js'

/** The kinds of records, and what their filters are called. */
const kinds = {
  connectivity: { one: 'Connectivity', all: 'Connectivity' },
  retry: { one: 'Retry', all: 'Retries' },
  event: { one: 'Event', all: 'Events' },
  error: { one: 'Error', all: 'Errors' },
  control: { one: 'Control', all: 'Controls' },
}
const mostRecords = 500

/** What happened, newest first, filtered by kind. */
export function createTimeline() {
  const records = byId('records')
  const shown = new Set(Object.keys(kinds))

  const applyFilter = (record) => (record.hidden = !shown.has(record.dataset.kind))
  const toggle = (kind, button) => {
    if (!shown.delete(kind)) shown.add(kind)
    button.setAttribute('aria-pressed', String(shown.has(kind)))
    for (const record of records.children) applyFilter(record)
  }
  for (const [kind, { all }] of Object.entries(kinds)) {
    const filter = element(
      'button',
      { class: 'filter', type: 'button', 'data-kind': kind, 'aria-pressed': 'true' },
      all,
    )
    filter.addEventListener('click', () => toggle(kind, filter))
    byId('filters').append(filter)
  }
  byId('clear-timeline').addEventListener('click', () => records.replaceChildren())

  return {
    /** `detail` is shown as JSON when the record is opened. */
    add(kind, text, detail) {
      const record = element('li', { 'data-kind': kind })
      record.append(detail === undefined ? plain(kind, text) : withDetail(kind, text, detail))
      applyFilter(record)
      records.prepend(record)
      while (records.children.length > mostRecords) records.lastElementChild.remove()
    },
  }
}

function plain(kind, text) {
  return element('div', { class: 'record-plain' }, ...columns(kind, text))
}

function withDetail(kind, text, detail) {
  return element(
    'details',
    {},
    element('summary', {}, ...columns(kind, text)),
    element('pre', { tabindex: '0' }, JSON.stringify(detail, undefined, 2)),
  )
}

function columns(kind, text) {
  const now = new Date()
  const time = now.toLocaleTimeString([], { hour12: false })
  const precise = `${time}.${String(now.getMilliseconds()).padStart(3, '0')}`
  return [
    element('time', { datetime: now.toISOString() }, precise),
    element('span', { class: 'record-kind' }, kinds[kind].one),
    element('span', { class: 'record-text' }, text),
  ]
}
