import type { Theme } from 'vitepress'
import DefaultTheme from 'vitepress/theme'
import { defineAsyncComponent } from 'vue'
import DecisionList from './decision-list.vue'
import './style.css'

const theme: Theme = {
  extends: DefaultTheme,
  enhanceApp({ app }) {
    app.component('DecisionList', DecisionList)
    // Each is loaded by the page that shows it, and by no other.
    app.component(
      'FaultDemo',
      defineAsyncComponent(() => import('./fault-demo/fault-demo.vue')),
    )
    app.component(
      'LineTimeline',
      defineAsyncComponent(() => import('./line-timeline/line-timeline.vue')),
    )
  },
}
export default theme
