import { byId } from '/dom.js'
import { basket } from './basket.js'
import { basketPage, productPage, shopWindow } from './pages.js'
import { priceOf, products } from './products.js'
import { createSignInForm } from './sign-in-form.js'

const asked = new URLSearchParams(location.search)
const product = products.find(({ id }) => id === asked.get('product'))

if (product) document.title = `${product.name}, ${priceOf(product.price)}: Drizzle & Daughters`
createSignInForm()
show()
basket.subscribe(() => (asked.has('basket') ? show() : count()))

function show() {
  count()
  byId('main').replaceChildren(...(product ? productPage(product) : asked.has('basket') ? basketPage() : shopWindow()))
}

function count() {
  byId('basket-count').textContent = String(basket.get().items.length)
}
