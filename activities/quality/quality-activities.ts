import type { QualityActivities } from './contract.ts'
import { checkUrl, type UrlCheckDeps } from './url-check.ts'

/** Looks and changes nothing, so that a repeat does no harm. */
export const createQualityActivities = (deps: UrlCheckDeps): QualityActivities => ({
  checkUrl: (look) => checkUrl(deps, look),
})
