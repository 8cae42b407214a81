import type { Anchor } from '#domain/ledger/verify.ts'

/** Somewhere outside of the database that keeps what the ledger's head was. */
export interface AnchorPlace {
  name: 'file' | 'url'
  /** As people read it. Holds no secret. */
  target: string
  /** The newest one that is there. Throws where that can't be read. */
  last(): Promise<Anchor | null>
  /** All that are there, oldest first. */
  all(): Promise<Anchor[]>
  note(anchor: Anchor): Promise<void>
}
