import { readFileSync } from 'node:fs'
import { join } from 'node:path'

/** A run by its gateway's own list. Milliseconds. */
export interface Course {
  sessionKey: string
  startedAt: number
  endedAt: number
}

/** What a practice gateway with this folder has run, in the order in which it began. */
export function coursesIn(folder: string): Course[] {
  const { tasks } = JSON.parse(readFileSync(join(folder, 'state', 'gateway.json'), 'utf8'))
  return (tasks as (Omit<Course, 'startedAt'> & { createdAt: number; status: string })[])
    .map(({ sessionKey, createdAt, endedAt, status }) => {
      if (status !== 'completed') throw new Error(`the run of ${sessionKey} is ${status}`)
      return { sessionKey, startedAt: createdAt, endedAt }
    })
    .sort((a, b) => a.startedAt - b.startedAt)
}

/** Runs a second, from the first begin to the last end. */
export function rateOf(courses: readonly Course[]): number {
  const began = Math.min(...courses.map(({ startedAt }) => startedAt))
  const over = Math.max(...courses.map(({ endedAt }) => endedAt))
  return (courses.length * 1_000) / (over - began)
}

/** From the end of a run to the begin of the one that takes its slot, in milliseconds; `slots` at once. */
export function gapsOf(courses: readonly Course[], slots: number): number[] {
  const begins = courses.map(({ startedAt }) => startedAt).sort((a, b) => a - b)
  const ends = courses.map(({ endedAt }) => endedAt).sort((a, b) => a - b)
  return begins.slice(slots).map((begin, i) => begin - (ends[i] ?? Number.NaN))
}

/** The most that ran at one time. */
export function mostAtOnce(courses: readonly Course[]): number {
  const openAt = (at: number) =>
    courses.filter(({ startedAt, endedAt }) => startedAt <= at && at < endedAt).length
  return Math.max(...courses.map(({ startedAt }) => openAt(startedAt)))
}
