/** A petal: two control points and the far end, in units of its length and half width. */
type Petal = readonly [x1: number, y1: number, x2: number, y2: number, end: number]

const PETALS: readonly Petal[] = [
  [0, 1.33, 1, 1.33, 1], // kawung: the palm-fruit oval
  [0.3, 1.3, 0.7, 1.3, 1], // leaf: pointed at both ends
  [0.5, 1.4, 1, 1.6, 1], // drop: round outside
  [0, 1.6, 0.5, 1.4, 1], // drop: round inside
  [0, 1.9, 0.75, 0.35, 1], // bud: drawn-out tip
  [0.3, 1.8, 1.25, 1.7, 0.82], // heart: notched outside
]

/** The ground on which the petals lie. */
interface Field {
  readonly lobesPerQuarter: number
  readonly turn: number
  readonly radius: number
  /** 1 half circles, 1.42 one circle, 40 straight. */
  readonly roundness: number
  readonly bulges: 0 | 1
  /** How far petals may reach on the axes and on the diagonals. */
  readonly axes: number
  readonly diagonals: number
}

const field = (
  lobesPerQuarter: number,
  turn: number,
  radius: number,
  roundness: number,
  bulges: 0 | 1,
  axes: number,
  diagonals: number,
): Field => ({ lobesPerQuarter, turn, radius, roundness, bulges, axes, diagonals })

const FIELDS: readonly (Field | null)[] = [
  field(1, 45, 84, 1.42, 1, 74, 74), // disc
  field(1, 45, 66, 1.03, 1, 82, 54), // four lobes on the axes
  field(1, 0, 70, 1.03, 1, 58, 86), // four lobes on the diagonals
  field(2, 22.5, 68, 1.02, 1, 72, 72), // eight lobes
  field(1, 0, 98, 3.2, 0, 74, 0), // star with hollow sides
  field(1, 0, 98, 40, 1, 82, 52), // lozenge
  field(1, 45, 120, 2.9, 0, 58, 76), // cushion with hollow sides
  field(3, 15, 80, 1.05, 1, 74, 74), // twelve lobes
  null, // petals on bare cloth
]

/** The eye of a rosette and the corners of its cloth are small discs. */
const DISC: Pick<Field, 'lobesPerQuarter' | 'turn' | 'roundness' | 'bulges'> = {
  lobesPerQuarter: 1,
  turn: 45,
  roundness: 1.42,
  bulges: 1,
}

/** The shapes of one rosette as SVG path data, within -100..100 on both axes. Dots are round strokes 9 wide. */
export interface CeplokShapes {
  readonly dye: string
  readonly gold: string
  readonly dyeDots: string
  readonly goldDots: string
}

type Place = (x: number, y?: number) => string

const at = (degrees: number): Place => {
  const cos = Math.cos((degrees * Math.PI) / 180)
  const sin = Math.sin((degrees * Math.PI) / 180)
  return (x, y = 0) => `${Math.round(x * cos - y * sin)} ${Math.round(x * sin + y * cos)}`
}
const around = (degrees: number, draw: (place: Place) => string, times = 4): string =>
  Array.from({ length: times }, (_, step) => draw(at(degrees + (step * 360) / times))).join('')

function petals(turn: number, from: number, to: number, halfWidth: number, kind: number): string {
  const [x1, y1, x2, y2, end] = PETALS[kind] as Petal
  const far = (share: number) => from + share * (to - from)
  const [a, b, tip, up, out] = [far(x1), far(x2), far(end), y1 * halfWidth, y2 * halfWidth]
  return around(turn, (p) => `M${p(from)}C${p(a, up)} ${p(b, out)} ${p(tip)}C${p(b, -out)} ${p(a, -up)} ${p(from)}`)
}

function lobes(shape: Pick<Field, 'lobesPerQuarter' | 'turn' | 'radius' | 'roundness' | 'bulges'>, inset = 0): string {
  const count = shape.lobesPerQuarter * 4
  const radius = shape.radius - inset
  const arc = Math.round(radius * Math.sin(Math.PI / count) * shape.roundness)
  const rim = around(shape.turn + 360 / count, (p) => `A${arc} ${arc} 0 0 ${shape.bulges} ${p(radius)}`, count)
  return `M${at(shape.turn)(radius)}${rim}Z`
}

const dots = (turn: number, radius: number, times = 4): string => around(turn, (p) => `M${p(radius)}h0`, times)

/** A stream of choices that the id alone decides. */
function choices(id: string): (options: number) => number {
  let seed = 2166136261
  for (const letter of id) seed = Math.imul(seed ^ (letter.codePointAt(0) ?? 0), 16777619)
  return (options) => {
    seed = (seed + 0x6d2b79f5) | 0
    let mixed = Math.imul(seed ^ (seed >>> 15), seed | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) % options
  }
}

/** The shapes of the rosette of an id, for whoever draws it elsewhere than on a page (the PDF, a sharing picture). */
export function ceplokShapes(id: string): CeplokShapes {
  const pick = choices(id)
  const ground = FIELDS[pick(9)] ?? null
  const kind = pick(6)
  const other = (kind + 1 + pick(5)) % 6
  // The cloth is dyed and the field left bare.
  const dyed = ground !== null && ground.lobesPerQuarter < 3 && pick(3) === 0
  const main = ground !== null && ground.diagonals > 0 && pick(2) === 1 ? 45 : 0
  const between = 45 - main
  const [reach, side] = reaches(ground, main)
  const width = ([19, 20, 19, 20, 21, 18][kind] ?? 19) + (reach > 70 ? pick(4) : -3)
  const core = 10 + 4 * pick(3)
  let dye = dyed ? 'M-100-100h200v200h-200z' : ''
  let gold = ''
  let dyeDots = ''
  let goldDots = ''

  if (ground !== null)
    dye += lobes(ground) + (ground.lobesPerQuarter < 3 && pick(2) ? lobes(ground, 6) + lobes(ground, 11) : '')
  // Four great petals, holes in the field, each with a smaller one inside.
  dye += petals(main, core, reach, width, kind)
  const seedling = petals(main, core + 9, reach - 9, width - 8, kind)
  if (pick(3)) dye += seedling
  else gold += seedling
  const lean = pick(3)
  if (lean === 0) gold += petals(between, core + 6, side * 0.94, 8, other)
  if (lean === 1) goldDots += dots(between, side * 0.58) + dots(between, side * 0.84)
  if (lean === 2) dye += petals(between, core + 8, side * 0.92, 9, other)
  // A string of dots round the rim of a round field.
  if (ground !== null && (ground.roundness === 1.42 || ground.lobesPerQuarter === 3)) goldDots += dots(11.25, 75, 16)
  if (pick(2)) gold += lobes({ ...DISC, radius: core - 2 })
  else gold += petals(45, 0, core + 4, 6, pick(4))
  const corner = ground !== null && ground.radius > 98 ? 4 : pick(4)
  if (corner === 0) dye += petals(45, 128, 96, 9, other)
  if (corner === 1) {
    const three = dots(45, 122) + dots(37, 115) + dots(53, 115)
    if (dyed) goldDots += three
    else dyeDots += three
  }
  if (corner === 2) dye += around(45, (p) => `M${p(108)}L${p(127, 19)} ${p(148)} ${p(127, -19)}Z`)
  if (corner === 3) goldDots += dots(45, 116)
  if (corner === 4) dye += petals(0, 96, 76, 9, other)
  return { dye, gold, dyeDots, goldDots }
}

function reaches(ground: Field | null, main: number): [reach: number, side: number] {
  if (ground === null) return [94, 66]
  return main > 0 ? [ground.diagonals, ground.axes] : [ground.axes, ground.diagonals || 42]
}

/**
 * One batik rosette for one definition, always the same for the same id: inline SVG of at most 1.5 KB in the two
 * colours `--ceplok` (the dye) and `--ceplok-2` (the harvest). It helps recognition and proves nothing.
 * `size` is one of the classes of the stylesheet; without it the rosette is 64 px, or what its surroundings say.
 */
export function ceplok(id: string, size?: 'small' | 'medium' | 'large' | 'huge'): string {
  const name = size === undefined ? 'ceplok' : `ceplok ceplok-${size}`
  return `<svg class="${name}" viewBox="-100 -100 200 200" aria-hidden="true">${ceplokPaths(id)}</svg>`
}

/** The paths alone, to be set into another drawing. */
export function ceplokPaths(id: string): string {
  const { dye, gold, dyeDots, goldDots } = ceplokShapes(id)
  const tight = (path: string) => path.replace(/ -/g, '-')
  const fill = (colour: string, path: string) =>
    path && `<path fill="var(--${colour})" fill-rule="evenodd" d="${tight(path)}"/>`
  const dot = (colour: string, path: string) =>
    path && `<path stroke="var(--${colour})" stroke-width="9" stroke-linecap="round" d="${tight(path)}"/>`
  return fill('ceplok', dye) + fill('ceplok-2', gold) + dot('ceplok', dyeDots) + dot('ceplok-2', goldDots)
}
