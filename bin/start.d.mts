/** The programs of this checkout, each with its source. */
export const entries: {
  readonly main: string
  readonly signer: string
  readonly witness: string
  readonly lumbung: string
}

/**
 * Translates programs and all they lean on into a folder, `<name>.mjs` each. The packages that `outside` names are loaded as
 * they are.
 */
export function bundle(
  programs: Readonly<Record<string, string>>,
  folder: string,
  outside?: readonly string[],
): Promise<void>

/** The folder of the builds. */
export function buildFolder(): string

/** Takes away builds that are older than a day. */
export function dropOldBuilds(): void

/** Runs one of the programs, built for the present sources. */
export function start(program: keyof typeof entries): Promise<void>
