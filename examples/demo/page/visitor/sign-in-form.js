import { byId } from '../dom.js'

/** The button that signs in or out, and the form that it opens. */
export function createSignInForm({ signIn, signOut }) {
  const button = byId('account')
  const form = byId('sign-in-form')
  const field = form.elements.namedItem('name')
  let isSignedIn = false

  const open = (isOpen) => {
    form.hidden = !isOpen
    button.setAttribute('aria-expanded', String(isOpen))
    if (isOpen) field.select()
  }
  button.addEventListener('click', () => {
    if (isSignedIn) signOut()
    else open(form.hidden)
  })
  form.addEventListener('submit', (event) => {
    event.preventDefault()
    const name = field.value.trim()
    if (name === '') return
    open(false)
    button.focus()
    signIn(name)
  })
  form.addEventListener('keydown', ({ key }) => {
    if (key !== 'Escape') return
    open(false)
    button.focus()
  })

  return {
    /** @param {string | undefined} name of who has signed in */
    show(name) {
      isSignedIn = name !== undefined
      button.hidden = false
      button.textContent = isSignedIn ? 'Sign out' : 'Sign in'
      button.title = isSignedIn ? `You are signed in as ${name}` : ''
      // Who is known need not say their name again.
      byId('start-form').elements.namedItem('nickname').closest('.field').hidden = isSignedIn
      if (isSignedIn) open(false)
    },
  }
}
