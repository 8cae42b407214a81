import type { Agent, AgentReport } from '#api/agents/contract.ts'
import { heartbeatWords } from '#domain/agent/heartbeat-words.ts'
import type { Stage } from '#domain/project/stages.ts'
import { AppLink } from '../../ui/AppLink.tsx'
import { counted } from '../../ui/count-words.ts'
import { Lead } from '../../ui/Layout.tsx'
import { RelativeTime } from '../../ui/RelativeTime.tsx'
import { waitWords } from '../../words/wait-words.ts'

interface AgentLeadProps {
  agent: Agent
  /** Of its project. */
  stage: Stage
  report: AgentReport | undefined
}

/** What the agent is at, in one sentence. */
export function AgentLead({ agent, stage, report }: AgentLeadProps) {
  if (agent.retiredAt) {
    return (
      <Lead>
        Retired <RelativeTime at={new Date(agent.retiredAt)} />. It takes no tasks; what it did stays here.
      </Lead>
    )
  }
  const { openTasks, runningTasks, heartbeat } = agent
  const oldest = report?.waits.find(({ status }) => status === 'waiting' || status === 'needs_verification')
  return (
    <Lead>
      {openTasks === 0 ? 'It has nothing to do' : <>It has {counted(openTasks, 'open task')}</>}
      {runningTasks > 0 && <>, {runningTasks} running</>}
      {oldest && (
        <>
          ; the longest wait is{' '}
          <AppLink href={`/tasks/${oldest.taskId}`}>
            {waitWords(oldest)} since <RelativeTime at={new Date(oldest.oldestSince)} as="span" />
          </AppLink>
        </>
      )}
      . {wakeWords(heartbeat, stage)}
    </Lead>
  )
}

function wakeWords(heartbeat: Agent['heartbeat'], stage: Stage): string {
  if (!heartbeat) return 'It is woken by nothing but you.'
  if (heartbeat.isPaused) return 'Its heartbeat is paused.'
  if (stage !== 'active') return 'Its heartbeat does nothing until the project is active.'
  return `It is woken ${heartbeatWords(heartbeat)}.`
}
