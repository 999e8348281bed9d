import { css } from 'lit'

export const bannerStyles = css`
  .banner,
  .problem {
    flex: none;
    padding: 0.6em 1.15em;
    background: var(--_warn-wash);
    color: var(--_warn);
    font-size: 0.8667em;
    line-height: 1.4;
    animation: arrive 0.2s ease-out;
  }

  .banner[data-kind='continued'] {
    background: var(--_good-wash);
    color: var(--_good);
  }

  .retry {
    font-variant-numeric: tabular-nums;
    font-weight: 600;
  }

  .problem {
    display: flex;
    gap: 0.5em;
    align-items: center;
    justify-content: space-between;
    padding-block: 0.35em;
    padding-inline-end: 0.5em;
    background: var(--_bad-wash);
    color: var(--_bad);
    overflow-wrap: anywhere;
  }

  .offer {
    display: flex;
    flex: none;
    gap: 0.75em;
    align-items: center;
    padding-block: 0.3em;
    padding-inline: 1.15em 0.5em;
    border-block-start: 1px solid var(--_line);
    color: var(--_soft);
    font-size: 0.8667em;
    line-height: 1.4;
  }

  .offer .icon-button {
    margin-inline-start: auto;
  }

  @media (forced-colors: active) {
    .banner,
    .problem {
      border-block: 1px solid CanvasText;
    }
  }
`
