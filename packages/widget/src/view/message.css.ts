import { css } from 'lit'

export const messageStyles = css`
  .group {
    display: grid;
    grid-template-columns: 2em minmax(0, 1fr);
    gap: 0.2em 0.55em;
    margin-block-start: 0.75em;
  }

  .group.own {
    grid-template-columns: minmax(0, 1fr);
    justify-items: end;
  }

  .group-name,
  .group-foot {
    grid-column: 2;
    padding-inline: 0.35em;
    color: var(--_soft);
    font-size: 0.8em;
  }

  .group-name {
    font-weight: 600;
  }

  .group > .avatar {
    align-self: end;
    font-size: 0.9em;
  }

  .group-messages {
    display: grid;
    gap: 3px;
    justify-items: start;
    width: 100%;
    min-width: 0;
  }

  .own .group-messages {
    justify-items: end;
  }

  .group-foot {
    display: flex;
    flex-wrap: wrap;
    gap: 0 0.5em;
    align-items: center;
    font-variant-numeric: tabular-nums;
  }

  .group.own .group-foot {
    grid-column: 1;
    justify-content: end;
  }

  .message {
    display: grid;
    gap: 0.3em;
    justify-items: start;
    max-width: 100%;
    min-width: 0;
  }

  .message.own {
    justify-items: end;
    text-align: end;
  }

  .message-row {
    display: flex;
    gap: 2px;
    align-items: center;
    max-width: 100%;
    min-width: 0;
  }

  .own .message-row {
    flex-direction: row-reverse;
  }

  .bubble {
    min-width: 0;
    max-width: 19.5em;
    padding: 0.55em 0.9em;
    border: 1px solid transparent;
    border-radius: var(--_bubble-radius);
    background: var(--_bubble);
    color: var(--_bubble-ink);
    overflow-wrap: anywhere;
    text-align: start;
  }

  .said {
    white-space: pre-wrap;
  }

  .message.last:not(.own) .bubble {
    border-end-start-radius: min(5px, var(--_bubble-radius));
  }

  .message.own .bubble {
    background: var(--_own);
    color: var(--_own-ink);
  }

  .message.own.last .bubble {
    border-end-end-radius: min(5px, var(--_bubble-radius));
  }

  .message.bare .bubble {
    padding: 0;
    overflow: hidden;
    background: var(--_bubble);
    color: var(--_bubble-ink);
  }

  .message.own:is([data-delivery='uploading'], [data-delivery='queued'], [data-delivery='sending']) .bubble {
    border-color: color-mix(in srgb, var(--_accent) 35%, transparent);
    background: var(--_accent-wash);
    color: var(--_ink);
  }

  .message.own[data-delivery='failed'] .bubble {
    border-color: var(--_bad);
    background: var(--_bad-wash);
    color: var(--_ink);
  }

  .message.deleted .bubble {
    border: 1px dashed var(--_line);
    background: transparent;
    color: var(--_soft);
    font-style: italic;
  }

  .bubble a {
    color: inherit;
    text-underline-offset: 2px;
  }

  .bubble :focus-visible {
    outline-color: currentcolor;
  }

  /* What is still being said has a cursor, behind its last word. */
  .streaming .markdown > p:last-child::after,
  .streaming .markdown > :is(ul, ol, blockquote):last-child > :last-child::after,
  .streaming .markdown > pre:last-child > code::after {
    display: inline-block;
    width: 0.5em;
    height: 1em;
    margin-inline-start: 0.25em;
    border-radius: 2px;
    background: currentcolor;
    vertical-align: -0.15em;
    animation: pulse 1s infinite;
    content: '';
  }

  .edited {
    font-size: 0.8em;
  }

  .message-note {
    max-width: 24em;
    padding-inline: 0.35em;
    color: var(--_soft);
    font-size: 0.8em;
    overflow-wrap: anywhere;
  }

  .message-note.bad {
    color: var(--_bad);
  }

  .delivery {
    display: inline-flex;
    gap: 0.25em;
    align-items: center;
    color: var(--_soft);
    font-size: inherit;
  }

  .message > .delivery {
    padding-inline: 0.35em;
    font-size: 0.8em;
  }

  .delivery .icon {
    width: 1.25em;
    height: 1.25em;
    stroke-width: 2.2;
  }

  .delivery[data-mark='read'] .icon {
    color: var(--_accent);
  }

  .delivery[data-mark='failed'] {
    color: var(--_bad);
  }

  .message-actions {
    display: flex;
    flex-wrap: wrap;
    gap: 0.2em 1em;
    padding-inline: 0.35em;
    padding-block-end: 0.3em;
  }

  .text-button {
    min-height: 24px;
    padding: 0;
    border: 0;
    border-radius: 4px;
    background: transparent;
    color: light-dark(color-mix(in srgb, var(--_accent) 92%, #000), var(--_accent));
    font-size: 0.8667em;
    font-weight: 600;
    text-decoration: underline;
    text-underline-offset: 3px;
  }

  .more {
    width: 2em;
    height: 2em;
    color: var(--_soft);
  }

  .more .icon {
    width: 1.2em;
    stroke-width: 3;
  }

  /* Where there is a mouse, it comes with it; the keyboard and a finger find it anyway. */
  @media (hover: hover) {
    .message:not(:hover, :focus-within) .more[aria-expanded='false'] {
      opacity: 0;
    }
  }
`
