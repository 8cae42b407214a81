/** Where the policy of a scope is read and changed: a project's is among its places. */
export const policyPlace = (scopeId: string): string =>
  scopeId.startsWith('pr_') ? `/projects/${scopeId}/policies` : `/policies/${scopeId}`
