/** Everything that the shop has. The price is in euros. */
export const products = [
  {
    id: 'coat',
    name: 'The green coat',
    price: 80,
    short: 'Waxed cotton, lined with wool',
    text: 'Cut long, so that your knees stay dry on a bicycle. The wool keeps you warm in November, and comes out in May.',
    sizes: ['Medium', 'Large'],
  },
  {
    id: 'boots',
    name: 'Puddle boots',
    price: 46,
    short: 'Natural rubber, up to the knee',
    text: 'Made to be jumped in. A felt sole that takes out, and a loop at the back, because wet boots do not come off by asking.',
    sizes: ['38', '40', '42', '44'],
  },
  {
    id: 'umbrella',
    name: 'Storm umbrella',
    price: 32,
    short: 'Eight ribs of fibreglass',
    text: 'It gives in a gust and comes back. If it ever breaks, we mend it, as long as there is a part of it left.',
    sizes: ['One size'],
  },
  {
    id: 'hat',
    name: 'The sou’wester',
    price: 24,
    short: 'A hat with a brim behind',
    text: 'Longer at the back than in front: the rain runs off behind you, where it can do no harm.',
    sizes: ['Small', 'Large'],
  },
  {
    id: 'scarf',
    name: 'Striped scarf',
    price: 28,
    short: 'Two metres of lambswool',
    text: 'Knitted by our neighbours in the two colours that they had. It goes round three times.',
    sizes: ['One size'],
  },
  {
    id: 'flask',
    name: 'Tea flask',
    price: 19,
    short: 'Hot for nine hours',
    text: 'Half a litre, with a cup for a lid. It has been left out on a jetty overnight and was reproachfully warm.',
    sizes: ['Half a litre'],
  },
]

export const priceOf = (amount) => `${amount}\u00a0€`
