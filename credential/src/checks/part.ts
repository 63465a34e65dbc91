/** What the checks of status and term answer where the holder may have left out what they look at. */
import type { Answer, Part } from '../envelope/opened.ts'

/** A status that is good, or isn't there, says nothing where an entry may have been left out; one that is bad stays bad. */
export function statusOfPart(answer: Answer, part: Part | undefined): Answer {
  const isHidden = part?.hidesStatus === true && (answer.outcome === 'pass' || answer.outcome === 'none')
  return isHidden ? { outcome: 'unknown', code: 'status-withheld' } : answer
}

/** A term that has begun says nothing where its end may have been left out. */
export function validityOfPart(answer: Answer, part: Part | undefined): Answer {
  const isHidden = part?.hidesEnd === true && answer.outcome === 'pass'
  return isHidden ? { ...answer, outcome: 'unknown', code: 'validity-withheld' } : answer
}
