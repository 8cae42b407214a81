import { join } from 'node:path'

export interface ServiceNode {
  /** The program that the service starts. */
  node: string
  /** Whether it is still there, as the new one, when node was updated. */
  isNodeLasting: boolean
}

interface NodeLook {
  /** The program of this very node. */
  running: string
  /** Where commands are looked for, in their order. */
  folders: readonly string[]
  /** Throws where there is nothing. */
  realPathOf(file: string): string
}

/** A version's own folder goes with that version, and a link that fnm makes for a shell with the shell. */
const isPassing = (file: string) => /\d+\.\d+\.\d+|fnm_multishells/.test(file)

/** The path by which the running node is found and that an update leads to the next one; else that of the program itself. */
export function lastingNode({ running, folders, realPathOf }: NodeLook): ServiceNode {
  const realOrNull = (file: string) => {
    try {
      return realPathOf(file)
    } catch {
      return null
    }
  }
  const real = realOrNull(running) ?? running
  const lasting = folders
    .map((folder) => join(folder, 'node'))
    .find((file) => !isPassing(file) && realOrNull(file) === real)
  return { node: lasting ?? running, isNodeLasting: lasting !== undefined || !isPassing(running) }
}
