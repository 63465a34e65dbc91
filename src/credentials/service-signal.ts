/** Those who wait for work in this process. */
const waiting = new Set<() => void>()

/** Tells the workers of this process that there is work: they begin at once instead of at their next look. */
export function wakeWorkers(): void {
  for (const wake of [...waiting]) wake()
}

/** Waits until somebody calls `wakeWorkers`, or so many milliseconds. */
export function workOrPause(milliseconds: number): Promise<void> {
  return new Promise((done) => {
    const wake = () => {
      clearTimeout(timer)
      waiting.delete(wake)
      done()
    }
    const timer = setTimeout(wake, milliseconds)
    waiting.add(wake)
  })
}
