import type { GroupFilter } from '#domain/ledger/groups.ts'

const labels: Partial<Record<GroupFilter, string>> = {
  project: 'Projects',
  agent: 'Agents',
  executor: 'Executors',
  operator: 'People',
  task: 'Tasks',
  run: 'Runs of agents',
  effect: 'Effects and approvals',
  inbox: 'The inbox',
  undelivered: 'What was not delivered',
  'operator-actions': 'What operators decided, answered and wrote',
}

/** A group that has no label yet is called as its streams are. */
export function groupLabel(group: GroupFilter): string {
  const name = group.replaceAll('-', ' ')
  return labels[group] ?? `${name.charAt(0).toUpperCase()}${name.slice(1)}`
}
