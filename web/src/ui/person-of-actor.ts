import { partsOfActor } from '#domain/ledger/actor.ts'
import { initialsOf, type Person } from './PersonMark.tsx'

/** Whom an actor's mark shows. The Mac and the product's own parts are machinery. */
export function personOf(actor: string, name: string): Person {
  const { kind } = partsOfActor(actor)
  const isSystem = kind === 'system' || kind === 'executor'
  return { kind: isSystem ? 'system' : kind, name, initials: initialsOf(name) }
}
