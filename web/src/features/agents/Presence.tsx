import type { Agent } from '#api/agents/contract.ts'
import type { Executor } from '#api/executors/contract.ts'
import { executorLook } from '../../ui/executor-look.ts'
import { ToneMark } from '../../ui/ToneMark.tsx'
import css from './agents.module.css'

interface PresenceProps {
  agent: Pick<Agent, 'executorId'>
  /** Undefined while they are read. */
  executors: readonly Executor[] | undefined
}

/** Where an agent lives and whether that is there. */
export function Presence({ agent: { executorId }, executors }: PresenceProps) {
  if (executorId === null) {
    return <ToneMark look={{ word: 'No executor', tone: 'blocked', glyph: 'stop' }} />
  }
  const executor = executors?.find(({ id }) => id === executorId)
  if (!executor) return <span>{executorId}</span>
  return (
    <span className={css.presence}>
      <span>{executor.name}</span>
      <ToneMark look={executorLook[executor.state]} isQuiet={executor.state === 'ready'} />
    </span>
  )
}
