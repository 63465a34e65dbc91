/** The command line of the VC-JOSE-COSE suite: `issue` and `verify`, each with one input and one output file. */
import { readFileSync, writeFileSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { CredentialError, readJson } from '../src/index.ts'
import { isJsonObject, type Json, type JsonObject } from '../src/types.ts'
import { type Feature, issueJose } from './jose-issue.ts'
import { credentialFault, presentedFault, verifyJose } from './jose-verify.ts'
import { type JwkKey, readJwkKey } from './jwk-key.ts'

/** What the suite reads from the output file. */
interface Outcome {
  readonly result: 'success' | 'failure' | 'indeterminate'
  readonly data?: string
}

const FEATURES: readonly Feature[] = ['credential_jose', 'credential_sdjwt', 'presentation_jose', 'presentation_sdjwt']
const isFeature = (name: string): name is Feature => FEATURES.includes(name as Feature)

/**
 * Runs `issue` or `verify` with `--input`, `--key`, `--feature`, `--output` and, to issue an SD-JWT, `--sd` with a JSON list
 * of paths. Writes `{"result", "data"}`; `indeterminate` for a feature that isn't had, such as COSE. Answers the exit
 * code: 0 when the output was written, 64 for wrong use. `now` is when it is signed.
 */
export async function commandOf(words: readonly string[], now = new Date()): Promise<number> {
  const option = { type: 'string' } as const
  const { values, positionals } = parseArgs({
    args: [...words],
    allowPositionals: true,
    options: { input: option, key: option, feature: option, sd: option, output: option },
  })
  const { input, key: keyFile, feature, sd = '[]', output } = values
  if (input === undefined || keyFile === undefined || feature === undefined || output === undefined) return 64
  const key = readJwkKey(jsonOf(readFileSync(keyFile, 'utf8')))
  const text = readFileSync(input, 'utf8').trim()
  const outcome: Outcome =
    key === undefined || !isFeature(feature)
      ? { result: 'indeterminate' }
      : positionals[0] === 'issue'
        ? issued(text, key, feature, jsonOf(sd), now)
        : await verified(text, key, feature)
  writeFileSync(output, `${JSON.stringify(outcome)}\n`)
  return 0
}

function jsonOf(text: string): Json {
  const read = readJson(text)
  return read.ok ? read.value : null
}

function issued(text: string, key: JwkKey, feature: Feature, paths: Json, now: Date): Outcome {
  const document = jsonOf(text)
  if (!isJsonObject(document)) return { result: 'failure', data: 'not-an-object' }
  const fault = faultOf(document, feature)
  if (fault !== null) return { result: 'failure', data: fault }
  try {
    const disclosable = Array.isArray(paths) ? paths.map(String) : []
    return { result: 'success', data: issueJose(document, key, feature, disclosable, now) }
  } catch (refusal) {
    if (!(refusal instanceof CredentialError || refusal instanceof RangeError)) throw refusal
    return { result: 'failure', data: refusal.message }
  }
}

function faultOf(document: JsonObject, feature: Feature): string | null {
  const fault = feature.startsWith('credential') ? credentialFault(document) : presentedFault(document)
  return fault === null ? null : `${fault.code} ${fault.at ?? ''}`.trim()
}

async function verified(text: string, key: JwkKey, feature: Feature): Promise<Outcome> {
  const refusal = await verifyJose(text, key, feature)
  return refusal === null ? { result: 'success' } : { result: 'failure', data: refusal.code }
}
