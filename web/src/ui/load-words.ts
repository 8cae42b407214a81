import { counted } from './count-words.ts'

/** What agents have before them: "4 open tasks, 3 of them waiting". */
export function loadWords(agents: readonly { openTasks: number; waitingTasks: number }[]): string {
  const open = agents.reduce((sum, agent) => sum + agent.openTasks, 0)
  const waiting = agents.reduce((sum, agent) => sum + agent.waitingTasks, 0)
  if (open === 0) return 'no open task'
  return `${counted(open, 'open task')}${waiting > 0 ? `, ${waiting} of them waiting` : ''}`
}

/** "3 agents, 4 open tasks, 3 of them waiting." */
export const agentsSentence = (agents: Parameters<typeof loadWords>[0]): string =>
  `${counted(agents.length, 'agent')}, ${loadWords(agents)}.`
