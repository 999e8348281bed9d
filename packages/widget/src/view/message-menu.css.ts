import { css } from 'lit'

export const messageMenuStyles = css`
  .reactions {
    display: flex;
    flex-wrap: wrap;
    gap: 4px;
  }

  .reaction {
    min-width: 2.6em;
    min-height: 26px;
    padding: 0 0.55em;
    border: 1px solid var(--_line);
    border-radius: 99px;
    background: var(--_surface);
    color: var(--_ink);
    font-size: 0.8667em;
  }

  .reaction[aria-pressed='true'] {
    border-color: var(--_accent);
    background: var(--_accent-wash);
  }

  .menu {
    position: fixed;
    inset: auto;
    flex-direction: column;
    gap: 2px;
    margin: 0;
    padding: 6px;
    border: 1px solid var(--_line);
    border-radius: 14px;
    background: var(--_surface);
    box-shadow: var(--_shadow);
    color: var(--_ink);
    font-size: 0.9375em;
  }

  .menu:popover-open {
    display: flex;
  }

  .menu-emojis {
    display: flex;
    gap: 2px;
  }

  .menu-emojis button {
    width: 2.2em;
    height: 2.2em;
    padding: 0;
    border: 1px solid transparent;
    border-radius: 10px;
    background: transparent;
    font-size: 1.15em;
    line-height: 1;
  }

  .menu-emojis button:hover,
  .menu-choice:hover {
    background: var(--_bubble);
  }

  .menu-emojis button[aria-pressed='true'] {
    border-color: var(--_accent);
    background: var(--_accent-wash);
  }

  .menu-choice {
    display: flex;
    gap: 0.6em;
    align-items: center;
    min-height: 2.6em;
    padding: 0 0.7em;
    border: 0;
    border-radius: 10px;
    background: transparent;
    text-align: start;
  }

  .menu-choice.danger {
    color: var(--_bad);
  }
`
