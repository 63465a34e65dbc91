/** A change of who is a policy owner: it takes effect when a second person confirms it. */
export interface OwnerChange {
  readonly id: string
  readonly organisationId: string
  readonly personId: string
  readonly act: 'grant' | 'end'
  readonly reason: string
  readonly proposedBy: string
  readonly proposedAt: Date
}

/** Somebody who is a policy owner, and since when. */
export interface PolicyOwner {
  readonly organisationId: string
  readonly personId: string
  readonly since: Date
}

/** Whom a change is about: a person by id (who is one), or the address of an account (who is to become one). */
export interface OwnerAsked {
  readonly organisationId: string
  readonly act: 'grant' | 'end'
  readonly personId: string
  readonly email: string
  readonly reason: string
}
