import type { Agent } from '#api/agents/contract.ts'
import { useExecutors } from '../../http/shared-queries.ts'
import { counted } from '../../ui/count-words.ts'
import { initialsOf, PersonMark } from '../../ui/PersonMark.tsx'
import { Row, RowList } from '../../ui/RowList.tsx'
import { Presence } from './Presence.tsx'

interface AgentRowsProps {
  /** Of whom, for who hears the list: "Agents of Harrowgate Letter". */
  label: string
  agents: readonly Agent[]
}

export function AgentRows({ label, agents }: AgentRowsProps) {
  const executors = useExecutors().data?.items
  return (
    <RowList label={label}>
      {agents.map((agent) => (
        <Row
          key={agent.id}
          mark={
            <PersonMark
              person={{ kind: 'agent', name: agent.name, initials: initialsOf(agent.name) }}
              isMarkOnly
            />
          }
          title={agent.name}
          href={`/agents/${agent.id}`}
          reason={agent.executorId === null && 'Has no executor: tasks for it are refused.'}
          detail={
            <>
              {agent.role && <span>{agent.role}</span>}
              {agent.executorId !== null && <Presence agent={agent} executors={executors} />}
            </>
          }
          aside={agent.openTasks > 0 ? counted(agent.openTasks, 'open task') : 'no open task'}
        />
      ))}
    </RowList>
  )
}
