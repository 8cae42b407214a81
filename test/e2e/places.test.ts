// @vitest-environment happy-dom
import { expect, test } from 'vitest'
import { commandsFor, quietPlaces } from '../../web/src/app/commands.ts'
import { projectForms, projectPlaces } from '../../web/src/app/project-places.tsx'
import { router } from '../../web/src/app/router.tsx'
import { type PlaceIds, placesOf, placesSignedIn, placesSignedOut, projectPlaceIds } from './places.ts'

const ids = new Proxy({} as PlaceIds, { get: (_, name) => `an-id-of-${String(name)}` })

test('every route is a page that is looked at, and every address is of its route', () => {
  const places = placesOf(ids)
  expect(Object.keys(places).sort()).toEqual(Object.keys(router.routesByPath).sort())
  for (const [route, pages] of Object.entries(places)) {
    expect(pages.length, route).toBeGreaterThan(0)
    const isOfRoute = new RegExp(`^${route.replaceAll(/\$\w+/g, '[^/]+')}(#.+)?$`)
    for (const [, address] of pages) expect(address).toMatch(isOfRoute)
  }
  const looked = placesSignedIn(ids).length + placesSignedOut(ids).length
  expect(looked).toBe(Object.values(places).flat().length)
})

test('so is every tab and form of a project', () => {
  const there = [...projectPlaces, ...projectForms].map(({ id }) => id)
  expect(projectPlaceIds.toSorted()).toEqual(there.toSorted())
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
