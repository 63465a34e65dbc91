import { readdirSync, readFileSync } from 'node:fs'
import { type Detector, parseDetector } from './types.ts'

const FOLDER = new URL('../../data/fraud-detectors/', import.meta.url)
let kept: readonly Detector[] | undefined

/** Every detector of `data/fraud-detectors`, by id. A file that doesn't fit its schema throws at first use. */
export function detectors(): readonly Detector[] {
  kept ??= readdirSync(FOLDER)
    .filter((name) => name.endsWith('.json'))
    .map((name) => parseDetector(JSON.parse(readFileSync(new URL(name, FOLDER), 'utf8'))))
    .sort((a, b) => (a.id < b.id ? -1 : 1))
  return kept
}
