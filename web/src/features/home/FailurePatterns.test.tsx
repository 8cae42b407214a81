// @vitest-environment happy-dom
import { cleanup, screen } from '@testing-library/react'
import { afterEach, expect, test } from 'vitest'
import type { Project } from '#api/projects/contract.ts'
import { aProject, sampleNow } from '../../http/sample-data.ts'
import { aServer, renderAt } from '../../http/web-bench.tsx'
import { FailurePatterns } from './FailurePatterns.tsx'

afterEach(cleanup)

const letter = aProject({ id: 'pr_1', name: 'Letter' })
const shop = aProject({ id: 'pr_2', name: 'Shop' })
const gone = { stage: 'wound_down' } as const

async function harden(projects: Project[]) {
  const pattern = {
    ...{ signature: 'answered <n>', count: 9, taskCount: 4, taskIds: ['t_0123456789abcdef'] },
    ...{ first: '2026-11-20T12:00:00.000Z', last: '2026-11-24T10:00:00.000Z' },
    projects: projects.map(({ id, name }) => ({ id, name })),
  }
  const list = <FailurePatterns patterns={[pattern]} count={1} projects={[aProject(), ...projects]} />
  renderAt(aServer(), '/', { '/': () => list }, sampleNow)
  await screen.findByRole('list', { name: 'Failure patterns' })
  return screen.queryByRole('link', { name: /^Harden/ })?.getAttribute('href') ?? null
}

test('a hardening task is offered in the first project of its failures that takes tasks', async () => {
  expect(await harden([letter, shop])).toContain('/projects/pr_1/new-task?title=Harden')
  expect(await harden([{ ...letter, ...gone }, shop])).toContain('/projects/pr_2/new-task?title=Harden')
  expect(await harden([{ ...letter, stage: 'paused' }])).toContain('/projects/pr_1/new-task')
})

test('where none takes tasks there is no link, and the button says why', async () => {
  expect(await harden([{ ...letter, ...gone }])).toBeNull()
  expect(screen.getByRole('button', { name: /^Harden/ }).getAttribute('aria-disabled')).toBe('true')
  expect(screen.getByText('Letter is wound down, so it takes no tasks. Make it active first.')).toBeTruthy()
  expect(
    await harden([
      { ...letter, ...gone },
      { ...shop, ...gone },
    ]),
  ).toBeNull()
  expect(
    screen.getByText('Every project that this happened in takes no tasks. Make one active first.'),
  ).toBeTruthy()
})
