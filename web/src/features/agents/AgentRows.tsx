import type { Agent } from '#api/agents/contract.ts'
import { rhythmWords } from '#domain/agent/heartbeat-words.ts'
import { useExecutors } from '../../http/shared-queries.ts'
import { costWords } from '../../ui/cost-words.ts'
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
          reason={reasonOf(agent)}
          detail={
            <>
              {agent.role && <span>{agent.role}</span>}
              {agent.executorId !== null && !agent.retiredAt && (
                <Presence agent={agent} executors={executors} />
              )}
              <Figures agent={agent} />
            </>
          }
          aside={agent.openTasks > 0 ? counted(agent.openTasks, 'open task') : 'no open task'}
        />
      ))}
    </RowList>
  )
}

function reasonOf({ executorId, retiredAt }: Agent) {
  if (retiredAt) return 'Retired: takes no tasks.'
  return executorId === null && 'Has no executor: tasks for it are refused.'
}

/** The agent's page has the same figures, each with what it counts. */
function Figures({ agent }: { agent: Agent }) {
  const { runningTasks, waitingTasks, failedTasks, heartbeat } = agent
  const load = [
    runningTasks > 0 && `${runningTasks} running`,
    waitingTasks > 0 && `${waitingTasks} waiting`,
    failedTasks > 0 && `${failedTasks} failed`,
  ].filter(Boolean)
  return (
    <>
      {load.length > 0 && <span>{load.join(', ')}</span>}
      <span>{agent.unpricedTasks > 0 ? 'cost unknown' : `cost ${costWords(agent.knownCostNanoUsd)}`}</span>
      {heartbeat && (
        <span>{heartbeat.isPaused ? 'heartbeat paused' : `woken ${rhythmWords(heartbeat.rhythm)}`}</span>
      )}
    </>
  )
}
