/** Who did it: `operator:<id>`, `api-key:<id>`, `agent:<id>`, `executor:<id>` or `system:<part>`. */
export const actorKinds = ['operator', 'api-key', 'agent', 'executor', 'system'] as const
export type ActorKind = (typeof actorKinds)[number]

export const actorOf = (kind: ActorKind, id: string) => `${kind}:${id}`

export function partsOfActor(actor: string): { kind: ActorKind; id: string } {
  const [kind, ...rest] = actor.split(':')
  return { kind: actorKinds.find((known) => known === kind) ?? 'system', id: rest.join(':') }
}
