import { css } from 'lit'

export const preChatFormStyles = css`
  .pre-chat {
    display: flex;
    flex: 1;
    flex-direction: column;
    gap: 1em;
    min-height: 0;
    overflow-y: auto;
    padding: 1.4em 1.3em;
  }

  .form-title,
  .panel-title {
    font-size: 1.2em;
    font-weight: 650;
    line-height: 1.3;
  }

  .form-text {
    margin-block-start: -0.6em;
    color: var(--_soft);
  }

  .form-field {
    display: grid;
    gap: 0.3em;
  }

  .form-field label {
    font-size: 0.9em;
    font-weight: 600;
  }

  .optional {
    color: var(--_soft);
    font-weight: 400;
  }

  .form-field :is(input, select, textarea) {
    width: 100%;
    min-height: 2.8em;
    padding: 0.5em 0.8em;
    border: 1px solid light-dark(#878d9e, #7d8497);
    border-radius: var(--chat-control-radius, 10px);
    background: var(--_surface);
    text-align: start;
    unicode-bidi: plaintext;
    resize: vertical;
  }

  .form-field :is(input, select, textarea):focus-visible {
    border-color: var(--_accent);
    outline: 1px solid var(--_accent);
    outline-offset: 0;
  }

  .form-field [aria-invalid='true'] {
    border-color: var(--_bad);
  }

  .form-field.is-checkbox {
    grid-template-columns: auto 1fr;
    gap: 0.3em 0.6em;
    align-items: start;
  }

  .form-field.is-checkbox label {
    order: 1;
    font-weight: 400;
  }

  .form-field.is-checkbox input {
    width: 1.25em;
    min-height: 0;
    height: 1.25em;
    margin: 0.05em 0 0;
    accent-color: var(--_accent);
  }

  .form-field.is-checkbox p {
    grid-column: 2;
    order: 2;
  }

  .form-hint {
    color: var(--_soft);
    font-size: 0.8667em;
  }

  .form-error {
    color: var(--_bad);
    font-size: 0.8667em;
    font-weight: 550;
  }

  .pre-chat .button {
    align-self: start;
  }
`
