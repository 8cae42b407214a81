import type { CallSide, ChangedCall } from '../run/changed-call.ts'
import type { Side } from './finding.ts'
import type { Found } from './look-rules.ts'

/** A plugin of a gateway, other than ours, that hooks the calls of tools. */
export interface Rival {
  pluginId: string
  priority: number
  /** After the gate: it can change what the gate has let pass. */
  isAfter: boolean
}

type HashOf = (text: string) => string
const sideOf = (line: string, hash: string, text: string | null = null): Side => ({
  ...{ hash, line: line.slice(0, 400), text, isMasked: false },
})

/** Of each such plugin one finding, which goes with it. */
export function rivalsFound(rivals: readonly Rival[], hashOf: HashOf): Found[] {
  const byPlugin = new Map<string, Rival>()
  for (const rival of rivals) {
    const known = byPlugin.get(rival.pluginId)
    if (!known || rival.isAfter) byPlugin.set(rival.pluginId, rival)
  }
  return [...byPlugin.values()].map((rival) => {
    const ours = 'no other plugin hooks the calls of tools'
    const theirs = rivalWords(rival)
    return {
      ...{ kind: 'gate_plugin', difference: 'extra', projectId: null },
      subject: { key: `plugin/${rival.pluginId}`, name: rival.pluginId, where: 'the gateway’s plugins' },
      ours: sideOf(ours, hashOf(ours)),
      theirs: sideOf(theirs, hashOf(theirs)),
    }
  })
}

const rivalWords = ({ pluginId, priority, isAfter }: Rival) =>
  `${pluginId} hooks the calls of tools with priority ${priority}: ${
    isAfter
      ? 'after the gate, so it can change what was let pass'
      : 'before the gate, which it can change by asking for an approval of its own'
  }`

/** Keys of findings that a look can't see again by itself. */
export const changedKey = (tool: string): string => `call/${tool}`
export const isChangedKey = (key: string): boolean => key.startsWith('call/')
/** Nor does any look show that such a call can't happen again: it stays until somebody has seen to it. */
const ungatedKey = (tool: string): string => `past/${tool}`
export const isUngatedKey = (key: string): boolean => key.startsWith('past/')

type Odd = Pick<ChangedCall, 'tool' | 'allowed' | 'effective' | 'sessionKey' | 'answer'> & { at: string }
/** The task that it ran in, or the session where no task is behind it. */
interface Behind {
  title: string
  projectId: string | null
}

/** A call that did not run as the gate let it pass. */
export const oddCallFound = (call: Odd, behind: Behind, hashOf: HashOf): Found =>
  call.allowed === null
    ? ungatedFound(call, behind, hashOf)
    : changedFound({ ...call, allowed: call.allowed }, behind)

/** A call that the gate had not let pass: of each tool one finding, with the last such call. */
function ungatedFound(
  { tool, effective, sessionKey, answer, at }: Odd,
  behind: Behind,
  hashOf: HashOf,
): Found {
  const { hash, parameters } = effective
  const what = parameters === null ? `parameters sha256 ${hash}` : JSON.stringify(parameters)
  const where = sessionKey ?? 'a session that was not told'
  const ours = 'let pass: nothing'
  const text = [
    `${tool} ran in ${where} at ${at}`,
    parameters === null ? what : JSON.stringify(parameters, null, 2),
    answer ?? '',
  ].join('\n')
  return {
    ...{ kind: 'gate_plugin', difference: 'ungated', projectId: behind.projectId },
    subject: { key: ungatedKey(tool), name: tool, where: behind.title },
    ours: sideOf(ours, hashOf(ours)),
    theirs: sideOf(`ran in ${where} at ${at}: ${what}`, hashOf(text), text),
  }
}

/** A call that ran otherwise than it was let pass: of each tool one finding, with the last two values. */
export function changedFound(
  { tool, allowed, effective }: { tool: string; allowed: CallSide; effective: CallSide },
  task: Behind,
): Found {
  const lineOf = ({ hash, parameters }: CallSide, what: string) =>
    `${what}: ${parameters === null ? `parameters sha256 ${hash}` : JSON.stringify(parameters)}`
  const textOf = ({ parameters }: CallSide) =>
    parameters === null ? null : JSON.stringify(parameters, null, 2)
  return {
    ...{ kind: 'gate_plugin', difference: 'changed', projectId: task.projectId },
    subject: { key: changedKey(tool), name: tool, where: task.title },
    ours: sideOf(lineOf(allowed, 'let pass'), allowed.hash, textOf(allowed)),
    theirs: sideOf(lineOf(effective, 'ran'), effective.hash, textOf(effective)),
  }
}
