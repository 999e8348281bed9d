import { css } from 'lit'

/** What is at the launcher. */
export const launcherStyles = css`
  .launcher {
    transition:
      scale 0.18s cubic-bezier(0.2, 0.9, 0.3, 1.3),
      box-shadow 0.18s;
  }

  .launcher:hover {
    scale: 1.06;
  }

  .launcher:active {
    scale: 0.96;
  }

  .launcher:focus-visible {
    outline: 3px solid var(--_accent);
    outline-offset: 3px;
  }

  .badge {
    position: absolute;
    inset-block-start: -4px;
    inset-inline-end: -4px;
    min-width: 24px;
    padding: 0 6px;
    border: 2px solid var(--_surface);
    border-radius: 14px;
    background: light-dark(#c4271d, #ff8f85);
    color: light-dark(#ffffff, #32100c);
    font-size: 13px;
    font-weight: 700;
    line-height: 20px;
    text-align: center;
  }

  .greeting {
    position: fixed;
    inset-block-end: calc(var(--_gap) + 58px + 14px + env(safe-area-inset-bottom, 0px));
    inset-inline-end: calc(var(--_gap) + env(safe-area-inset-right, 0px));
    display: flex;
    gap: 4px;
    align-items: start;
    max-width: min(300px, 100vw - 2 * var(--_gap));
    padding: 4px;
    border: 1px solid var(--_line);
    border-radius: var(--_radius);
    background: var(--_surface);
    box-shadow: var(--_shadow);
    animation: arrive 0.25s ease-out;
  }

  .greeting-text {
    padding-block: 10px;
    padding-inline: 14px 4px;
    border: 0;
    border-radius: 12px;
    background: transparent;
    text-align: start;
    overflow-wrap: anywhere;
  }

  .greeting .icon-button {
    width: 2.2em;
    height: 2.2em;
    color: var(--_soft);
    font-size: 0.875em;
  }

  @keyframes arrive {
    from {
      opacity: 0;
      translate: 0 10px;
    }
  }

  /* A window that fills the page leaves no room for it, and closes by its header. */
  @media (width <= 480px), (height <= 420px) {
    .launcher.is-open {
      display: none;
    }
  }
`
