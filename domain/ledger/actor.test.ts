import { expect, test } from 'vitest'
import { actorKinds, actorOf, partsOfActor } from './actor.ts'

test('an actor reads back as it was made', () => {
  for (const kind of actorKinds) expect(partsOfActor(actorOf(kind, 'a:b'))).toEqual({ kind, id: 'a:b' })
})

test('an actor of no known kind is the system’s', () => {
  expect(partsOfActor('stranger:1')).toEqual({ kind: 'system', id: '1' })
  expect(partsOfActor('')).toEqual({ kind: 'system', id: '' })
})
