import { z } from 'zod'
import { MediaKind } from '../artifact/artifact.ts'
import { mostArtifactMb } from '../artifact/limit-rules.ts'
import { domainOf } from './domain-rules.ts'
import { alwaysAllowedWords, safeTools } from './gate-policy.ts'
import { mostLoopLimit } from './loop.ts'
import { ApprovalRules, RiskApprovers, WorkReview } from './policy.ts'
import { isForbiddenBy } from './tool-list.ts'

export const metrics = ['usd', 'tokens', 'runs'] as const
export const periods = ['day', 'month', 'lifetime'] as const

export const Budget = z
  .strictObject({
    metric: z.enum(metrics),
    /** Days and months are those of UTC. */
    period: z.enum(periods),
    limit: z.number().positive('must be more than nothing; a paused project starts nothing').max(1e12),
    /** The most that one run may use, reserved before it starts. Null: a fifth of the limit. */
    perRun: z.number().positive().nullable().default(null),
    /** Percent of the limit from which on it is shown as nearly spent. */
    warnAt: z.int().min(1).max(100).default(80),
  })
  .refine(({ metric, limit }) => metric === 'usd' || Number.isInteger(limit), {
    path: ['limit'],
    message: 'must be a whole number',
  })
  .refine(({ metric, limit }) => metric !== 'usd' || limit <= 1_000_000, {
    path: ['limit'],
    message: 'must be at most 1,000,000 US dollars',
  })
  .refine(({ limit, perRun }) => perRun === null || perRun <= limit, {
    path: ['perRun'],
    message: 'must not be more than the limit',
  })
export type Budget = z.infer<typeof Budget>

function isTimeZone(name: string): boolean {
  try {
    return Boolean(new Intl.DateTimeFormat('en', { timeZone: name }))
  } catch {
    return false
  }
}
const Clock = z
  .string()
  .regex(/^(([01]\d|2[0-3]):[0-5][05]|24:00)$/, 'must be a time in steps of five minutes, as 09:00')

/**
 * When runs may start. Days count from 1, Monday; `to` is not within. Where it is before `from` it is the next day's, and the
 * days are those on which the hours begin.
 */
export const Hours = z
  .strictObject({
    timeZone: z.string().refine(isTimeZone, 'is not a time zone; they look like Europe/Berlin'),
    days: z
      .array(z.int().min(1).max(7))
      .min(1, 'must hold a day: without one no run would ever start')
      .max(7),
    from: Clock,
    to: Clock,
  })
  .refine(({ from }) => from !== '24:00', {
    path: ['from'],
    message: 'must be before 24:00, which is 00:00 of the next day',
  })
  .refine(({ from, to }) => from !== to, {
    path: ['to'],
    message: 'must not be the beginning; from 00:00 to 24:00 is the whole day',
  })
export type Hours = z.infer<typeof Hours>

/** As a gateway names it. */
export const Tool = z
  .string()
  .min(1)
  .max(120)
  .regex(/^[\w.:-]+$/, 'is not the name of a tool')
/** What was saved is read as it is; what else would be one of them, in other letters, is a lockout. */
export const DeniedTool = Tool.refine((tool) => !safeTools.includes(tool), {
  error: ({ input }) => alwaysAllowedWords(String(input)),
})

/** The same in whatever letters, as a list that forbids is read. */
export const NewDeniedTool = Tool.refine((tool) => !isForbiddenBy(safeTools, tool), {
  error: ({ input }) => alwaysAllowedWords(String(input)),
})

/** As its SKILL.md names it. */
export const Skill = z
  .string()
  .min(1)
  .max(120)
  .regex(/^[\w.:-]+$/, 'is not the name of a skill; they look like release-notes')

const noDomain = 'is not a domain; they look like example.com'
/** The name of a host, in the form in which hosts are compared. */
export const Domain = z
  .string()
  .min(1)
  .max(255)
  .overwrite((text) => domainOf(text) ?? text)
  .regex(/^(\[[\da-f:.]+\]|[^\s/\\?#@*:,<>()[\]]+)$/i, noDomain)
  .refine((text) => domainOf(text) !== null, noDomain)

/** Null says nothing: what the wider scope says holds. */
export const PolicyDocument = z.strictObject({
  approvals: ApprovalRules.default({}),
  /** A guardrail: whatever its class asks, what is of that risk needs no less. */
  riskApprovers: RiskApprovers.nullable().default(null),
  /** How long a proposal waits for a decision before it expires, milliseconds. */
  approvalTtlMs: z
    .int()
    .min(1_000)
    .max(90 * 86_400_000)
    .nullable()
    .default(null),
  budgets: z.array(Budget).max(12).default([]),
  deniedTools: z.array(DeniedTool).max(300).default([]),
  /** Tools beyond the safe list that pass without asking. */
  safeTools: z.array(Tool).max(100).nullable().default(null),
  /** Where tools may go, with what lies below; empty: nowhere. */
  domains: z.array(Domain).max(200).nullable().default(null),
  /** Skills that agents may use; empty: none. */
  skills: z.array(Skill).max(200).nullable().default(null),
  hours: Hours.nullable().default(null),
  /** Runs at once. */
  wipLimit: z
    .int()
    .min(1, 'must be at least 1; a paused project starts nothing')
    .max(1_000)
    .nullable()
    .default(null),
  /** Tasks in work at once: those that have begun and not ended, also while they wait for somebody. */
  taskLimit: z
    .int()
    .min(1, 'must be at least 1; a paused project starts nothing')
    .max(1_000)
    .nullable()
    .default(null),
  /** Permissions for effects that go out within any hour. */
  effectsPerHour: z
    .int()
    .min(1, 'must be at least 1; a denied tool does nothing')
    .max(10_000)
    .nullable()
    .default(null),
  /** How often the same failure, result or proposal may come in a row before its agent is paused. */
  loopLimit: z
    .int()
    .min(2, 'must be at least 2: once is no loop')
    .max(mostLoopLimit, `must be at most ${mostLoopLimit}`)
    .nullable()
    .default(null),
  runDeadlineMs: z
    .int()
    .min(1_000)
    .max(7 * 86_400_000)
    .nullable()
    .default(null),
  maxRetries: z.int().min(0).max(5).nullable().default(null),
  /** How often work that is not proven is sent back to its agent. */
  maxReturns: z.int().min(0).max(5).nullable().default(null),
  /** Whose work an operator looks at before it is done. */
  review: WorkReview.nullable().default(null),
  retryDelayMs: z.int().min(100).max(86_400_000).nullable().default(null),
  /** Largest artifact whose bytes are brought here, megabytes. */
  artifactMb: z
    .int()
    .min(1, 'must be at least 1 MB')
    .max(mostArtifactMb, `must be at most ${mostArtifactMb} MB: more is never brought here`)
    .nullable()
    .default(null),
  /** Kinds of artifacts whose bytes are not brought here. */
  refusedArtifacts: z.array(MediaKind).max(20).nullable().default(null),
})
export type PolicyDocument = z.infer<typeof PolicyDocument>

export const emptyDocument: PolicyDocument = PolicyDocument.parse({})
