export const stages = ['idea', 'active', 'paused', 'wound_down'] as const
export type Stage = (typeof stages)[number]
