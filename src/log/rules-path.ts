/** Where tiles are served (C2SP tlog-tiles, *Merkle tree*). Pure. */

import { ENTRIES, TILE_WIDTH } from './rules-tree.ts'

/** A tile that is asked for, or a bundle of entries at level -1. */
export interface TileAsked {
  readonly level: number
  readonly index: number
  readonly width: number
}

/** Highest level that is served; the store has no more. */
const LEVELS = 7

/** The path of an index: three digits to a part, `x` before every part but the last. */
function partsOf(index: number): string {
  const digits = String(index)
  const parts = digits.padStart(Math.ceil(digits.length / 3) * 3, '0').match(/\d{3}/g) ?? []
  return parts.map((part, at) => (at < parts.length - 1 ? `x${part}` : part)).join('/')
}

/** The path of a tile below the log's own address: `tile/0/x001/234.p/5`. */
export function pathOf({ level, index, width }: TileAsked): string {
  const place = `tile/${level === ENTRIES ? 'entries' : level}/${partsOf(index)}`
  return width === TILE_WIDTH ? place : `${place}.p/${width}`
}

/** Reads the path of a tile; nothing where it isn't spelt as the specification says. */
export function readPath(path: string): TileAsked | null {
  const match = /^tile\/(entries|\d)\/((?:x\d{3}\/){0,4}\d{3})(?:\.p\/([1-9]\d{0,2}))?$/.exec(path)
  if (match === null) return null
  const [, place = '', digits = '', part] = match
  const level = place === 'entries' ? ENTRIES : Number(place)
  const width = part === undefined ? TILE_WIDTH : Number(part)
  const asked = { level, index: Number(digits.replace(/[x/]/g, '')), width }
  const spelt = part === undefined || width < TILE_WIDTH
  return level <= LEVELS && spelt && pathOf(asked) === path ? asked : null
}

/** Every tile and bundle of a tree of `size` leaves. */
export function* tilesOf(size: number): Generator<TileAsked> {
  for (let level = ENTRIES; ; level++) {
    const count = Math.floor(size / TILE_WIDTH ** Math.max(0, level))
    if (count === 0) return
    for (let index = 0; index * TILE_WIDTH < count; index++)
      yield { level, index, width: Math.min(TILE_WIDTH, count - index * TILE_WIDTH) }
  }
}
