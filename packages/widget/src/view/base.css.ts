import { css } from 'lit'

/**
 * What the widget and its loader have in common: where they are, and what a launcher is drawn with. `!important` in a shadow
 * tree beats that of the page, whose rules for everything, such as `* { all: unset !important }`, are to change nothing here.
 */
export const baseStyles = css`
  :host {
    all: initial !important;
    --_accent: var(--chat-accent, light-dark(#3747c4, #a9b4ff));
    --_accent-ink: var(--chat-accent-ink, light-dark(#fff, #10142f));
    --_shadow: var(--chat-shadow, 0 2px 6px #10142f14, 0 14px 44px #10142f33);
    --_gap: var(--chat-gap, 20px);

    display: var(--chat-display, block) !important;
    position: fixed !important;
    z-index: var(--chat-z-index, 2147483000) !important;
    color-scheme: light dark !important;
  }

  :host([theme='light']) {
    color-scheme: light !important;
  }

  :host([theme='dark']) {
    color-scheme: dark !important;
  }

  :host([hidden]) {
    display: none !important;
  }
`
