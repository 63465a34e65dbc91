import type { AqrfFacts, AqrfPoint, AqrfTest } from './types-aqrf.ts'

/**
 * Whether an award is what the AQRF calls a qualification (F066, DR-23): a formal certificate that an official agency issues
 * because an individual was assessed as reaching learning outcomes to the standard that belongs to the qualification's title.
 *
 * - `issuer`: the register allowed the issuer this very thing at that instant;
 * - `individual`: every outcome that must be passed was assessed for this person, by somebody else;
 * - `standard`: the standard has a name, and each of those outcomes has a statement, an assessment and a pass mark;
 * - `title`: it has a title, under which the standard was published before.
 *
 * It is no level of the AQRF and refers to none. An award without any outcome that must be passed meets neither of the middle two.
 */
export function aqrfTest(facts: AqrfFacts): AqrfTest {
  const { outcomes, assessed, withStandard } = facts
  return {
    test: 'aqrf-qualification',
    points: [
      point('issuer', facts.isListed, { listed: yes(facts.isListed) }),
      point('individual', outcomes > 0 && assessed >= outcomes, {
        outcomes,
        assessed,
        identity: yes(facts.isIdentityChecked),
      }),
      point('standard', facts.isStandardNamed && outcomes > 0 && withStandard >= outcomes, {
        named: yes(facts.isStandardNamed),
        outcomes,
        withStandard,
      }),
      point('title', facts.isTitled && facts.isPublished, {
        titled: yes(facts.isTitled),
        published: yes(facts.isPublished),
      }),
    ],
  }
}

/** Whether all four parts are met. */
export function passesAqrf({ points }: Pick<AqrfTest, 'points'>): boolean {
  return points.length > 0 && points.every(({ outcome }) => outcome === 'met')
}

const yes = (is: boolean): 'yes' | 'no' => (is ? 'yes' : 'no')

function point(name: AqrfPoint['point'], met: boolean, facts: AqrfPoint['facts']): AqrfPoint {
  return { point: name, outcome: met ? 'met' : 'not-met', facts }
}
