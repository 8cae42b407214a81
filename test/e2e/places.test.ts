// @vitest-environment happy-dom
import { describe, expect, test } from 'vitest'
import { commandsFor, quietPlaces } from '../../web/src/app/commands.ts'
import { projectForms, projectPlaces } from '../../web/src/app/project-places.tsx'
import { router } from '../../web/src/app/router.tsx'
import { type PictureIds, pagesOf } from '../screenshots/pages.ts'
import { type PlaceIds, placesOf, placesSignedIn, placesSignedOut } from './places.ts'

const ids = new Proxy({} as PlaceIds, { get: (_, name) => `an-id-of-${String(name)}` })
const runbook = { name: 'a-name', run: 'a-run' }
const pictured: PictureIds = {
  ...{
    project: 'pr_1',
    agent: 'ag_1',
    agentOfPolicy: 'ag_2',
    document: 'd_1',
    artifact: 'i_1',
    effect: 'p_1',
  },
  ...{
    finding: 'f_1',
    item: 'approval:p_1',
    join: 'a-token',
    runbook,
    forked: { project: 'pr_2', ...runbook },
  },
  tasks: {
    ...{ approval: 't_1', 'two-approvers': 't_2', question: 't_3', running: 't_4', held: 't_5' },
    ...{ unproven: 't_6', uncertain: 't_7', failed: 't_8', done: 't_9' },
  },
}

describe.each<[string, Record<string, [string, string][]>]>([
  ['looked at in the browser tests', placesOf(ids)],
  ['taken by npm run screenshots', pagesOf(pictured)],
])('what is %s', (_, places) => {
  test('is of every route, and every address is of its route', () => {
    expect(Object.keys(places).sort()).toEqual(Object.keys(router.routesByPath).sort())
    for (const [route, pages] of Object.entries(places)) {
      expect(pages.length, route).toBeGreaterThan(0)
      const isOfRoute = new RegExp(`^${route.replaceAll(/\$\w+/g, '[^/?#]+')}([?#].+)?$`)
      for (const [, address] of pages) expect(address).toMatch(isOfRoute)
    }
  })

  test('has a name of its own each', () => {
    const names = Object.values(places).flatMap((pages) => pages.map(([name]) => name))
    expect(names.length).toBe(new Set(names).size)
  })

  test('is every tab and form of a project', () => {
    const there = [...projectPlaces, ...projectForms].map(({ id }) => id)
    const shown = (places['/projects/$projectId/$place'] ?? []).map(([, address]) => address.split('/')[3])
    expect(shown.toSorted()).toEqual(there.toSorted())
  })
})

test('every page is looked at either signed in or signed out', () => {
  const looked = placesSignedIn(ids).length + placesSignedOut(ids).length
  expect(looked).toBe(Object.values(placesOf(ids)).flat().length)
})

test('whatever can be done from the keyboard leads to one of them', () => {
  const project = { id: 'pr_1', name: 'Letter', stage: 'active' as const, removedAt: null }
  const context = { role: 'owner' as const, projects: [project], projectId: project.id }
  const commands = [...commandsFor([], context), ...commandsFor(['letter'], context)]
  expect(commands.length).toBeGreaterThan(20)
  const places = Object.values(placesOf({ ...ids, project: project.id })).flat()
  const pathOf = (address: string) => address.replace(/[?#].*/, '')
  const known = new Set(places.map(([, address]) => pathOf(address)))
  for (const { label, href } of [...commands, ...quietPlaces]) expect(known, label).toContain(pathOf(href))
})
