import qrcode from 'qrcode'

/** A QR symbol: its modules row by row, `size` on each side, without the quiet zone. */
export interface QrMatrix {
  readonly size: number
  dark(x: number, y: number): boolean
}

/** The QR symbol of a text at error correction M (ISO/IEC 18004): a link of at most 62 bytes fits version 4. */
export function qrMatrix(text: string): QrMatrix {
  const { modules } = qrcode.create(text, { errorCorrectionLevel: 'M' })
  return { size: modules.size, dark: (x, y) => modules.get(y, x) === 1 }
}

/** The dark modules as path data, one unit a module: each run of a row is one line, drawn with a stroke 1 wide. */
export function qrPath(matrix: QrMatrix): string {
  let path = ''
  for (let y = 0; y < matrix.size; y++) {
    let pen = -1
    for (let x = 0; x < matrix.size; x++) {
      if (!matrix.dark(x, y)) continue
      const from = x
      while (x + 1 < matrix.size && matrix.dark(x + 1, y)) x++
      path += `${pen < 0 ? `M${from} ${y}.5` : `m${from - pen} 0`}h${x - from + 1}`
      pen = x + 1
    }
  }
  return path
}

/** The QR symbol as an SVG picture with its quiet zone of four modules; `label` is said by screen readers. */
export function qrSvg(text: string, label: string): string {
  const matrix = qrMatrix(text)
  const side = matrix.size + 8
  const name = label.replace(/[&<>"]/g, (letter) => `&#${letter.charCodeAt(0)};`)
  return `<svg xmlns="http://www.w3.org/2000/svg" class="qr ceplok-huge" viewBox="-4 -4 ${side} ${side}" role="img" aria-label="${name}" shape-rendering="crispEdges"><path fill="#fff" d="M-4-4h${side}v${side}h-${side}z"/><path stroke="#000" d="${qrPath(matrix)}"/></svg>`
}
