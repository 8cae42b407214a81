// @vitest-environment happy-dom
import { cleanup, fireEvent, screen, within } from '@testing-library/react'
import { afterEach, expect, test } from 'vitest'
import type { HomeWeek } from '#api/home/contract.ts'
import { aHome, sampleNow } from '../../http/sample-data.ts'
import { aServer, renderAt } from '../../http/web-bench.tsx'
import { byWhen } from './to-ship.ts'
import { WeekPlan } from './WeekPlan.tsx'

afterEach(cleanup)

const toShip = (title: string, dueAt: string | null): HomeWeek['toShip'][number] => ({
  ...{ taskId: `t_${title}`, title, projectId: 'pr_0123456789abcdef', projectName: 'Letter' },
  ...{ status: 'running', waitKind: null, deliverables: 1, dueAt },
})
const show = (tasks: HomeWeek['toShip'], counts: Partial<HomeWeek> = {}) => {
  const { thisWeek, nextWeek } = byWhen({ week: aHome().week.week, toShip: tasks })
  const whole = { toShipCount: tasks.length, dueCount: thisWeek.length, dueNextCount: nextWeek.length }
  const week = { ...aHome().week, toShip: tasks, ...whole, ...counts }
  renderAt(aServer(), '/', { '/': () => <WeekPlan week={week} /> }, sampleNow)
}
/** Of one row of the plan, the lines under its name. */
async function under(name: string) {
  const row = (await screen.findByText(name)).closest('li') as HTMLElement
  return within(row)
    .getAllByRole('listitem')
    .map((line) => line.textContent)
}

test('what is due stands under the week in which it is, with its day; what is late says how late', async () => {
  show([
    toShip('Old', '2026-11-19T12:00:00.000Z'),
    toShip('Thursday', '2026-11-26T12:00:00.000Z'),
    toShip('Sunday', '2026-11-29T23:59:00.000Z'),
    toShip('Monday', '2026-11-30T00:00:00.000Z'),
    toShip('January', '2027-01-14T12:00:00.000Z'),
    toShip('Undated', null),
  ])
  expect(await under('Due')).toEqual([
    'OldLetter, due Thu 19, 5 d late, running, 1 deliverable',
    'ThursdayLetter, due Thu 26, running, 1 deliverable',
    'SundayLetter, due Sun 29, running, 1 deliverable',
  ])
  expect((await under('Next week'))[0]).toBe('MondayLetter, due Mon 30, running, 1 deliverable')
  expect(await under('Under way')).toEqual([
    'JanuaryLetter, due Thu 14 Jan, running, 1 deliverable',
    'UndatedLetter, running, 1 deliverable',
  ])
  expect(screen.getByText('due later or undated')).toBeTruthy()
})

test('a row that has nothing is not there; what was not sent is counted under way', async () => {
  show([toShip('Thursday', '2026-11-26T12:00:00.000Z')])
  expect(await under('Due')).toHaveLength(1)
  expect(screen.queryByText('Under way')).toBeNull()
  show([toShip('Thursday', '2026-11-26T12:00:00.000Z')], { toShipCount: 9 })
  expect(await under('Under way')).toEqual(['and 8 more'])
  const more = screen.getByRole('link', { name: 'and 8 more' })
  expect(more.getAttribute('href')).toBe('/tasks?view=open&ships=later')
  show([toShip('Undated', null)])
  expect(await under('Under way')).toHaveLength(1)
  expect(screen.queryByText('Due')).toBeNull()
  show([])
  expect((await under('Under way'))[0]).toContain('No open task has said what it ships')
})

test('of a full week the rest opens in place, and what is still left over stands under it, not under way', async () => {
  const thisWeek = Array.from({ length: 8 }, (_, nth) => toShip(`T${nth}`, '2026-11-26T12:00:00.000Z'))
  const nextWeek = [toShip('Monday', '2026-11-30T00:00:00.000Z')]
  show([...thisWeek, ...nextWeek], { toShipCount: 14, dueCount: 11, dueNextCount: 3 })
  expect((await under('Due')).slice(6)).toEqual(['and 5 more'])
  fireEvent.click(screen.getByRole('button', { name: 'and 5 more' }))
  expect(await under('Due')).toHaveLength(9)
  const left = (name: string) => screen.getByRole('link', { name }).getAttribute('href')
  expect((await under('Due')).at(-1)).toBe('and 3 more')
  expect((await under('Next week')).slice(0, 2)).toEqual([
    'MondayLetter, due Mon 30, running, 1 deliverable',
    'and 2 more',
  ])
  expect([left('and 3 more'), left('and 2 more'), left('14 under way')]).toEqual([
    ...['/tasks?view=open&ships=week', '/tasks?view=open&ships=next', '/tasks?view=open&ships=any'],
  ])
  expect(screen.queryByText('Under way')).toBeNull()
})
