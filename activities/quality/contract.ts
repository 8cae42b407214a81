import type { UrlLook, UrlSeen } from '#domain/quality/check-rules.ts'

/** On the control queue. */
export interface QualityActivities {
  /** Asks an address and looks for a text in its answer. No answer is an answer too. */
  checkUrl(look: UrlLook): Promise<UrlSeen>
}
