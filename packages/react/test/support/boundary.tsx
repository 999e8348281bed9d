import { Component, type ReactNode } from 'react'
import { onTestFinished } from 'vitest'

/** Shows the name of an error that something in it has thrown. React 18 tells the window of it as well. */
export class Boundary extends Component<{ readonly children: ReactNode }> {
  override state: { readonly error?: Error } = {}

  static getDerivedStateFromError(error: Error) {
    return { error }
  }

  override render(): ReactNode {
    const { error } = this.state
    return error ? <strong>{error.name}</strong> : this.props.children
  }
}

/** For a test of what a boundary shows: the window's own error reporting would fail the test. */
export function expectErrors(): void {
  const handled = (event: Event) => event.preventDefault()
  window.addEventListener('error', handled)
  onTestFinished(() => window.removeEventListener('error', handled))
}
