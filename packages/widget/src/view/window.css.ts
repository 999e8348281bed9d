import { css } from 'lit'

export const windowStyles = css`
  .window {
    position: fixed;
    inset-block-end: calc(var(--_gap) + 58px + 14px + env(safe-area-inset-bottom, 0px));
    inset-inline-end: calc(var(--_gap) + env(safe-area-inset-right, 0px));
    display: flex;
    flex-direction: column;
    width: min(var(--chat-width, 392px), 100vw - 2 * var(--_gap));
    height: min(var(--chat-height, 640px), 100dvh - 2 * var(--_gap) - 72px);
    overflow: hidden;
    border: 1px solid var(--_line);
    border-radius: var(--_radius);
    background: var(--_surface);
    box-shadow: var(--_shadow);
    font-size: 0.9375em;
    animation: open 0.2s ease-out;
  }

  .window:focus-visible {
    outline: none;
  }

  @keyframes open {
    from {
      opacity: 0;
      translate: 0 14px;
      scale: 0.98;
    }
  }

  .drop-hint {
    position: absolute;
    inset: 8px;
    display: grid;
    place-items: center;
    border: 2px dashed var(--_accent);
    border-radius: calc(var(--_radius) - 6px);
    background: color-mix(in srgb, var(--_surface) 88%, transparent);
    color: var(--_accent);
    font-weight: 600;
    pointer-events: none;
  }

  @media (width <= 480px), (height <= 420px) {
    .window {
      inset-block: var(--_visible-top, 0) auto;
      inset-inline: 0;
      width: 100%;
      height: var(--_visible-height, 100dvh);
      padding: env(safe-area-inset-top, 0px) env(safe-area-inset-right, 0px) env(safe-area-inset-bottom, 0px)
        env(safe-area-inset-left, 0px);
      border: 0;
      border-radius: 0;
      box-shadow: none;
    }
  }

  @media (height <= 420px) {
    .window {
      overflow-y: auto;
    }
  }
`
