import { creditAward, followStatus } from './bank/index.ts'
import { offerDefinition } from './catalogue/index.ts'
import { type AwardHooks, findCredential } from './credentials/index.ts'
import { type DesignHooks, findVersion } from './design/index.ts'
import { findOrganisation } from './organisations/index.ts'
import type { Deps } from './platform/deps.ts'
import { type CredentialSource, credentialSource } from './recognition/index.ts'
import { verifyDocument } from './verifier/index.ts'
import { createClaim } from './wallet/index.ts'

// Where a noun must tell a later one that something happened, the later one's verb is passed in here: the arrow stays.

/** What follows an award: credit on the learner's account, and a claim for whoever has no account yet. */
export function awardHooks(deps: Deps): AwardHooks {
  return {
    afterAward: async (tx, award) => {
      await creditAward(tx, award)
    },
    afterSigned: async (tx, award) => {
      const { personId, credentialId, organisationId, decidedBy } = award
      await createClaim(tx, deps, { personId, credentialId, organisationId, createdBy: decidedBy })
    },
    afterStatusChange: followStatus,
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

/** What recognition asks about credentials: their facts as awarded, and the verifier's verdict now. */
export function ownCredentials(deps: Deps): CredentialSource {
  return credentialSource(deps.db, async (credentialId) => {
    const credential = await findCredential(deps.db, credentialId)
    if (credential?.document == null) return { verdict: 'unconfirmed', kind: 'unconfirmed' }
    return verifyDocument(deps, credential.document)
  })
}
