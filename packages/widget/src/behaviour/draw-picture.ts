/** Longer sides are drawn as long. */
const mostPixels = 640

const drawn = new WeakMap<Blob, HTMLCanvasElement>()

/**
 * A picture that only this page has, drawn into a canvas: an address of it would be a `blob:`, which strict policies refuse. The same
 * canvas each time; hidden, as long as there is nothing to see.
 */
export function pictureOf(file: Blob, name: string): HTMLCanvasElement {
  const known = drawn.get(file)
  if (known) return known
  const canvas = document.createElement('canvas')
  canvas.hidden = true
  canvas.role = 'img'
  canvas.ariaLabel = name
  drawn.set(file, canvas)
  void draw(file, canvas).catch(() => undefined) // It is none, or of a kind that the browser does not know.
  return canvas
}

async function draw(file: Blob, canvas: HTMLCanvasElement): Promise<void> {
  const bitmap = await createImageBitmap(file)
  const scale = Math.min(1, mostPixels / Math.max(bitmap.width, bitmap.height))
  canvas.width = Math.max(1, Math.round(bitmap.width * scale))
  canvas.height = Math.max(1, Math.round(bitmap.height * scale))
  canvas.getContext('2d')?.drawImage(bitmap, 0, 0, canvas.width, canvas.height)
  bitmap.close()
  canvas.hidden = false
}
