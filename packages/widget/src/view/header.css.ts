import { css } from 'lit'

export const headerStyles = css`
  .header {
    display: flex;
    flex: none;
    gap: 0.6em;
    align-items: center;
    min-height: 4.6em;
    padding-block: 0.8em;
    padding-inline: 1.15em 0.7em;
    background: var(--chat-header, light-dark(var(--_accent), #20243a));
    color: var(--chat-header-ink, light-dark(var(--_accent-ink), #eceef4));
  }

  .heading {
    flex: 1;
    min-width: 0;
  }

  .title {
    display: -webkit-box;
    overflow: hidden;
    font-size: 1.0667em;
    font-weight: 650;
    line-height: 1.3;
    overflow-wrap: anywhere;
    -webkit-box-orient: vertical;
    -webkit-line-clamp: 2;
  }

  .subtitle {
    display: -webkit-box;
    overflow: hidden;
    font-size: 0.8em;
    line-height: 1.35;
    text-wrap: pretty;
    -webkit-box-orient: vertical;
    -webkit-line-clamp: 3;
  }

  .avatars {
    display: flex;
  }

  .avatars .avatar {
    width: 2.5em;
    height: 2.5em;
    background: light-dark(var(--_accent-wash), color-mix(in srgb, var(--_accent-wash) 86%, #fff));
    box-shadow: 0 0 0 2px var(--chat-header, light-dark(var(--_accent), #20243a));
  }

  .avatars .avatar + .avatar {
    margin-inline-start: -0.8em;
  }

  .header .icon-button {
    width: 2.2em;
    height: 2.2em;
  }

  .header :focus-visible {
    outline-color: currentcolor;
  }

  .header .icon-button:dir(rtl) .icon {
    scale: -1 1;
  }

  /* Names need the room more than pictures do. */
  @media (width <= 360px) {
    .avatars .avatar + .avatar {
      display: none;
    }
  }

  /* Much is left to the messages where there is little height. */
  @media (height <= 420px) {
    .header {
      min-height: 0;
      padding-block: 0.3em;
    }

    .subtitle {
      display: none;
    }
  }

  @media (forced-colors: active) {
    .header {
      border-block-end: 1px solid CanvasText;
    }
  }
`
