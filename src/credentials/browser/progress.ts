/** Follows a bulk award without reloading: asks its address for JSON, moves the bar, and speaks at most every 10 seconds. */

interface Answer {
  readonly done: number
  readonly total: number
  readonly label: string
  readonly pace: string
  readonly counts: Readonly<Record<string, string>>
  readonly finished: boolean
}

const LOOK_MILLISECONDS = 1_000
const SPEAK_MILLISECONDS = 10_000

const root = document.querySelector<HTMLElement>('[data-progress]')
const bar = root?.querySelector('[role=progressbar]') ?? null
const spoken = document.querySelector<HTMLElement>('[data-progress-spoken]')
let spokenAt = 0

function draw(answer: Answer): void {
  const share = `${answer.total === 0 ? 0 : Math.round((answer.done / answer.total) * 10_000) / 100}%`
  bar?.setAttribute('aria-valuenow', String(answer.done))
  bar?.setAttribute('aria-label', answer.label)
  bar?.querySelector('rect.counted')?.setAttribute('width', share)
  const label = root?.querySelector('.figure')
  if (label) label.textContent = answer.label
  const pace = root?.querySelector('.end')
  if (pace) pace.textContent = answer.pace
  for (const [name, value] of Object.entries(answer.counts)) {
    const place = document.querySelector(`[data-count="${name}"]`)
    if (place) place.textContent = value
  }
  if (spoken !== null && performance.now() - spokenAt >= SPEAK_MILLISECONDS) {
    spoken.textContent = answer.label
    spokenAt = performance.now()
  }
}

async function follow(address: string): Promise<void> {
  const answer = (await fetch(address, { headers: { accept: 'application/json' } })
    .then((got) => (got.ok ? got.json() : null))
    .catch(() => null)) as Answer | null
  if (answer?.finished) {
    location.reload()
    return
  }
  if (answer !== null) draw(answer)
  setTimeout(() => follow(address), LOOK_MILLISECONDS)
}

const address = root?.dataset.progress
if (address !== undefined) setTimeout(() => follow(address), LOOK_MILLISECONDS)
