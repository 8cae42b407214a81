import type { EntryGroup } from '#domain/ledger/groups.ts'

const labels: Partial<Record<EntryGroup, string>> = {
  project: 'Projects',
  agent: 'Agents',
  executor: 'Executors',
  operator: 'People',
  task: 'Tasks',
  run: 'Runs of agents',
  effect: 'Effects and approvals',
  inbox: 'The inbox',
}

/** A group that has no label yet is called as its streams are. */
export function groupLabel(group: EntryGroup): string {
  const name = group.replaceAll('-', ' ')
  return labels[group] ?? `${name.charAt(0).toUpperCase()}${name.slice(1)}`
}
