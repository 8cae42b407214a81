import type { Agent, AgentReport } from '#api/agents/contract.ts'
import { heartbeatWords } from '#domain/agent/heartbeat-words.ts'
import { AppLink } from '../../ui/AppLink.tsx'
import { counted } from '../../ui/count-words.ts'
import { Lead } from '../../ui/Layout.tsx'
import { RelativeTime } from '../../ui/RelativeTime.tsx'
import { waitWords } from '../../words/wait-words.ts'

/** What the agent is at, in one sentence. */
export function AgentLead({ agent, report }: { agent: Agent; report: AgentReport | undefined }) {
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
      . {wakeWords(heartbeat)}
    </Lead>
  )
}

function wakeWords(heartbeat: Agent['heartbeat']): string {
  if (!heartbeat) return 'It is woken by nothing but you.'
  return heartbeat.isPaused ? 'Its heartbeat is paused.' : `It is woken ${heartbeatWords(heartbeat)}.`
}
