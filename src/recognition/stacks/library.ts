import { readFileSync } from 'node:fs'
import { z } from 'zod'
import { bilingual, isoDay, provinces } from '../../frameworks/index.ts'

const PRACTICE = new URL('../../../data/stacks/practice.json', import.meta.url)
const EXAMPLE = new URL('../../../data/stacks/example.json', import.meta.url)
const CAPITALS = new URL('../../../data/regions/capitals.json', import.meta.url)

const setting = z.strictObject({ value: z.int().positive(), from: isoDay, note: bilingual })
const practiceSchema = z.strictObject({
  id: z.literal('practice'),
  version: z.string(),
  source: z.string().min(1),
  searchMilliseconds: setting,
  hoursPerWeek: setting,
  withinProvinceKilometres: setting,
})
const capitalsSchema = z.object({ tenthDegrees: z.record(z.string().regex(/^\d{2}$/), z.tuple([z.int(), z.int()])) })

let practice: z.infer<typeof practiceSchema> | undefined
let capitals: z.infer<typeof capitalsSchema>['tenthDegrees'] | undefined

/** Figures that this installation searches by. */
export function stackPractice(): z.infer<typeof practiceSchema> {
  practice ??= practiceSchema.parse(JSON.parse(readFileSync(PRACTICE, 'utf8')))
  return practice
}

/** A stack with every kind of part, as text: to write one's own from. */
export function stackExample(): string {
  return readFileSync(EXAMPLE, 'utf8')
}

/** The code of a province that was given by its code or its Indonesian name; nothing for another text. */
export function provinceCode(text: string | null): string | null {
  return provinces().find(({ code, name }) => code === text || name.id === text)?.code ?? null
}

/** Where the capital of a province lies, by the code of the province, in degrees north and east; nothing where that isn't known. */
export function capitalOf(province: string): readonly [number, number] | null {
  capitals ??= capitalsSchema.parse(JSON.parse(readFileSync(CAPITALS, 'utf8'))).tenthDegrees
  const found = capitals[province]
  return found === undefined ? null : [found[0] / 10, found[1] / 10]
}
