import { element } from '/dom.js'
import { basket, putIn, takeOut } from './basket.js'
import { priceOf, products } from './products.js'

const picture = ({ id }) =>
  element('span', { class: 'picture', 'data-of': id }, element('img', { src: `/shop/pictures/${id}.svg`, alt: '' }))

export function shopWindow() {
  return [
    element(
      'section',
      { class: 'welcome' },
      element('h1', {}, 'There is no bad weather'),
      element('p', {}, 'There is only Tuesday. Six good things for it, made in our shed by the sea.'),
    ),
    element('ul', { class: 'products' }, ...products.map((one) => element('li', {}, productCard(one)))),
  ]
}

const productCard = (one) =>
  element(
    'a',
    { class: 'product', href: `/shop/?product=${one.id}` },
    picture(one),
    element('strong', {}, one.name),
    element('span', { class: 'price' }, priceOf(one.price)),
    element('span', { class: 'short' }, one.short),
  )

export function productPage(one) {
  const sizes = element('select', { name: 'size' }, ...one.sizes.map((size) => element('option', {}, size)))
  const said = element('p', { class: 'said', role: 'status' })
  const onsubmit = (event) => {
    event.preventDefault()
    putIn(one.id, sizes.value)
    said.textContent = 'It is in your basket.'
  }
  const onclick = () => document.querySelector('chat-widget').open()
  return [
    element('p', { class: 'back' }, element('a', { href: '/shop/' }, '← All six things')),
    element(
      'article',
      { class: 'about' },
      picture(one),
      element(
        'form',
        { onsubmit },
        element('h1', {}, one.name),
        element('p', { class: 'price' }, priceOf(one.price)),
        element('p', {}, one.text),
        element('label', {}, 'Size ', sizes),
        element('button', { class: 'button primary', type: 'submit' }, 'Put it in the basket'),
        element('button', { class: 'button', type: 'button', onclick }, 'Ask us about it'),
        said,
      ),
    ),
  ]
}

export function basketPage() {
  const lines = basket
    .get()
    .items.map(({ id, size }, place) => ({ ...products.find((one) => one.id === id), size, place }))
  if (lines.length === 0)
    return [
      element(
        'section',
        { class: 'welcome' },
        element('h1', {}, 'Your basket is empty'),
        element('p', {}, 'So is the sea, of coats.'),
      ),
      element('p', { class: 'back' }, element('a', { href: '/shop/' }, '← All six things')),
    ]
  const total = lines.reduce((sum, { price }) => sum + price, 0)
  return [
    element('h1', {}, 'Your basket'),
    element('ul', { class: 'lines' }, ...lines.map((line) => element('li', {}, ...basketLine(line)))),
    element('p', { class: 'total' }, `Together, with delivery: ${priceOf(total)}`),
    element('p', { class: 'back' }, element('a', { href: '/shop/' }, '← All six things')),
  ]
}

const basketLine = (line) => [
  picture(line),
  element('a', { href: `/shop/?product=${line.id}` }, line.name),
  element('span', { class: 'short' }, line.size),
  element('span', { class: 'price' }, priceOf(line.price)),
  element(
    'button',
    { class: 'button', type: 'button', 'aria-label': `Take out ${line.name}`, onclick: () => takeOut(line.place) },
    'Take out',
  ),
]
