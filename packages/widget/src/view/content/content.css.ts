import { css } from 'lit'

export const contentStyles = css`
  .markdown {
    display: grid;
    gap: 0.55em;
    min-width: 0;
  }

  .markdown-heading {
    font-weight: 700;
  }

  .markdown :is(ul, ol) {
    display: grid;
    gap: 0.2em;
    padding-inline-start: 1.4em;
  }

  .markdown blockquote {
    padding-inline-start: 0.7em;
    border-inline-start: 3px solid color-mix(in srgb, currentcolor 35%, transparent);
  }

  .markdown code {
    padding: 0.08em 0.3em;
    border-radius: 5px;
    background: color-mix(in srgb, currentcolor 10%, transparent);
    font:
      0.9em ui-monospace,
      'SF Mono',
      Menlo,
      Consolas,
      monospace;
  }

  .markdown pre {
    overflow-x: auto;
    padding: 0.6em 0.75em;
    border-radius: 10px;
    background: color-mix(in srgb, currentcolor 10%, transparent);
    direction: ltr;
    text-align: left;
  }

  .markdown pre code {
    padding: 0;
    background: none;
    overflow-wrap: normal;
    white-space: pre;
  }

  .choices {
    display: flex;
    flex-wrap: wrap;
    gap: 0.45em;
    padding-block: 0.2em;
  }

  .choice {
    max-width: 100%;
    min-height: 2.5em;
    padding: 0.35em 1em;
    border: 1.5px solid var(--_accent);
    border-radius: 1.3em;
    background: transparent;
    color: light-dark(color-mix(in srgb, var(--_accent) 92%, #000), var(--_accent));
    font-weight: 600;
    overflow-wrap: anywhere;
    transition: background-color 0.15s;
  }

  .choice:hover {
    background: var(--_accent-wash);
  }

  .card {
    width: 19em;
    max-width: 100%;
  }

  .card-image {
    display: block;
    width: 100%;
    aspect-ratio: 16 / 9;
    background: var(--_line);
    object-fit: cover;
  }

  .card-text {
    display: grid;
    gap: 0.35em;
    padding: 0.85em 1em 1em;
  }

  .card-title {
    font-size: 1.0667em;
    font-weight: 650;
  }

  .card-actions {
    display: grid;
    gap: 0.4em;
    margin-block-start: 0.4em;
  }

  .card-actions .button {
    color: var(--_ink);
    text-decoration: none;
  }

  .card-actions .button:disabled {
    color: var(--_soft);
  }

  .card-actions .button[aria-pressed='true'] {
    border-color: var(--_accent);
    background: var(--_accent-wash);
    color: var(--_ink);
  }

  .picture {
    display: block;
  }

  .picture canvas[hidden] {
    display: none;
  }

  .picture :is(img, canvas:not([hidden])) {
    display: block;
    width: 100%;
    min-width: 8em;
    max-height: 18em;
    object-fit: cover;
  }

  .file {
    display: flex;
    gap: 0.7em;
    align-items: center;
    padding-block: 0.65em;
    padding-inline: 0.7em 1em;
    text-decoration: none;
  }

  .file-icon {
    display: grid;
    flex: none;
    place-items: center;
    width: 2.5em;
    height: 2.5em;
    border-radius: 10px;
    background: var(--_accent-wash);
    color: light-dark(color-mix(in srgb, var(--_accent) 85%, #000), var(--_accent));
  }

  .file-text {
    display: grid;
    min-width: 0;
  }

  .file-name {
    font-weight: 600;
  }

  a.file:hover .file-name {
    text-decoration: underline;
  }

  .file-size {
    color: var(--_soft);
    font-size: 0.8667em;
  }

  .progress {
    width: 10em;
    max-width: 100%;
    height: 6px;
    margin-block-start: 0.3em;
    accent-color: var(--_accent);
  }

  .caption {
    padding: 0.45em 0.9em 0.6em;
  }
`
