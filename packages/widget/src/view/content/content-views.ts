import { cardContent } from './card-content.ts'
import { choicesContent } from './choices-content.ts'
import type { ContentViews } from './content-view.ts'
import { fileContent } from './file-content.ts'
import { remarkContent } from './remark-content.ts'
import { textContent } from './text-content.ts'
import { urlContent } from './url-content.ts'

/** The standard contents. A site adds its own beside them, or replaces one: the property `contents` of the element. */
export const standardContents: ContentViews = {
  text: textContent,
  url: urlContent,
  remark: remarkContent,
  file: fileContent,
  choices: choicesContent,
  card: cardContent,
}
