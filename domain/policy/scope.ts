/** Whose a policy is, the widest first. */
export const scopes = ['portfolio', 'project', 'agent'] as const
export type Scope = (typeof scopes)[number]
