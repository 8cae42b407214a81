import { type ActorKind, actorOf } from '#domain/ledger/actor.ts'

export interface Option {
  value: string
  label: string
}
interface Named {
  id: string
  name: string
}

const optionsOf = (kind: ActorKind, items: readonly Named[]): Option[] =>
  items.map(({ id, name }) => ({ value: actorOf(kind, id), label: name }))

/** The product's own parts, as they sign what they write. */
const parts = ['control', 'reconciler', 'start', 'temporal'].map((id) => ({
  id,
  name: `Front Office, ${id}`,
}))

interface Actors {
  operators: readonly Named[]
  agents: readonly Named[]
  executors: readonly Named[]
}

export function actorOptions({ operators, agents, executors }: Actors) {
  return [
    { group: 'People', items: optionsOf('operator', operators) },
    { group: 'Agents', items: optionsOf('agent', agents) },
    { group: 'Machines', items: [...optionsOf('executor', executors), ...optionsOf('system', parts)] },
  ].filter(({ items }) => items.length > 0)
}

/** What the address asks for stays readable, also where it is in no list any more. */
export function unlisted(value: string | undefined, listed: readonly Option[]): Option[] {
  return value === undefined || listed.some((option) => option.value === value)
    ? []
    : [{ value, label: value }]
}
