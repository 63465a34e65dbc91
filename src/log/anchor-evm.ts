import type { Hex, Transport } from 'viem'
import { OperationError } from '../platform/failure.ts'
import { type Anchor, type AnchorReceipt, originDigest } from './anchor.ts'

/** Where the contract `contracts/CheckpointAnchor.sol` stands and who writes to it. */
export interface EvmPlace {
  /** How the node is reached. Its address may hold a password, so it stands in no receipt. */
  readonly transport: (viem: typeof import('viem')) => Transport
  readonly contract: Hex
  /** The account that writes: its key is with the node or its signing program, never here. */
  readonly from: Hex
}

const ABI = [
  {
    type: 'function',
    name: 'anchor',
    stateMutability: 'nonpayable',
    inputs: [
      { name: 'log', type: 'bytes32' },
      { name: 'size', type: 'uint64' },
      { name: 'root', type: 'bytes32' },
    ],
    outputs: [],
  },
  {
    type: 'function',
    name: 'kept',
    stateMutability: 'view',
    inputs: [
      { name: 'sender', type: 'address' },
      { name: 'log', type: 'bytes32' },
      { name: 'size', type: 'uint64' },
    ],
    outputs: [
      { name: 'root', type: 'bytes32' },
      { name: 'at', type: 'uint64' },
    ],
  },
] as const

/**
 * An anchor on a chain that speaks EVM. `viem` is loaded here and nowhere else: it is no part of a common installation.
 * Throws `OperationError` where it is missing.
 */
export async function evmAnchor({ transport, contract, from }: EvmPlace): Promise<Anchor> {
  const viem = await import('viem').catch(() => {
    throw new OperationError('The package viem is not installed.', 'Install it, as npm install viem@2.57.20.')
  })
  const reach = transport(viem)
  const reader = viem.createPublicClient({ transport: reach, pollingInterval: 500 })
  const writer = viem.createWalletClient({ transport: reach, account: from })
  const hex = (bytes: Uint8Array) => viem.toHex(bytes)
  const keptAt = async (sender: Hex, address: Hex, origin: string, size: number) => {
    const args = [sender, hex(originDigest(origin)), BigInt(size)] as const
    const [root, at] = await reader.readContract({ address, abi: ABI, functionName: 'kept', args })
    return { root, at: new Date(Number(at) * 1000).toISOString() }
  }
  return {
    kind: 'evm',
    anchor: async ({ origin, size, root }) => {
      const args = [hex(originDigest(origin)), BigInt(size), hex(root)] as const
      const transaction = await writer.writeContract({
        address: contract,
        abi: ABI,
        functionName: 'anchor',
        args,
        chain: null,
      })
      const { status } = await reader.waitForTransactionReceipt({ hash: transaction })
      const kept = await keptAt(from, contract, origin, size)
      if (status !== 'success' || kept.root !== hex(root))
        throw new RangeError('the contract holds another tree of this size')
      const chain = String(await reader.getChainId())
      const place = { chain, contract, sender: from, transaction }
      return { kind: 'evm', origin, size, root: Buffer.from(root).toString('base64'), at: kept.at, place }
    },
    verify: async ({ origin, size, root, at, place }: AnchorReceipt) => {
      if (String(await reader.getChainId()) !== place.chain) return false
      if (!viem.isAddress(place.sender ?? '') || !viem.isAddress(place.contract ?? '')) return false
      const kept = await keptAt(place.sender as Hex, place.contract as Hex, origin, size)
      return kept.root === hex(new Uint8Array(Buffer.from(root, 'base64'))) && kept.at === at
    },
  }
}
