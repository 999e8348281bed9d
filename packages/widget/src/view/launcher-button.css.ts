import { css } from 'lit'

/** The round button itself: the widget's and, until that is there, the loader's. */
export const launcherButtonStyles = css`
  .launcher {
    position: fixed;
    inset-block-end: calc(var(--_gap) + env(safe-area-inset-bottom, 0px));
    inset-inline-end: calc(var(--_gap) + env(safe-area-inset-right, 0px));
    display: grid;
    place-items: center;
    width: 58px;
    height: 58px;
    padding: 0;
    border: 2px solid transparent; /* Seen in forced colours alone. */
    border-radius: 50%;
    background: var(--_accent);
    box-shadow: var(--_shadow);
    color: var(--_accent-ink);
    cursor: pointer;
  }

  /* It was pressed, and what it opens is still on its way. */
  .launcher[aria-busy] {
    opacity: 0.7;
  }

  .launcher svg {
    width: 28px;
    height: 28px;
    fill: none;
    stroke: currentcolor;
    stroke-linejoin: round;
    stroke-width: 1.75;
  }
`
