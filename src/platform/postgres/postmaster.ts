import { readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'

/** What a running PostgreSQL writes about itself into its folder. */
export interface Postmaster {
  readonly pid: number
  readonly socketFolder: string
  readonly port: number
  /** `ready`, `starting`, `stopping` or `standby`. */
  readonly status: string
}

/**
 * The PostgreSQL that runs on a folder, if its process is alive. The file of one that was killed is left behind, and
 * after a restart of the machine its number may belong to any other program: such a file is removed, because
 * PostgreSQL itself would refuse to start.
 */
export function runningPostmaster(cluster: string): Postmaster | null {
  const file = join(cluster, 'postmaster.pid')
  let text: string
  try {
    text = readFileSync(file, 'utf8')
  } catch {
    return null
  }
  const [pid = '', , , port = '', socketFolder = '', , , status = ''] = text.split('\n')
  if (!/^\d+$/.test(pid)) return null
  if (!isPostgres(Number(pid))) {
    rmSync(file, { force: true })
    return null
  }
  return { pid: Number(pid), port: Number(port), socketFolder, status: status.trim() }
}

function isPostgres(pid: number): boolean {
  if (!isAlive(pid)) return false
  try {
    return readFileSync(`/proc/${pid}/comm`, 'utf8').startsWith('postgres')
  } catch {
    return process.platform !== 'linux' // without /proc a living process is taken at its word
  }
}

/** Whether a process of that number lives; one that belongs to somebody else counts. */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}
