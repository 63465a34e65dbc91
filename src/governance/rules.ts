import { reviewerCollusion, slicedCourses } from './rules-design.ts'
import { evidenceTwice, impossiblePace, notEnrolled } from './rules-learning.ts'
import { afterAccreditation, backDated, dormantAwake, nightBursts } from './rules-time.ts'
import type { Alarm, Detector, Facts } from './types.ts'

/** What one detector finds in the facts, by the thresholds of its data. */
export function alarmsOf(detector: Detector, facts: Facts): Alarm[] {
  switch (detector.id) {
    case 'night-burst':
      return nightBursts(facts, detector.thresholds)
    case 'not-enrolled':
      return notEnrolled(facts, detector.thresholds)
    case 'back-dated':
      return backDated(facts, detector.thresholds)
    case 'impossible-pace':
      return impossiblePace(facts, detector.thresholds)
    case 'evidence-twice':
      return evidenceTwice(facts, detector.thresholds)
    case 'dormant-awake':
      return dormantAwake(facts, detector.thresholds)
    case 'after-accreditation':
      return afterAccreditation(facts, detector.thresholds)
    case 'reviewer-collusion':
      return reviewerCollusion(facts, detector.thresholds)
    case 'sliced-course':
      return slicedCourses(facts, detector.thresholds)
  }
}

/** What all detectors in force on an ISO day find, in the order of the instants from which it could be known. */
export function detect(detectors: readonly Detector[], facts: Facts, day: string): Alarm[] {
  return detectors
    .filter(({ validFrom, validTo }) => validFrom <= day && (validTo === null || day < validTo))
    .flatMap((detector) => alarmsOf(detector, facts))
    .toSorted((a, b) => a.knownAt.getTime() - b.knownAt.getTime() || (a.unit < b.unit ? -1 : 1))
}

/** The facts without the awards and reviews that were stored before an instant. */
export function factsSince(facts: Facts, since: Date): Facts {
  return {
    ...facts,
    awards: facts.awards.filter(({ storedAt }) => storedAt >= since),
    reviews: facts.reviews.filter(({ decidedAt }) => decidedAt >= since),
  }
}
