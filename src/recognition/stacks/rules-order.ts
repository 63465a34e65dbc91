/** Of thousands the first few in order, without sorting them all. */

/** A list in order; what stands at a place is found when it is asked for, and kept. */
export interface Ordered<T> {
  at(index: number): T | undefined
}

/** The items by weight, the lightest first; of equals the one that `isBefore` says. That must tell any two apart, so that the order is always the same. */
export function inOrder<T>(
  items: readonly T[],
  weightOf: (item: T) => number,
  isBefore: (a: T, b: T) => boolean,
): Ordered<T> {
  const sorted: T[] = []
  let left: Heap<T> | null = null
  return {
    at: (index) => {
      left ??= heapOf(items, weightOf, isBefore)
      while (sorted.length <= index && left.size > 0) sorted.push(takeFirst(left))
      return sorted[index]
    },
  }
}

interface Heap<T> {
  readonly items: T[]
  readonly weights: Float64Array
  readonly isBefore: (a: T, b: T) => boolean
  size: number
}

function heapOf<T>(items: readonly T[], weightOf: (item: T) => number, isBefore: (a: T, b: T) => boolean): Heap<T> {
  const heap = { items: items.slice(), weights: new Float64Array(items.length), isBefore, size: items.length }
  for (let at = 0; at < items.length; at++) heap.weights[at] = weightOf(items[at] as T)
  for (let at = (items.length >> 1) - 1; at >= 0; at--) sink(heap, at)
  return heap
}

function takeFirst<T>(heap: Heap<T>): T {
  const first = heap.items[0] as T
  heap.size -= 1
  heap.items[0] = heap.items[heap.size] as T
  heap.weights[0] = heap.weights[heap.size] as number
  sink(heap, 0)
  return first
}

/** Lets an item of a heap down to where nothing below it comes before it. */
function sink<T>({ items, weights, isBefore, size }: Heap<T>, from: number): void {
  const item = items[from] as T
  const weight = weights[from] as number
  let at = from
  for (let below = 2 * at + 1; below < size; below = 2 * at + 1) {
    let lightest = weights[below] as number
    if (below + 1 < size) {
      const other = weights[below + 1] as number
      if (other < lightest || (other === lightest && isBefore(items[below + 1] as T, items[below] as T))) {
        below += 1
        lightest = other
      }
    }
    if (lightest > weight || (lightest === weight && !isBefore(items[below] as T, item))) break
    items[at] = items[below] as T
    weights[at] = lightest
    at = below
  }
  items[at] = item
  weights[at] = weight
}
