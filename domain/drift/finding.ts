import { z } from 'zod'

/** What is compared: five things on an executor's gateway, its plugins at the gate and the runs there, tasks and runs of runbooks with their workflows, and what is kept here. */
export const findingKinds = [
  'cron',
  'agent',
  'agent_file',
  'agent_skills',
  'permission',
  'run',
  'run_end',
  'task',
  'runbook',
  'workflow',
  'projection',
  'reset',
  'relay',
  'sequencer',
  'blob',
  'artifact',
  'gate_plugin',
  'anchor',
] as const
export const FindingKind = z.enum(findingKinds)
export type FindingKind = z.infer<typeof FindingKind>
/** What of it the record holds a mirror of. */
export const MirroredKind = FindingKind.extract(['cron', 'agent', 'agent_file', 'agent_skills', 'permission'])
export type MirroredKind = z.infer<typeof MirroredKind>

export const differences = [
  'missing',
  'extra',
  'changed',
  'unlike',
  'duplicate',
  'stuck',
  'lost',
  'paused',
  'ahead',
  'taken_over',
  'unheeded',
  'ungated',
] as const
export const Difference = z.enum(differences)
export type Difference = z.infer<typeof Difference>

export const findingStatuses = ['open', 'repairing', 'repaired', 'adopted', 'ignored', 'gone'] as const
export const FindingStatus = z.enum(findingStatuses)
export type FindingStatus = z.infer<typeof FindingStatus>

/** What it is about. `key` is unique among its kind in its scope. */
export const Subject = z.strictObject({
  key: z.string(),
  name: z.string(),
  /** The agent, folder or project it belongs to, in words. */
  where: z.string(),
})
export type Subject = z.infer<typeof Subject>

/** One of the two values. The hash is of the value itself, whatever of it is shown. */
export const Side = z.strictObject({
  hash: z.string(),
  line: z.string(),
  /** Null where it is longer than the record holds. */
  text: z.string().nullable(),
  /** Something in it looks like a secret and stays on the executor. */
  isMasked: z.boolean(),
})
export type Side = z.infer<typeof Side>

/** Of a side, as evidence. */
export const Glimpse = Side.pick({ hash: true, line: true })
export type Glimpse = z.infer<typeof Glimpse>

/** Who decides what a mirrored thing should be: the record, or whoever changes it on the gateway. */
export const MirrorOwner = z.enum(['front_office', 'gateway'])
export type MirrorOwner = z.infer<typeof MirrorOwner>

/** Longest text of a side, bytes. */
export const mostSideBytes = 65_536
