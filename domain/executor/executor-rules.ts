import type { RefusalCode } from '../errors.ts'

/** The queue of the control plane is one too; `<name>-control` is the second queue of `<name>`. */
const reserved = new Set(['control', 'front-office'])

/** Why this can't be the name of an executor, as it stands at its field; null where it can. Its queues carry it. */
/** What every executor's name looks like, also one that is named by somebody else. */
export const executorName = /^[a-z][a-z0-9-]{0,39}$/

export function executorNameProblem(name: string): string | null {
  if (!executorName.test(name))
    return 'must be lower case letters, digits or -, begin with a letter and have at most 40, as mac-studio'
  if (name.endsWith('-')) return 'must not end with -'
  if (reserved.has(name) || name.endsWith('-control'))
    return 'is taken by Front Office itself; another name, as mac-studio'
  return null
}

export interface Residents {
  name: string
  /** That are not retired. */
  agents: number
  openTasks: number
}

interface Refusal {
  code: RefusalCode
  message: string
}

/** Why it can't be retired now; null where it can. The rule of the server and of the button. */
export function retireRefusal({ name, agents, openTasks }: Residents): Refusal | null {
  if (agents > 0)
    return inUse(
      `${agents === 1 ? '1 agent lives' : `${agents} agents live`} on ${name}. Move or retire them first.`,
    )
  if (openTasks > 0)
    return inUse(
      `${openTasks === 1 ? '1 task is' : `${openTasks} tasks are`} open on ${name}. Let them end, or cancel them.`,
    )
  return null
}

const inUse = (message: string): Refusal => ({ code: 'executor_in_use', message })
