import { css } from 'lit'

export const panelStyles = css`
  .panel {
    display: grid;
    flex: 0 1 auto;
    gap: 0.55em;
    min-height: 0;
    max-height: 60%;
    overflow-y: auto;
    padding: 1.1em 1.2em 1.2em;
    border-block-start: 1px solid var(--_line);
    background: var(--_sunken);
  }

  /* Zoomed in, the window scrolls. */
  @media (height <= 420px) {
    .panel {
      flex: none;
      max-height: none;
    }
  }

  .panel-title {
    font-size: 1.0667em;
  }

  .panel-text {
    color: var(--_soft);
    font-size: 0.9em;
  }

  .panel-buttons {
    display: flex;
    flex-wrap: wrap;
    gap: 0.5em;
    margin-block-start: 0.3em;
  }

  .panel-buttons .button {
    padding-inline: 0.85em;
    font-size: 0.9333em;
  }

  .unsent {
    display: grid;
    gap: 4px;
    list-style: none;
  }

  .unsent li {
    padding: 0.35em 0.7em;
    border-inline-start: 3px solid var(--_bad);
    background: var(--_bad-wash);
    font-size: 0.9em;
    overflow-wrap: anywhere;
  }

  .rating {
    display: flex;
    flex-wrap: wrap;
    gap: 0.2em 0.8em;
    align-items: center;
    font-size: 0.9em;
  }

  .stars {
    display: flex;
  }

  .star {
    padding: 3px;
    border: 0;
    border-radius: 6px;
    background: transparent;
    color: light-dark(#7f6200, #f3c84b);
  }

  .star:hover .icon,
  .stars:hover .star:not(.star:hover ~ .star) .icon,
  .is-on .icon {
    fill: currentcolor;
  }
`
