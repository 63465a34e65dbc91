import assert from 'node:assert/strict'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { createServer } from 'node:http'
import { Common, Hardfork, Mainnet } from '@ethereumjs/common'
import { createEVM } from '@ethereumjs/evm'
import solc from 'solc'
import type { Hex } from 'viem'

/** The account that writes, whose key the node is said to hold. */
export const FROM = '0x00000000000000000000000000000000000000a1' as Hex

/** A chain of one machine in this process, with our contract on it. */
export interface Chain {
  readonly contract: Hex
  /** Answers a call of JSON-RPC as a node does. */
  request(call: { method: string; params?: unknown }): Promise<unknown>
}

/** The contract as the Solidity compiler makes it. */
function compiled(): Uint8Array {
  const content = readFileSync(new URL('../../src/log/contracts/CheckpointAnchor.sol', import.meta.url), 'utf8')
  const input = {
    language: 'Solidity',
    sources: { 'anchor.sol': { content } },
    settings: { evmVersion: 'paris', outputSelection: { '*': { '*': ['evm.bytecode.object'] } } },
  }
  const output = JSON.parse(solc.compile(JSON.stringify(input)))
  assert.equal(output.errors, undefined, JSON.stringify(output.errors))
  return Buffer.from(output.contracts['anchor.sol'].CheckpointAnchor.evm.bytecode.object, 'hex')
}

/** Makes the chain; every block of it says this time. */
export async function chain(now: Date): Promise<Chain> {
  const { createAddressFromString, createZeroAddress } = await import('@ethereumjs/util')
  const evm = await createEVM({ common: new Common({ chain: Mainnet, hardfork: Hardfork.Paris }) })
  const block = {
    header: {
      number: 7n,
      timestamp: BigInt(now.getTime() / 1000),
      coinbase: createZeroAddress(),
      difficulty: 0n,
      prevRandao: new Uint8Array(32),
      gasLimit: 30_000_000n,
      baseFeePerGas: 0n,
      getBlobGasPrice: () => 0n,
    },
  }
  type Block = NonNullable<Parameters<typeof evm.runCall>[0]['block']>
  const run = (data: Uint8Array, to?: string, caller: string = FROM) =>
    evm.runCall({
      caller: createAddressFromString(caller),
      ...(to === undefined ? {} : { to: createAddressFromString(to) }),
      data,
      gasLimit: 10_000_000n,
      block: block as unknown as Block,
    })
  const made = await run(compiled())
  assert.equal(made.execResult.exceptionError, undefined)
  const contract = String(made.createdAddress) as Hex
  const receipts = new Map<string, string>()
  const bytes = (text: string) => Buffer.from(text.slice(2), 'hex')
  const request = async ({ method, params }: { method: string; params?: unknown }): Promise<unknown> => {
    const [first] = (params ?? []) as [{ to: string; data: string; from: string } & string]
    if (method === 'eth_chainId') return '0x539'
    if (method === 'eth_blockNumber') return '0x7'
    if (method === 'eth_call') {
      const { execResult } = await run(bytes(first.data), first.to)
      return `0x${Buffer.from(execResult.returnValue).toString('hex')}`
    }
    if (method === 'eth_sendTransaction') {
      const { execResult } = await run(bytes(first.data), first.to, first.from)
      const hash = `0x${String(receipts.size + 1).padStart(64, '0')}`
      receipts.set(hash, execResult.exceptionError === undefined ? '0x1' : '0x0')
      return hash
    }
    if (method === 'eth_getTransactionReceipt')
      return { transactionHash: first, status: receipts.get(first), blockNumber: '0x7', blockHash: first, logs: [] }
    throw new Error(`the chain knows no ${method}`)
  }
  return { contract, request }
}

/** The chain behind HTTP, as a node is asked: one JSON-RPC call in each request. */
export async function startNode(now: Date): Promise<{ url: string; contract: Hex; stop: () => Promise<void> }> {
  const { contract, request } = await chain(now)
  const server = createServer(async (asked, answer) => {
    const parts: Buffer[] = []
    for await (const part of asked) parts.push(part as Buffer)
    const { id, ...call } = JSON.parse(Buffer.concat(parts).toString()) as {
      id: number
      method: string
      params: unknown
    }
    const said = await request(call).then(
      (result) => ({ result }),
      (error: Error) => ({ error: { code: -32_601, message: error.message } }),
    )
    answer.setHeader('content-type', 'application/json').end(JSON.stringify({ jsonrpc: '2.0', id, ...said }))
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  const port = typeof address === 'object' && address !== null ? address.port : 0
  return {
    url: `http://127.0.0.1:${port}`,
    contract,
    stop: async () => {
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
  }
}
