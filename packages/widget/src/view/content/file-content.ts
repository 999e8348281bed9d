import { type FileContent, fileUrl } from '@chat-transport/core'
import { html, nothing } from 'lit'
import { pictureOf } from '../../behaviour/draw-picture.ts'
import { fillText } from '../../texts/fill-text.ts'
import { sizeText } from '../../texts/formats.ts'
import { icons } from '../icons.ts'
import type { ContentContext, ContentView } from './content-view.ts'
import { linkified } from './linkified.ts'

/** Pictures that browsers show. SVG is none of them: it may hold a page of its own. */
const pictures = ['image/png', 'image/jpeg', 'image/gif', 'image/webp', 'image/avif']

/** A picture is shown, also while it goes up; anything else is a card to open. */
export const fileContent: ContentView<FileContent> = ({ file, text }, context) => {
  const url = fileUrl(file, context.uploads)
  const isPicture = pictures.includes(file.type)
  const caption = text ? html`<p class="caption">${linkified(text)}</p>` : nothing
  const ownPicture = isPicture && context.file ? ownPictureOf(context.file, file) : nothing
  const shown = isPicture && url !== undefined ? picture(url, file, context) : fileCard(url, file, context)
  return { bare: true, body: html`${ownPicture}${shown}${caption}` }
}

const ownPictureOf = (file: Blob, { name }: FileContent['file']) =>
  html`<div class="picture">${pictureOf(file, name)}</div>`

const picture = (url: string, { name }: FileContent['file'], { texts }: ContentContext) =>
  html`<a
    class="picture"
    href=${url}
    aria-describedby="new-tab"
    target="_blank"
    rel="noopener noreferrer"
    aria-label=${fillText(texts.openFile, { name })}
  >
    <img src=${url} alt=${name} loading="lazy" referrerpolicy="no-referrer" />
  </a>`

function fileCard(url: string | undefined, { name, bytes }: FileContent['file'], { texts, progress }: ContentContext) {
  const inside = html`<span class="file-icon">${icons.file}</span>
    <span class="file-text">
      <span class="file-name" dir="auto">${name}</span>
      <span class="file-size">${sizeText(bytes, texts)}</span>
      ${progress === undefined ? nothing : html`<progress class="progress" value=${progress} aria-label=${name}></progress>`}
    </span>`
  return url === undefined
    ? html`<span class="file">${inside}</span>`
    : html`<a class="file" href=${url} aria-describedby="new-tab" target="_blank" rel="noopener noreferrer"
        >${inside}</a
      >`
}
