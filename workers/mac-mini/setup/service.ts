import { existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import type { ServiceNode } from './lasting-node.ts'
import { launchCommands, plistFile, plistOf, type ServiceWanted } from './launchd-plist.ts'

export interface Machine {
  platform: NodeJS.Platform
  home: string
  /** The plist elsewhere than where launchd looks, as a test wants it. */
  file?: string
}

const onlyMac = 'launchd is a part of macOS, and this machine is none: nothing was written.'
const listed = (lines: readonly string[]) => lines.map((line) => `  ${line}`)

const nodeWords = ({ node, isNodeLasting }: ServiceNode): string =>
  isNodeLasting
    ? `It starts ${node}, a path that stays when node is updated.`
    : `It starts ${node}, which goes with this version of node: no path on PATH leads to it and stays. After each update of node run install-service again.`

/** Says what the service is and where it goes; writes it only where that was agreed to, on a Mac. */
export function installService(wanted: ServiceWanted, isAgreed: boolean, machine: Machine): string[] {
  const isDaemon = wanted.daemonOf !== null
  const file = machine.file ?? plistFile(machine.home, isDaemon)
  const plist = plistOf(wanted)
  const { start, restart } = launchCommands(file, wanted)
  const shown = [
    plist,
    nodeWords(wanted),
    `It goes to ${file}${existsSync(file) ? ', in place of the one that is there' : ''}.`,
  ]
  if (machine.platform !== 'darwin') return [...shown, onlyMac]
  if (!isAgreed) return [...shown, 'Nothing was written. Run this again with --yes to write it.']
  mkdirSync(dirname(file), { recursive: true })
  // Of another user's service its own user must own the folder: that is one of the commands.
  if (!isDaemon) mkdirSync(wanted.logs, { recursive: true, mode: 0o700 })
  writeFileSync(file, plist, { mode: 0o644 })
  return [
    ...shown,
    'Written. Now start it, and look at it:',
    ...listed(start),
    'After an update, or a change of the worker’s file:',
    ...listed(restart),
    `To undo it: npm run gateway -- uninstall-service${isDaemon ? ` --user ${wanted.daemonOf}` : ''}`,
  ]
}

/** Says what there is to stop and to remove; removes only where that was agreed to. */
export function uninstallService(daemonOf: string | null, isAgreed: boolean, machine: Machine): string[] {
  const isDaemon = daemonOf !== null
  const file = machine.file ?? plistFile(machine.home, isDaemon)
  if (machine.platform !== 'darwin') return [onlyMac]
  if (!existsSync(file)) return [`There is no ${file}: nothing is installed.`]
  const stop = [
    'Stop it first; the worker then ends as it should:',
    ...listed(launchCommands(file, { daemonOf, logs: '' }).stop),
  ]
  if (!isAgreed)
    return [...stop, `Then ${file} goes. Nothing was removed. Run this again with --yes to remove it.`]
  rmSync(file)
  return [...stop, `Removed ${file}. The worker’s file, its data and its logs stay.`]
}
