import type { ChoicesContent } from '@chat-transport/core'
import { html, nothing } from 'lit'
import type { ContentView } from './content-view.ts'
import { linkified } from './linkified.ts'

/** A question with quick replies. Once one was chosen they are gone: the answer is in the transcript. */
export const choicesContent: ContentView<ChoicesContent> = ({ text, choices }, { answer, answered, isOwn }) => ({
  body: linkified(text),
  below:
    answered !== undefined || isOwn || !answer
      ? nothing
      : html`<div class="choices" role="group" aria-label=${text} part="choices">
          ${choices.map(
            (choice) =>
              html`<button class="choice" part="choice" type="button" dir="auto" @click=${() => answer(choice)}>
                ${choice.label}
              </button>`,
          )}
        </div>`,
})
