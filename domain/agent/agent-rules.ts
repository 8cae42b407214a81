import type { RefusalCode } from '../errors.ts'

/** Why a retired agent is given no task. */
export const retiredRefusal = (name: string): { code: RefusalCode; message: string } => ({
  code: 'agent_retired',
  message: `${name} is retired, so it takes no tasks.`,
})
