import { css } from 'lit'

export const composerStyles = css`
  .composer {
    flex: none;
    padding: 0.2em 0.75em 0.75em;
  }

  .composer-row {
    display: flex;
    gap: 2px;
    align-items: end;
    padding: 4px;
    border: 1px solid
      light-dark(color-mix(in srgb, var(--_line) 60%, #7d8294), color-mix(in srgb, var(--_line) 45%, #8a91a3));
    border-radius: var(--chat-control-radius, 1.55em);
    background: var(--_surface);
    transition: border-color 0.15s;
  }

  .composer-row:focus-within {
    border-color: var(--_accent);
    box-shadow: 0 0 0 1px var(--_accent);
  }

  .composer .icon-button {
    color: var(--_soft);
  }

  .field {
    flex: 1;
    min-width: 0;
    max-height: 8.5em;
    margin: 0;
    padding-block: 0.53em;
    padding-inline: 0.7em 0.5em;
    border: 0;
    background: transparent;
    line-height: 1.45;
    resize: none;
    field-sizing: content;
    scrollbar-width: thin;
  }

  .icon-button ~ .field {
    padding-inline-start: 0.3em;
  }

  .field:focus-visible {
    outline: none;
  }

  .field::placeholder {
    color: var(--_soft);
    opacity: 1;
  }

  .composer .send {
    background: var(--_accent);
    color: var(--_accent-ink);
  }

  .composer .send:disabled {
    background: var(--_bubble);
    color: var(--_soft);
  }

  .send:dir(rtl) .icon {
    scale: -1 1;
  }

  .editing {
    display: flex;
    gap: 0.5em;
    align-items: center;
    justify-content: space-between;
    margin: 0 0.6em 0.4em;
    padding-inline-start: 0.6em;
    border-inline-start: 3px solid var(--_accent);
    color: var(--_soft);
    font-size: 0.8667em;
  }

  .composer-note {
    padding: 0.35em 0.8em 0;
    color: var(--_soft);
    font-size: 0.8em;
  }

  /* iOS zooms into a field with smaller letters. */
  @media (pointer: coarse) {
    .field,
    .form-field :is(input, select, textarea) {
      font-size: max(16px, 1em);
    }
  }

  @media (forced-colors: active) {
    .composer-row:focus-within {
      outline: 2px solid Highlight;
    }
  }
`
