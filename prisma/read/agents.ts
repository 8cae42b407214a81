import type { Reader } from '../client.ts'

export interface AgentSummary {
  id: string
  projectId: string
  name: string
  role: string
  charter: string
  executorId: string | null
  openclawAgentId: string
  createdAt: string
  openTasks: number
}

const include = { _count: { select: { tasks: { where: { endedAt: null } } } } } as const
type Row = Omit<AgentSummary, 'createdAt' | 'openTasks'> & { createdAt: Date; _count: { tasks: number } }

const summaryOf = ({ _count, createdAt, ...row }: Row): AgentSummary => ({
  ...row,
  createdAt: createdAt.toISOString(),
  openTasks: _count.tasks,
})

/** Of projects that are not removed, oldest first. */
export async function listAgents(prisma: Reader, projectId?: string): Promise<AgentSummary[]> {
  const rows = await prisma.agent.findMany({
    where: { ...(projectId && { projectId }), project: { removedAt: null } },
    include,
    orderBy: [{ createdAt: 'asc' }, { id: 'asc' }],
  })
  return rows.map(summaryOf)
}

export async function agentById(prisma: Reader, agentId: string): Promise<AgentSummary | null> {
  const row = await prisma.agent.findUnique({ where: { id: agentId }, include })
  return row ? summaryOf(row) : null
}
