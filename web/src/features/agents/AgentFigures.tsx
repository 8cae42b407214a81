import type { Agent, AgentReport } from '#api/agents/contract.ts'
import { costWords } from '../../ui/cost-words.ts'
import { counted } from '../../ui/count-words.ts'
import { Figure, FigureRow } from '../../ui/Figure.tsx'
import { Unknown } from '../../ui/Money.tsx'
import { waitWords } from '../../words/wait-words.ts'

interface AgentFiguresProps {
  agent: Agent
  report: AgentReport | undefined
}

/** Each opens what it counts. */
export function AgentFigures({ agent, report }: AgentFiguresProps) {
  const tasks = (view: string) => `/agents/${agent.id}?view=${view}#tasks`
  const open = report?.waits.map((wait) => `${wait.count} ${waitWords(wait)}`).join(', ')
  return (
    <FigureRow>
      <Figure
        label="Open tasks"
        value={agent.openTasks}
        {...(open && { delta: open })}
        href={tasks('open')}
      />
      <Figure label="Done" value={agent.doneTasks} href={tasks('done')} />
      <Figure
        label="Failed"
        value={agent.failedTasks}
        {...(agent.failedTasks > 0 && { tone: 'danger' as const })}
        href={tasks('failed')}
      />
      <Figure
        label="Cost"
        value={agent.unpricedTasks === 0 ? costWords(agent.knownCostNanoUsd) : <Unknown />}
        {...(agent.unpricedTasks > 0 && { delta: unknownWords(agent) })}
        href={tasks('all')}
      />
    </FigureRow>
  )
}

const unknownWords = ({ unpricedTasks, knownCostNanoUsd }: Agent) =>
  `${counted(unpricedTasks, 'task')} without a known price, the others ${costWords(knownCostNanoUsd)}`
