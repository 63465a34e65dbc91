import { creditAwards, followClaim, followStatuses } from './bank/index.ts'
import { holdBackUnchosen, offerDefinition } from './catalogue/index.ts'
import type { AwardHooks } from './credentials/index.ts'
import * as credentials from './credentials/index.ts'
import * as design from './design/index.ts'
import { type DesignHooks, findVersion } from './design/index.ts'
import * as governance from './governance/index.ts'
import type { LogReaders } from './log/index.ts'
import * as organisations from './organisations/index.ts'
import { findOrganisation } from './organisations/index.ts'
import type { Deps } from './platform/deps.ts'
import * as recognition from './recognition/index.ts'
import { type CredentialSource, credentialSource } from './recognition/index.ts'
import * as trust from './trust/index.ts'
import * as verifier from './verifier/index.ts'
import { verifyCredential } from './verifier/index.ts'
import { type ClaimHooks, createClaims } from './wallet/index.ts'

// Where a noun must tell a later one that something happened, the later one's verb is passed in here: the arrow stays.

/** What follows awards: credit on the learners' accounts, and a claim for whoever has no account yet. */
export function awardHooks(deps: Deps): AwardHooks {
  return {
    afterAwards: async (tx, awards) => {
      // What a stack awarded brings only what its parts haven't: the bank knows of what it is built.
      await creditAwards(tx, awards)
      await recognition.lookAfterAwards(tx, deps, awards)
    },
    afterSigned: async (tx, awards) => {
      await createClaims(
        tx,
        deps,
        awards.map((award) => ({ ...award, createdBy: award.decidedBy })),
      )
    },
    afterStatusChanges: async (tx, changes, standings) => {
      await followStatuses(tx, changes, standings)
      await recognition.followParts(tx, changes, standings)
    },
  }
}

/** What follows a claim by somebody with another account: the credit goes where the credential went. */
export function claimHooks(): ClaimHooks {
  return {
    afterPassed: async (tx, passed) => {
      await followClaim(tx, passed)
      await recognition.lookAfterClaim(tx, passed)
    },
  }
}

/** A published definition appears in the catalogue, in the transaction of its publication. */
export function designHooks(deps: Deps): DesignHooks {
  return {
    published: async (tx, versionId) => {
      const version = await findVersion(tx, versionId)
      const organisation = version === null ? null : await findOrganisation(tx, version.organisationId)
      if (version !== null && organisation !== null) await offerDefinition(tx, deps, version, organisation)
    },
  }
}

/** A decision of the register about chosen courses reaches the catalogue in its transaction. */
export function registerHooks(deps: Deps): trust.RegisterHooks {
  return {
    curationChanged: async (tx) => {
      await holdBackUnchosen(tx, deps)
    },
  }
}

/** What recognition asks about credentials: their facts as awarded, and the verifier's verdict now. */
export function ownCredentials(deps: Deps): CredentialSource {
  return credentialSource(deps.db, async (credentialId) => {
    return (await verifyCredential(deps, credentialId)) ?? { verdict: 'unconfirmed', kind: 'unconfirmed' }
  })
}

/** How the log's check reads back every row that left a leaf: the readers of all rooms. */
export const logReaders: LogReaders = {
  rows: [
    ...organisations.loggedRows,
    ...trust.loggedRows,
    ...design.loggedRows,
    ...credentials.loggedRows,
    ...recognition.loggedRows,
    ...governance.loggedRows,
  ],
  checks: [credentials.statusContradictions],
  records: {
    ...organisations.logReaders,
    ...trust.logReaders,
    ...design.logReaders,
    ...credentials.logReaders,
    ...verifier.logReaders,
    ...recognition.logReaders,
    ...governance.logReaders,
  },
  signatures: { ...credentials.logSignatures, ...verifier.logSignatures },
}
