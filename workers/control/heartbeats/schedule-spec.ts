import { type CalendarSpec, type ScheduleOptions, ScheduleOverlapPolicy } from '@temporalio/client'
import type { ActiveHours, Heartbeat } from '#domain/agent/heartbeat.ts'
import { controlQueue, heartbeatScheduleId } from '#domain/ids.ts'
import { canonicalOf, sha256Hex } from '#domain/ledger/digest.ts'
import { type HeartbeatInput, heartbeatWorkflowType } from '#workflows/heartbeat/contract.ts'

const dayNames = ['MONDAY', 'TUESDAY', 'WEDNESDAY', 'THURSDAY', 'FRIDAY', 'SATURDAY', 'SUNDAY'] as const
const everyDay = [1, 2, 3, 4, 5, 6, 7]
const dayMinutes = 24 * 60

const minutesOf = (clock: string): number => {
  const [hours = 0, minutes = 0] = clock.split(':').map(Number)
  return hours * 60 + minutes
}

/** Minutes of a day, from and without to, on these days: whole hours in one calendar, their ends in two more. */
function calendarsOf(from: number, to: number, days: readonly number[]): CalendarSpec[] {
  if (from >= to || days.length === 0) return []
  const dayOfWeek = days.map((day) => dayNames[day - 1] ?? 'MONDAY')
  const part = (hour: [number, number], minute: [number, number]): CalendarSpec => ({
    hour: { start: hour[0], end: hour[1] },
    minute: { start: minute[0], end: minute[1] },
    second: { start: 0, end: 59 },
    dayOfWeek,
  })
  const [fromHour, fromMinute] = [Math.floor(from / 60), from % 60]
  const [toHour, toMinute] = [Math.floor(to / 60), to % 60]
  if (fromHour === toHour) return [part([fromHour, fromHour], [fromMinute, toMinute - 1])]
  const firstWhole = fromMinute === 0 ? fromHour : fromHour + 1
  return [
    ...(fromMinute > 0 ? [part([fromHour, fromHour], [fromMinute, 59])] : []),
    ...(firstWhole < toHour ? [part([firstWhole, toHour - 1], [0, 59])] : []),
    ...(toMinute > 0 ? [part([toHour, toHour], [0, toMinute - 1])] : []),
  ]
}

/** Everything outside the active hours. */
export function inactiveCalendars({ from, to, days }: ActiveHours): CalendarSpec[] {
  const [start, end] = [minutesOf(from), minutesOf(to)]
  const off = everyDay.filter((day) => !days.includes(day))
  if (start < end) {
    return [
      ...calendarsOf(0, dayMinutes, off),
      ...calendarsOf(0, start, days),
      ...calendarsOf(end, dayMinutes, days),
    ]
  }
  const morningAfterOff = off.map((day) => (day % 7) + 1)
  return [
    ...calendarsOf(end, start, everyDay),
    ...calendarsOf(start, dayMinutes, off),
    ...calendarsOf(0, end, morningAfterOff),
  ]
}

/** How long after a planned time Temporal still starts a beat that it came too late for. */
export const catchupWindow = '1 minute'

export interface WantedHeartbeat {
  agentId: string
  agentName: string
  settings: Heartbeat
  isPaused: boolean
  note: string | null
}

export const inputOf = ({ agentId, settings, isPaused }: WantedHeartbeat): HeartbeatInput => ({
  agentId,
  settings: sha256Hex(canonicalOf(settings)),
  isPaused,
})

type Wanted = ScheduleOptions & { state: { paused: boolean; note: string } }

/** The schedule that an agent's heartbeat wants. */
export function scheduleOf(wanted: WantedHeartbeat): Wanted {
  const { agentId, agentName, settings, isPaused, note } = wanted
  const { rhythm, activeHours, timeZone } = settings
  return {
    scheduleId: heartbeatScheduleId(agentId),
    spec: {
      ...('cron' in rhythm
        ? { cronExpressions: [rhythm.cron] }
        : { intervals: [{ every: rhythm.everySeconds * 1_000 }] }),
      ...(activeHours && { skip: inactiveCalendars(activeHours) }),
      timezone: timeZone,
    },
    action: {
      type: 'startWorkflow',
      workflowType: heartbeatWorkflowType,
      workflowId: heartbeatScheduleId(agentId),
      taskQueue: controlQueue,
      args: [inputOf(wanted)],
      staticSummary: `Heartbeat of ${agentName}`.slice(0, 200),
    },
    // A beat that still waits to be looked at stands for the ones after it.
    policies: { overlap: ScheduleOverlapPolicy.SKIP, catchupWindow },
    state: { paused: isPaused, note: note || (isPaused ? 'Paused in Front Office' : 'Set in Front Office') },
  }
}
