import { baseStyles } from '../view/base.css.ts'
import { chatPath } from '../view/chat-path.ts'
import { launcherButtonStyles } from '../view/launcher-button.css.ts'
import { create } from './create.ts'

const newSvg = (name: string) => document.createElementNS('http://www.w3.org/2000/svg', name)

/** Draws the widget's launcher into an element that is no widget yet. The widget draws its own in the same place. */
export function drawLauncher(root: ShadowRoot, label: string): HTMLButtonElement {
  const sheet = new CSSStyleSheet()
  sheet.replaceSync(`${baseStyles}${launcherButtonStyles}`)
  root.adoptedStyleSheets = [sheet]

  const button = create('button', {
    className: 'launcher',
    part: 'launcher',
    ariaLabel: label,
    ariaExpanded: 'false',
  })
  const icon = newSvg('svg')
  icon.setAttribute('viewBox', '0 0 24 24')
  const path = newSvg('path')
  path.setAttribute('d', chatPath)
  icon.append(path)
  button.append(icon)
  root.append(button)
  return button
}
