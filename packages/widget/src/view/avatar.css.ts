import { css } from 'lit'

export const avatarStyles = css`
  .avatar {
    display: grid;
    flex: none;
    overflow: hidden;
    place-items: center;
    width: 2em;
    height: 2em;
    border-radius: 50%;
    background: var(--_accent-wash);
    color: light-dark(color-mix(in srgb, var(--_accent) 85%, #000), var(--_accent));
    font-weight: 650;
    line-height: 1;
  }

  .avatar img {
    width: 100%;
    height: 100%;
    object-fit: cover;
  }

  @media (forced-colors: active) {
    .avatar {
      border: 1px solid CanvasText;
    }
  }
`
