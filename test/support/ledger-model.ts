import type { Balance } from '../../src/bank/index.ts'
import { CREDENTIALS, MINUTES_PER_SKS, type Operation } from './ledger-world.ts'

/** One award in the model: plain numbers, no ledger. */
interface Award {
  /** What it is worth by what was stated last, less what its parts brought; 0 once it was withdrawn. */
  target: number
  stated: number
  /** What came in, less what was taken back. */
  brought: number
  withdrawn: boolean
  /** Parts of a stack that brought their own. */
  parts: number
  readonly reserved: Map<number, number>
  /** Which campus reserved, by the step of the reservation. */
  readonly reservedBy: Map<number, number>
  readonly counted: Map<number, number>
}

const total = (amounts: Map<number, number>) => [...amounts.values()].reduce((sum, one) => sum + one, 0)
const freeOf = (award: Award) => award.brought - total(award.reserved) - total(award.counted)

/** The simplest account that does what the bank promises: it says what every operation must answer, and what must stand. */
export interface BookModel {
  /** Codes of refusals that the bank must give, in any order; empty where it must do it. */
  expect(operation: Operation): readonly string[]
  balance(): Balance
}

export function bookModel(): BookModel {
  const awards = new Map<number, Award>()
  const stacks = new Map<number, { readonly stack: 'big' | 'other'; brought: number }>()
  const partsOf = (credential: number) =>
    credential === CREDENTIALS - 1
      ? [...stacks.values()].filter(({ stack }) => stack === 'big').reduce((sum, { brought }) => sum + brought, 0)
      : 0

  const settle = (award: Award) => {
    award.brought -= Math.min(Math.max(0, award.brought - award.target), freeOf(award))
  }
  const correct = (award: Award, stated: number) => {
    award.stated = stated
    award.target = Math.max(0, stated - award.parts)
    for (const [step] of [...award.reserved].toReversed()) {
      if (total(award.reserved) + total(award.counted) <= award.target) break
      award.reserved.delete(step)
    }
    if (award.target > award.brought) award.brought = award.target
    else settle(award)
  }
  /** A part that brings more than when it was used leaves less to be brought by the larger credential. */
  const followLarger = (credential: number) => {
    const [part, use, larger] = [awards.get(credential), stacks.get(credential), awards.get(CREDENTIALS - 1)]
    if (part === undefined || use === undefined || part.brought <= use.brought) return
    use.brought = part.brought
    if (use.stack !== 'big' || larger === undefined || larger.withdrawn) return
    larger.parts = partsOf(CREDENTIALS - 1)
    correct(larger, larger.stated)
  }

  const shortage = (award: Award, except: number | null): readonly string[] => {
    if (award.withdrawn) return ['bank.withdrawn']
    const counted = award.counted.size > 0 ? ['bank.already-counted'] : []
    const others = [...award.reserved.keys()].some((step) => step !== except) ? ['bank.already-reserved'] : []
    return counted.length + others.length === 0 ? ['bank.too-little'] : [...counted, ...others]
  }

  const hold = ({ does, credential, sks, step, of, campus }: Operation): readonly string[] => {
    if (sks < 1) return ['bank.not-whole']
    const award = awards.get(credential)
    if (award === undefined) return ['bank.no-deposit']
    // What another campus reserved is not this one's to count.
    const own = does === 'count' && award.reservedBy.get(of) === campus
    const waiting = own ? (award.reserved.get(of) ?? 0) : 0
    if (sks - Math.min(waiting, sks) > freeOf(award)) return shortage(award, waiting > 0 ? of : null)
    if (does === 'reserve') {
      award.reserved.set(step, sks)
      award.reservedBy.set(step, campus)
    } else award.counted.set(step, sks)
    if (waiting > 0) award.reserved.delete(of)
    return []
  }

  const stack = ({ credential, sks }: Operation): readonly string[] => {
    const part = credential % (CREDENTIALS - 1)
    const name = sks % 2 === 0 ? 'big' : 'other'
    const [award, used] = [awards.get(part), stacks.get(part)]
    if (used?.stack === name) return []
    if (award === undefined) return ['bank.no-deposit']
    const faults = [
      ...(award.withdrawn ? ['bank.withdrawn'] : []),
      ...(used === undefined ? [] : ['bank.stack-used']),
      ...(name === 'big' && awards.has(CREDENTIALS - 1) ? ['bank.stack-late'] : []),
    ]
    if (faults.length === 0) stacks.set(part, { stack: name, brought: award.brought })
    return faults
  }

  const undo = (of: number): readonly string[] => {
    const award = [...awards.values()].find(({ counted }) => counted.has(of))
    if (award === undefined) return undone.has(of) ? [] : ['bank.transaction-unknown']
    award.counted.delete(of)
    undone.add(of)
    settle(award)
    return []
  }
  const undone = new Set<number>()

  const expect = (operation: Operation): readonly string[] => {
    const { does, credential, sks, of } = operation
    const award = awards.get(credential)
    if (does === 'deposit') {
      if (award === undefined) {
        const parts = partsOf(credential)
        const worth = Math.max(0, sks - parts)
        const none = { reserved: new Map(), reservedBy: new Map(), counted: new Map() }
        awards.set(credential, { target: worth, stated: sks, brought: worth, withdrawn: false, parts, ...none })
      } else if (!award.withdrawn && award.stated !== sks) {
        correct(award, sks)
        followLarger(credential)
      }
      return []
    }
    if (does === 'correct') {
      if (award === undefined) return ['bank.no-deposit']
      if (award.withdrawn) return ['bank.withdrawn']
      correct(award, sks)
      followLarger(credential)
      return []
    }
    if (does === 'release') award?.reserved.delete(of)
    else if (does === 'undo') return undo(of)
    else if (does === 'stack') return stack(operation)
    else if (does === 'revoke' && award !== undefined) {
      award.reserved.clear()
      Object.assign(award, { withdrawn: true, target: 0 })
      settle(award)
    } else if (does === 'reserve' || does === 'apply' || does === 'count') return hold(operation)
    return []
  }

  const balance = (): Balance => {
    const all = [...awards.values()]
    const sum = (pick: (award: Award) => number) => all.reduce((whole, award) => whole + pick(award), 0)
    const sks = sum(freeOf)
    return {
      sks,
      minutes: sks * MINUTES_PER_SKS,
      reservedSks: sum(({ reserved }) => total(reserved)),
      usedSks: sum(({ counted }) => total(counted)),
      depositedSks: sum(({ brought }) => brought),
    }
  }
  return { expect, balance }
}
