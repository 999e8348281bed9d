import { css } from 'lit'

/** What the whole widget has in common. All that a site can change is a property `--chat-…`. */
export const widgetStyles = css`
  :host {
    --_accent-wash: var(--chat-accent-wash, color-mix(in srgb, var(--_accent) 11%, var(--_surface)));
    --_surface: var(--chat-surface, light-dark(#ffffff, #15171c));
    --_sunken: var(--chat-surface-sunken, light-dark(#f6f7fa, #1b1e25));
    --_bubble: var(--chat-bubble, light-dark(#eff0f5, #272b34));
    --_bubble-ink: var(--chat-bubble-ink, var(--_ink));
    --_own: var(--chat-own-bubble, var(--_accent));
    --_own-ink: var(--chat-own-bubble-ink, var(--_accent-ink));
    --_ink: var(--chat-ink, light-dark(#191c26, #eceef4));
    --_soft: var(--chat-ink-soft, light-dark(#5a6072, #a4abbc));
    --_line: var(--chat-line, light-dark(#e3e5ed, #323743));
    --_good: light-dark(#1c6b41, #7fd6a5);
    --_good-wash: light-dark(#e6f4ec, #17301f);
    --_warn: light-dark(#7a4a00, #f0c06a);
    --_warn-wash: light-dark(#fff3dc, #362a12);
    --_bad: light-dark(#b0241b, #ffa49b);
    --_bad-wash: light-dark(#fdecea, #3c1f1c);
    --_radius: var(--chat-radius, 16px);
    --_bubble-radius: var(--chat-bubble-radius, 18px);

    inset-block-end: 0 !important;
    inset-inline-end: 0 !important;
    color: var(--_ink) !important;
    font: var(--chat-font-size, medium) / 1.45
      var(--chat-font, system-ui, -apple-system, 'Segoe UI', Roboto, 'Helvetica Neue', 'Noto Sans', sans-serif) !important;
    -webkit-text-size-adjust: 100% !important;
    text-align: start !important;
  }

  *,
  *::before,
  *::after {
    box-sizing: border-box;
  }

  h2,
  h3,
  p,
  ul,
  ol,
  fieldset,
  pre,
  blockquote {
    margin: 0;
    padding: 0;
    border: 0;
  }

  h2,
  h3 {
    font: inherit;
  }

  button,
  input,
  select,
  textarea {
    color: inherit;
    font: inherit;
    letter-spacing: inherit;
  }

  button {
    cursor: pointer;
  }

  button:disabled {
    cursor: default;
  }

  :focus {
    outline: none;
  }

  :focus-visible {
    outline: 2px solid var(--_accent);
    outline-offset: 2px;
  }

  .icon {
    display: block;
    flex: none;
    width: 1.375em;
    height: 1.375em;
    fill: none;
    stroke: currentcolor;
    stroke-linecap: round;
    stroke-linejoin: round;
    stroke-width: 1.75;
  }

  .unseen {
    position: absolute;
    width: 1px;
    height: 1px;
    margin: -1px;
    overflow: hidden;
    clip-path: inset(50%);
    white-space: nowrap;
  }

  .button {
    display: inline-flex;
    align-items: center;
    justify-content: center;
    gap: 0.4em;
    min-height: 2.6em;
    padding: 0.45em 1.05em;
    border: 1px solid var(--_line);
    border-radius: var(--chat-control-radius, 1.3em);
    background: var(--_surface);
    color: var(--_ink);
    font-weight: 550;
    text-decoration: none;
    transition: background-color 0.15s;
  }

  .button:hover {
    background: var(--_sunken);
  }

  .button.primary {
    border-color: transparent;
    background: var(--_accent);
    color: var(--_accent-ink);
  }

  .button.primary:hover {
    background: color-mix(in srgb, var(--_accent) 88%, var(--_ink));
  }

  .icon-button {
    display: grid;
    flex: none;
    place-items: center;
    width: 2.5em;
    height: 2.5em;
    padding: 0;
    border: 0;
    border-radius: 50%;
    background: transparent;
    color: inherit;
    transition: background-color 0.15s;
  }

  .icon-button:hover {
    background: color-mix(in srgb, currentcolor 12%, transparent);
  }

  @media (prefers-reduced-motion: reduce) {
    *,
    *::before,
    *::after {
      animation: none !important;
      transition: none !important;
      scroll-behavior: auto !important;
    }
  }

  @media (forced-colors: active) {
    .icon-button,
    .button.primary {
      border: 1px solid ButtonText;
    }
  }
`
