import { accept, type Outcome, type Refusal, refuse } from '../../platform/refusal.ts'
import type { Grade } from '../types.ts'
import type { GradeBand, GradeScale, ScaleForm } from './types.ts'

/** Most letters of a grade at PDDikti (`string(3)`), and bands that make sense. */
const LETTER = /^[A-Z][A-Z+/-]{0,2}$/
const BANDS_MOST = 20
const INDEX_MOST = 400
const NUMBER_MOST = 1000
const REASON_LETTERS = 10
const REASON_LETTERS_MOST = 1000

/**
 * Reads the registrar's form for grades; answers every fault. A line is `A; 4,00; 90`, or `A; 4,00; 90; 85` with the lowest mark
 * of the letter: every line has it or none. Without a letter for a bare pass such credit waits.
 * Refusals: `exports.scale-day-malformed`, `scale-band-malformed` (with its line), `scale-letter-twice`,
 * `scale-not-falling`, `scale-marks-partly`, `scale-pass-unknown`, `scale-reason-missing`.
 */
export function readScale(form: ScaleForm): Outcome<GradeScale> {
  const refusals: Refusal[] = []
  if (!/^\d{4}-\d{2}-\d{2}$/.test(form.validFrom) || Number.isNaN(Date.parse(form.validFrom)))
    refusals.push({ code: 'exports.scale-day-malformed', at: 'validFrom' })
  const bands: GradeBand[] = []
  const lines = form.bands.split(/\r?\n/).map((line) => line.trim())
  for (const [place, line] of lines.entries()) {
    if (line === '') continue
    const band = bandOf(line)
    if (band === null || bands.length >= BANDS_MOST)
      refusals.push({ code: 'exports.scale-band-malformed', at: 'bands', values: { line: place + 1 } })
    else bands.push(band)
  }
  if (lines.every((line) => line === ''))
    refusals.push({ code: 'exports.scale-band-malformed', at: 'bands', values: { line: 1 } })
  if (new Set(bands.map(({ letter }) => letter)).size < bands.length)
    refusals.push({ code: 'exports.scale-letter-twice', at: 'bands' })
  const falls = bands.every((band, place) => {
    const above = bands[place - 1]
    return (
      above === undefined ||
      (band.indexHundredths < above.indexHundredths &&
        band.numberTenths < above.numberTenths &&
        (band.fromTenths ?? -1) < (above.fromTenths ?? NUMBER_MOST + 1))
    )
  })
  const marked = bands.filter(({ fromTenths }) => fromTenths !== undefined).length
  if (marked > 0 && marked < bands.length) refusals.push({ code: 'exports.scale-marks-partly', at: 'bands' })
  if (!falls) refusals.push({ code: 'exports.scale-not-falling', at: 'bands' })
  const passLetter = form.passLetter.trim().toUpperCase()
  if (passLetter !== '' && !bands.some(({ letter }) => letter === passLetter))
    refusals.push({ code: 'exports.scale-pass-unknown', at: 'passLetter' })
  const reason = form.reason.trim().slice(0, REASON_LETTERS_MOST)
  if (reason.length < REASON_LETTERS)
    refusals.push({ code: 'exports.scale-reason-missing', at: 'reason', values: { letters: REASON_LETTERS } })
  const [first, ...others] = refusals
  return first === undefined
    ? accept({ validFrom: form.validFrom, bands, passLetter: passLetter === '' ? null : passLetter, reason })
    : refuse(first, ...others)
}

function bandOf(line: string): GradeBand | null {
  const [letter = '', index = '', number = '', from, ...rest] = line.split(';').map((part) => part.trim())
  const indexHundredths = scaled(index, 2)
  const numberTenths = scaled(number, 1)
  const fromTenths = from === undefined ? undefined : scaled(from, 1)
  const good =
    rest.length === 0 &&
    LETTER.test(letter.toUpperCase()) &&
    indexHundredths !== null &&
    indexHundredths <= INDEX_MOST &&
    numberTenths !== null &&
    numberTenths <= NUMBER_MOST &&
    fromTenths !== null &&
    (fromTenths === undefined || fromTenths <= NUMBER_MOST)
  if (!good) return null
  const band = { letter: letter.toUpperCase(), indexHundredths, numberTenths }
  return fromTenths === undefined ? band : { ...band, fromTenths }
}

/** A decimal as a whole number of its last place: `3,75` with two places is 375. Null where it has more places. */
function scaled(text: string, places: number): number | null {
  const found = /^(\d{1,3})(?:[.,](\d+))?$/.exec(text)
  const fraction = found?.[2] ?? ''
  if (found === null || fraction.length > places) return null
  return Number(`${found[1]}${fraction.padEnd(places, '0')}`)
}

/** The band of a grade: that of the highest index at or below the points. Null below the last band: no band passes it. */
export function bandFor(scale: GradeScale, grade: Grade): GradeBand | null {
  if (grade.kind === 'pass')
    return scale.passLetter === null ? null : (scale.bands.find(({ letter }) => letter === scale.passLetter) ?? null)
  return scale.bands.find(({ indexHundredths }) => indexHundredths <= grade.hundredths) ?? null
}

/** Whether a scale says from which mark each letter begins. */
export function mapsMarks({ bands }: Pick<GradeScale, 'bands'>): boolean {
  return bands.every(({ fromTenths }) => fromTenths !== undefined)
}

/** The band of a mark in tenths of 100.0; null below the lowest, and where the scale maps no marks. */
export function bandOfMark({ bands }: Pick<GradeScale, 'bands'>, tenths: number): GradeBand | null {
  return bands.find(({ fromTenths }) => fromTenths !== undefined && fromTenths <= tenths) ?? null
}

/** The scale that counts on a day: the newest that began by then. `scales` come newest first. */
export function scaleOn(scales: readonly GradeScale[], day: string): GradeScale | null {
  return scales.find(({ validFrom }) => validFrom <= day) ?? null
}
