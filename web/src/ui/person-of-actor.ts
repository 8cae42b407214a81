import { partsOfActor } from '#domain/ledger/actor.ts'
import { initialsOf, type Person } from './PersonMark.tsx'

/** Whom an actor's mark shows. The Mac and the product's own parts are machinery. */
export function personOf(actor: string, name: string): Person {
  const { kind } = partsOfActor(actor)
  const isSomebody = kind === 'operator' || kind === 'agent'
  return { kind: isSomebody ? kind : 'system', name, initials: initialsOf(name) }
}
