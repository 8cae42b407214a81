// @vitest-environment happy-dom
import { cleanup, fireEvent, screen, within } from '@testing-library/react'
import { afterEach, expect, test } from 'vitest'
import type { Objective, PortfolioOutcomes, ProjectOutcomes } from '#api/outcomes/contract.ts'
import { totalOf } from '#domain/portfolio/roi.ts'
import { projectId, sampleNow } from '../../http/sample-data.ts'
import { aServer, renderAt } from '../../http/web-bench.tsx'
import { Objectives } from './Objectives.tsx'
import { OutcomeFigures } from './OutcomeFigures.tsx'
import { OutcomesPage } from './OutcomesPage.tsx'

afterEach(cleanup)

const one = (title: string, week: string, outcome: Objective['outcome'] = null): Objective => ({
  ...{ id: `ob_${title}`, projectId, projectName: 'Letter', week, title, target: null },
  ...{ setAt: '2026-11-16T10:00:00.000Z', setByName: 'Mara Lind', outcome },
  closeNote: outcome && `Why ${title}`,
  closedAt: outcome && '2026-11-22T10:00:00.000Z',
  closedByName: outcome && 'Jo Berg',
})
const sum = totalOf([])
const common = { currency: 'USD', today: '2026-11-24', week: '2026-W48', total: sum, last30Days: sum }
const linesOf = async (label: string) =>
  within(await screen.findByRole('list', { name: label }))
    .getAllByRole('listitem')
    .map((line) => line.textContent)

function openProject(objectives: Objective[]) {
  const outcomes: ProjectOutcomes = {
    ...{ ...common, objectives, decisionsDue: [], rate: null },
    weeks: Array.from({ length: 8 }, (_, nth) => ({ week: `2026-W${41 + nth}`, roi: sum })),
    hits: { hit: 2, missed: 1, dropped: 0, open: 0 },
  }
  const page = () => (
    <>
      <OutcomeFigures projectId={projectId} outcomes={outcomes} />
      <Objectives projectId={projectId} outcomes={outcomes} refusal={null} />
    </>
  )
  renderAt(aServer(), '/', { '/': page }, sampleNow)
}

test('the figure of what was hit leads to where it is seen: what ended in earlier weeks, the newest first', async () => {
  openProject([
    one('Now', '2026-W48', 'hit'),
    one('Old', '2026-W43'),
    one('Missed', '2026-W44', 'missed'),
    one('Hit', '2026-W47', 'hit'),
  ])
  const figure = await screen.findByRole('link', { name: /^Objectives hit/ })
  expect(figure.textContent).toContain('of 3 closed')
  expect(figure.textContent).toContain('in 8 weeks')
  const place = document.getElementById(figure.getAttribute('href')?.split('#')[1] ?? '')
  expect(place?.contains(screen.getByRole('list', { name: 'Ended in earlier weeks' }))).toBe(true)
  const [first, second, ...rest] = await linesOf('Ended in earlier weeks')
  expect(rest).toEqual([])
  expect(first).toMatch(/^HitWhy HitHit.*week 47.*closed by Jo Berg/)
  expect(second).toMatch(/^MissedWhy MissedMissed.*week 44/)
  expect(await linesOf('This week, 2026-W48')).toHaveLength(1)
  const open = await linesOf('Left open by an earlier week')
  expect(open).toEqual([expect.stringMatching(/^OldOpen.*week 43/)])
})

test('of many that ended ten are shown, and the others on request; where none is set for now, that is said', async () => {
  openProject(Array.from({ length: 12 }, (_, nth) => one(`Goal ${nth}`, '2026-W47', 'hit')))
  expect(await linesOf('Ended in earlier weeks')).toHaveLength(10)
  fireEvent.click(screen.getByRole('button', { name: 'and 2 more' }))
  expect(await linesOf('Ended in earlier weeks')).toHaveLength(12)
  expect(screen.getByText('No objective is set.')).toBeTruthy()
})

test('over all projects those of this week are listed, what an earlier one left open, which says so, and those of the next', async () => {
  const outcomes: PortfolioOutcomes = {
    ...{ ...common, projects: [], decisionsDue: [] },
    objectives: [one('Now', '2026-W48', 'hit'), one('Next', '2026-W49'), one('Old', '2026-W46')],
  }
  const server = aServer()
  server.on('GET', /^\/outcomes$/, 200, outcomes)
  renderAt(server, '/', { '/': OutcomesPage }, sampleNow)
  const lines = await linesOf('Objectives of this week')
  expect(lines.map((line) => line?.slice(0, 3))).toEqual(['Now', 'Old'])
  expect(lines[0]).not.toContain('left open')
  expect(lines[1]).toContain('left open by week 46')
  expect(screen.getByRole('heading', { name: /^Objectives of this week/ }).textContent).toContain('2')
  expect(await linesOf('Objectives of next week')).toEqual([expect.stringMatching(/^NextOpen/)])
  expect(screen.getByRole('heading', { name: /^Objectives of next week/ }).textContent).toContain('1')
})
