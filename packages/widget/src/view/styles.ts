import type { CSSResultGroup } from 'lit'
import { avatarStyles } from './avatar.css.ts'
import { bannerStyles } from './banner.css.ts'
import { baseStyles } from './base.css.ts'
import { widgetStyles } from './chat-widget.css.ts'
import { composerStyles } from './composer.css.ts'
import { contentStyles } from './content/content.css.ts'
import { headerStyles } from './header.css.ts'
import { launcherButtonStyles } from './launcher-button.css.ts'
import { launcherStyles } from './launcher.css.ts'
import { messageMenuStyles } from './message-menu.css.ts'
import { messageStyles } from './message.css.ts'
import { panelStyles } from './panel.css.ts'
import { preChatFormStyles } from './pre-chat-form.css.ts'
import { transcriptStyles } from './transcript.css.ts'
import { windowStyles } from './window.css.ts'

export const styles: CSSResultGroup = [
  baseStyles,
  widgetStyles,
  avatarStyles,
  launcherButtonStyles,
  launcherStyles,
  windowStyles,
  headerStyles,
  bannerStyles,
  transcriptStyles,
  messageStyles,
  messageMenuStyles,
  contentStyles,
  composerStyles,
  preChatFormStyles,
  panelStyles,
]
