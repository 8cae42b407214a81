import type { Difference, FindingKind, Side } from '#domain/drift/finding.ts'
import type { findingBodies } from '#domain/ledger/bodies/finding.ts'
import type { Said, Some } from './said.ts'

export const kindWords: Record<FindingKind, string> = {
  cron: 'job',
  agent: 'agent',
  agent_file: 'file',
  agent_skills: 'list of skills of',
  permission: 'permission for',
  run: 'run without a task:',
  run_end: 'end of the run of',
  task: 'task',
  runbook: 'run of',
  workflow: 'workflow',
  projection: 'row of',
  reset: 'workflow of',
  relay: 'delivery by',
  sequencer: 'order by',
  blob: 'text of',
  artifact: 'artifact',
  gate_plugin: 'gate: what is at it,',
  anchor: 'ledger, as noted in',
}
export const differenceWords: Record<Difference, string> = {
  missing: 'missing',
  extra: 'not in the record',
  changed: 'changed',
  unlike: 'not as its entries say',
  duplicate: 'there twice',
  stuck: 'stuck',
  lost: 'lost',
  paused: 'paused',
  ahead: 'ahead of the record',
  taken_over: 'taken over by another run',
  unheeded: 'not heeded by its gateway',
  ungated: 'done without being let pass',
}

const bothSides = ({ ours, theirs }: { ours: Side | null; theirs: Side | null }): string =>
  `The record: ${ours?.line ?? 'nothing'}\nFound: ${theirs?.line ?? 'nothing'}`

const again = (what: string, body: Parameters<typeof bothSides>[0] & { difference: Difference }): Said => ({
  what: `${what}: it is ${differenceWords[body.difference]}`,
  detail: bothSides(body),
  tone: 'waiting',
})

export const findingWords: Some<keyof typeof findingBodies> = {
  finding_opened: (body) => ({
    what: `found that the ${kindWords[body.kind]} ${body.subject.name} is ${differenceWords[body.difference]}`,
    detail: bothSides(body),
    tone: 'waiting',
  }),
  finding_changed: (body) => again('saw the difference change', body),
  finding_reopened: (body) => again('found the difference again', body),
  finding_repair_requested: () => ({ what: 'asked for the repair', tone: 'info' }),
  finding_repaired: ({ detail, seen }) => ({
    what: 'repaired it, and a second look found it right',
    detail: [detail, `Found by the second look: ${seen?.line ?? 'nothing, as it should be'}`]
      .filter(Boolean)
      .join('\n'),
    tone: 'positive',
  }),
  finding_mended: ({ detail, seen }) => ({
    what: 'put it right without asking, and a second look found it right',
    detail: [detail, `Found by the second look: ${seen?.line ?? 'nothing, as it should be'}`].join('\n'),
    tone: 'positive',
  }),
  finding_repair_failed: ({ detail }) => ({ what: 'could not repair it', words: detail, tone: 'danger' }),
  finding_adopted: ({ reason, adopted }) => ({
    what: adopted ? `adopted what is there: ${adopted.line}` : 'adopted that it is not there',
    words: reason,
    tone: 'positive',
  }),
  finding_ignored: ({ reason }) => ({
    what: 'decided to ignore it until it changes',
    words: reason,
    tone: 'muted',
  }),
  finding_gone: ({ seen, reason }) =>
    reason
      ? { what: 'settled it', words: reason, tone: 'muted' }
      : { what: `found no difference any more${seen ? `: ${seen.line}` : ''}`, tone: 'positive' },
}
