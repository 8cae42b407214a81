import { z } from 'zod'

/** Seconds from the epoch on, or five fields of cron in the heartbeat's time zone. */
export const Rhythm = z.union([
  z.strictObject({ everySeconds: z.int() }),
  z.strictObject({ cron: z.string() }),
])
export type Rhythm = z.infer<typeof Rhythm>

/** `HH:MM` of the heartbeat's time zone; `to` is the first minute without it, and may be on the next day. */
export const ActiveHours = z.strictObject({
  from: z.string(),
  to: z.string(),
  /** 1 is Monday, 7 is Sunday: the days on which the hours begin. */
  days: z.array(z.int()),
})
export type ActiveHours = z.infer<typeof ActiveHours>

export const beatRules = ['when_new', 'always'] as const
export const BeatRule = z.enum(beatRules)
export type BeatRule = z.infer<typeof BeatRule>

/** When an agent is woken, and what it then looks at. */
export const Heartbeat = z.strictObject({
  rhythm: Rhythm,
  timeZone: z.string(),
  activeHours: ActiveHours.nullable(),
  rule: BeatRule,
  instruction: z.string(),
})
export type Heartbeat = z.infer<typeof Heartbeat>

export const pausePlaces = ['front_office', 'temporal'] as const
export const PausePlace = z.enum(pausePlaces)

export const skipReasons = [
  'nothing_new',
  'outside_hours',
  'no_executor',
  'retired',
  'project_closed',
  'project_not_active',
  'no_heartbeat',
] as const
export const SkipReason = z.enum(skipReasons)
export type SkipReason = z.infer<typeof SkipReason>

export const beatOutcomes = ['started', 'skipped', 'coalesced', 'missed'] as const
export const BeatOutcome = z.enum(beatOutcomes)
export type BeatOutcome = z.infer<typeof BeatOutcome>
