const ENTITIES: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', '#39': "'" }

const plain = (text: string): string =>
  text.replace(/&(amp|lt|gt|quot|#39);/g, (all, name: string) => ENTITIES[name] ?? all)

/** What the boxes of a form hold, as a browser would send them again. */
export function boxesOf(html: string): Record<string, string> {
  const boxes: Record<string, string> = {}
  for (const [, attributes = ''] of html.matchAll(/<input ([^>]*)>/g)) {
    const name = /name="([^"]+)"/.exec(attributes)?.[1]
    if (name !== undefined) boxes[name] = plain(/value="([^"]*)"/.exec(attributes)?.[1] ?? '')
  }
  for (const [, name = '', inside = ''] of html.matchAll(/<select [^>]*name="([^"]+)"[^>]*>(.*?)<\/select>/gs))
    boxes[name] = plain(
      /<option value="([^"]*)" selected/.exec(inside)?.[1] ?? /<option value="([^"]*)"/.exec(inside)?.[1] ?? '',
    )
  for (const [, name = '', text = ''] of html.matchAll(/<textarea [^>]*name="([^"]+)"[^>]*>(.*?)<\/textarea>/gs))
    boxes[name] = plain(text)
  return boxes
}
