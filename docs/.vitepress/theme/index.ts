import type { Theme } from 'vitepress'
import DefaultTheme from 'vitepress/theme'
import { defineAsyncComponent } from 'vue'
import DecisionList from './decision-list.vue'
import './style.css'

const theme: Theme = {
  extends: DefaultTheme,
  enhanceApp({ app }) {
    app.component('DecisionList', DecisionList)
    // Loaded by the page that shows it, and by no other.
    app.component(
      'FaultDemo',
      defineAsyncComponent(() => import('./fault-demo/fault-demo.vue')),
    )
  },
}
export default theme
