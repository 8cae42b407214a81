import { Role as RoleName } from '#domain/operator/operator.ts'
import type { Role } from '#domain/operator/permissions.ts'
import type { Reader } from '../client.ts'

export interface OperatorSummary {
  id: string
  name: string
  email: string
  role: Role
}

export const hasOperator = async (prisma: Reader): Promise<boolean> =>
  (await prisma.user.findFirst({ select: { id: true } })) !== null

export async function listOperators(prisma: Reader): Promise<OperatorSummary[]> {
  const rows = await prisma.user.findMany({
    select: { id: true, name: true, email: true, role: true },
    orderBy: [{ createdAt: 'asc' }, { id: 'asc' }],
  })
  return rows.map((row) => ({ ...row, role: RoleName.parse(row.role) }))
}
