/**
 * A refusal is an answer, not an accident: it carries a code from the noun's closed list, the figures that explain it,
 * and where in the input it arose. Its sentences stand in `data/text/<language>/<noun>.json` under
 * `<noun>.refusal.<code>` (what happened) and `<noun>.refusal.<code>.next` (what to do).
 */
export interface Refusal {
  /** `<noun>.<reason>` in kebab case, as `enrolment.batch-full`. */
  readonly code: string
  /** The form field, column or JSON pointer it concerns. */
  readonly at?: string
  /** Figures for the sentence: text, whole numbers, ISO days. Never a name, NIK, e-mail or phone of somebody else. */
  readonly values?: Readonly<Record<string, string | number>>
}

/** What an action answers: its value, or every reason it was refused. */
export type Outcome<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly refusals: readonly [Refusal, ...Refusal[]] }

export function accept<T>(value: T): Outcome<T> {
  return { ok: true, value }
}

export function refuse(...refusals: [Refusal, ...Refusal[]]): { ok: false; refusals: [Refusal, ...Refusal[]] } {
  return { ok: false, refusals }
}
