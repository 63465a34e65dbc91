const NUMERAL = /^(?:\d+|[ivxlc]+)$/

/**
 * Whether two words differ in one letter: changed, missing, added, or two neighbours swapped (optimal string alignment
 * distance 1). Words shorter than `shortest`, and numerals, are never called that.
 */
export function oneLetterApart(a: string, b: string, shortest: number): boolean {
  if (a === b || Math.abs(a.length - b.length) > 1) return false
  if (Math.max(a.length, b.length) < shortest || (NUMERAL.test(a) && NUMERAL.test(b))) return false
  let from = 0
  while (from < a.length && a[from] === b[from]) from++
  let left = a.length
  let right = b.length
  while (left > from && right > from && a[left - 1] === b[right - 1]) {
    left--
    right--
  }
  const [restA, restB] = [a.slice(from, left), b.slice(from, right)]
  if (restA.length <= 1 && restB.length <= 1) return true
  return restA.length === 2 && restB.length === 2 && restA[0] === restB[1] && restA[1] === restB[0]
}

/** A word with every run of the same letter as one; a numeral as it is. */
export function undoubled(text: string): string {
  return NUMERAL.test(text) ? text : text.replace(/(\p{L})\1+/gu, '$1')
}
