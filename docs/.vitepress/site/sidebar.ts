import type { DefaultTheme } from 'vitepress'
import { publishedPackages } from '../../../scripts/release/published-packages.mjs'

type Group = DefaultTheme.SidebarItem

const group = (text: string, pages: Readonly<Record<string, string>>): Group => ({
  text,
  items: Object.entries(pages).map(([name, link]) => ({ text: name, link })),
})

const packages = publishedPackages()
  .map(({ folder }) => folder)
  .sort()

export const sidebar: Group[] = [
  group('Start', {
    'Getting started': '/getting-started',
    Overview: '/overview',
    'Which guide is mine?': '/roles/',
    'All documents': '/documents',
  }),
  group('Guides', {
    'Embed the widget': '/embed',
    'Theme the widget': '/theming',
    'The widget’s texts': '/texts',
    'Sign in': '/sign-in',
    Upgrades: '/upgrades',
    'Test your widget': '/test-your-widget',
    'Write a transport': '/write-a-transport',
    'Write a server': '/write-a-server',
    'Test your server': '/test-your-server',
    'Test your store': '/test-your-store',
  }),
  group('Recipes', {
    'All recipes': '/recipes/',
    'Everyday tasks': '/recipes/everyday',
    'A server in production': '/recipes/production',
    Vue: '/recipes/vue',
    Svelte: '/recipes/svelte',
    Angular: '/recipes/angular',
    'Plain modules': '/recipes/plain-esm',
    'React, Next.js': '/packages/react',
  }),
  group('When something goes wrong', {
    'Error codes': '/errors',
    'Why am I offline?': '/why-am-i-offline',
    Diagnostics: '/diagnostics',
    'A line as a timeline': '/timeline',
  }),
  group('Coming from elsewhere', {
    Comparison: '/comparison',
    Benchmark: '/benchmark',
    'Bare cometd': '/migrate/from-cometd',
    'socket.io': '/migrate/from-socket-io',
    'amazon-connect-chatjs': '/migrate/from-amazon-connect-chatjs',
  }),
  group('How it works', {
    Architecture: '/architecture',
    Protocol: '/protocol',
    'Its bindings': '/protocol-bindings',
    'The protocol at work': '/protocol-examples',
    'Why the protocol': '/why-the-protocol',
    Chaos: '/chaos',
    Decisions: '/decisions/',
  }),
  group('Reference', {
    API: '/api/',
    'Settings of the server': '/packages/server-settings',
    Changes: '/changelog',
    Contributing: '/contributing',
  }),
  group('Packages', Object.fromEntries(packages.map((name) => [name, `/packages/${name}`]))),
]
