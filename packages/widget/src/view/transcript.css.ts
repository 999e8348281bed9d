import { css } from 'lit'

export const transcriptStyles = css`
  /* Turned around, it stays at its end by itself. */
  .transcript {
    display: flex;
    flex: 1;
    flex-direction: column-reverse;
    min-height: 0;
    overflow-x: hidden;
    overflow-y: auto;
    overflow-anchor: none;
    overscroll-behavior: contain;
    scrollbar-width: thin;
    scrollbar-color: var(--_line) transparent;
  }

  .transcript:focus-visible {
    outline-offset: -3px;
  }

  .transcript-content {
    display: flex;
    flex: none;
    flex-direction: column;
    min-height: 100%;
    padding: 1em 1em 0.5em;
  }

  .empty {
    margin: auto;
    padding: 1em;
    color: var(--_soft);
    text-align: center;
    text-wrap: balance;
  }

  .empty-icon {
    display: inline-grid;
    place-items: center;
    width: 3.6em;
    height: 3.6em;
    margin-block-end: 0.9em;
    border-radius: 50%;
    background: var(--_accent-wash);
    color: light-dark(color-mix(in srgb, var(--_accent) 85%, #000), var(--_accent));
  }

  .empty-icon .icon {
    width: 1.7em;
    height: 1.7em;
  }

  .empty-title {
    margin-block-end: 0.25em;
    color: var(--_ink);
    font-size: 1.1333em;
    font-weight: 650;
  }

  .beginning {
    margin: 0 auto 0.5em;
    color: var(--_soft);
    font-size: 0.8em;
    text-align: center;
  }

  .day-name,
  .restored {
    display: flex;
    gap: 0.8em;
    align-items: center;
    margin: 1.1em 0 0.6em;
    color: var(--_soft);
    font-size: 0.8em;
    font-weight: 550;
  }

  .day-name::before,
  .day-name::after,
  .restored::before,
  .restored::after {
    flex: 1;
    height: 1px;
    background: var(--_line);
    content: '';
  }

  .notice {
    margin: 0.8em auto;
    color: var(--_soft);
    font-size: 0.8em;
    text-align: center;
    overflow-wrap: anywhere;
  }

  .jump-place {
    position: relative;
    flex: none;
    height: 0;
  }

  .jump {
    position: absolute;
    inset-block-end: 0.7em;
    inset-inline-end: 1em;
    display: flex;
    gap: 0.35em;
    align-items: center;
    min-height: 2.6em;
    padding: 0.4em 0.7em;
    border: 1px solid var(--_line);
    border-radius: var(--chat-control-radius, 1.4em);
    background: var(--_surface);
    box-shadow: 0 2px 10px rgb(16 20 47 / 18%);
    color: var(--_ink);
    font-size: 0.8667em;
    font-weight: 600;
  }

  .typing {
    display: flex;
    flex: none;
    gap: 0.55em;
    align-items: center;
    min-height: 1.9em;
    padding: 0 1.3em;
    color: var(--_soft);
    font-size: 0.8em;
  }

  .typing-name {
    flex: none;
    max-width: 60%;
    overflow: hidden;
    text-overflow: ellipsis;
    white-space: nowrap;
  }

  /* There is one line: what does not fit is the beginning. */
  .typing-preview {
    display: flex;
    justify-content: flex-end;
    min-width: 0;
    overflow: hidden;
    font-style: italic;
    white-space: nowrap;
  }

  .dots {
    display: flex;
    gap: 3px;
  }

  .dots i {
    width: 5px;
    height: 5px;
    border-radius: 50%;
    background: currentcolor;
    animation: pulse 1.2s infinite;
  }

  .dots i:nth-child(2) {
    animation-delay: 0.15s;
  }

  .dots i:nth-child(3) {
    animation-delay: 0.3s;
  }

  @keyframes pulse {
    50% {
      opacity: 0.25;
    }
  }
`
