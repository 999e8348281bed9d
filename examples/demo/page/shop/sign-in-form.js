import { byId } from '/dom.js'
import { signedIn, signInAs } from './account.js'
import { identify, signOut } from './chat.js'

/** The button that signs in or out, and the form that it opens. */
export function createSignInForm() {
  const button = byId('account')
  const form = byId('sign-in-form')
  const field = form.elements.namedItem('name')
  const refusal = form.querySelector('.refusal')

  const open = (isOpen) => {
    form.hidden = !isOpen
    refusal.hidden = true
    button.setAttribute('aria-expanded', String(isOpen))
    if (isOpen) field.select()
    else button.focus()
  }
  const show = () => {
    const { name } = signedIn.get()
    button.hidden = false
    button.textContent = name === '' ? 'Sign in' : `Sign out ${name}`
  }
  const signIn = async (name) => {
    try {
      await signInAs(name)
      open(false)
      identify()
    } catch {
      refusal.hidden = false
    }
  }

  button.addEventListener('click', () => {
    if (signedIn.get().name === '') open(form.hidden)
    else signOut()
  })
  form.addEventListener('submit', (event) => {
    event.preventDefault()
    if (field.value.trim() !== '') void signIn(field.value.trim())
  })
  form.addEventListener('keydown', ({ key }) => {
    if (key === 'Escape') open(false)
  })
  signedIn.subscribe(show)
  show()
}
