// In the page only with `npm run dev`: shows it anew when there is another version of its files, or another server.
let shown
new EventSource('/live-reload').addEventListener('message', ({ data }) => {
  shown ??= data
  if (data !== shown) location.reload()
})
