/** Parts that few credentials need, loaded when one comes, so that a browser's first load stays small. */

/** A part that could not be loaded: a browser lost its connection. `verify` answers it as unknown, never as a verdict on the credential. */
export class NotLoaded extends Error {}

/**
 * A part that is loaded when it is first asked for, and kept: to ask even for a module that is there costs as much as reading
 * a small credential. Asked for again where loading failed; then it rejects with `NotLoaded`.
 */
export function onDemand<T>(load: () => Promise<T>): () => T | Promise<T> {
  let kept: T | undefined
  const first = async (): Promise<T> => {
    try {
      kept = await load()
      return kept
    } catch {
      throw new NotLoaded()
    }
  }
  return () => kept ?? first()
}
