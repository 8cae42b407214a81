import { z } from 'zod'
import { AnyJson } from '../run/any-json.ts'

export const checkKinds = ['artifact', 'url', 'file', 'json', 'commit', 'review'] as const
export const CheckKind = z.enum(checkKinds)
export type CheckKind = z.infer<typeof CheckKind>

/** What makes a deliverable count. */
export const Check = z.discriminatedUnion('kind', [
  /** An artifact of its title is recorded. */
  z.strictObject({ kind: z.literal('artifact') }),
  /** An address answers 2xx and holds the text. Null: where the artifact of its title is. */
  z.strictObject({ kind: z.literal('url'), url: z.string().nullable(), contains: z.string() }),
  /** The file that was recorded under its title is there, not empty, and the same. Null: whatever it holds. */
  z.strictObject({ kind: z.literal('file'), sha256: z.string().nullable() }),
  /** The JSON of a file of the workspace matches a JSON Schema. Null: of the file that was recorded under its title. */
  z.strictObject({ kind: z.literal('json'), path: z.string().nullable(), schema: AnyJson }),
  /** A git repository of the workspace holds a commit. Null: the one that the artifact of its title names. */
  z.strictObject({
    kind: z.literal('commit'),
    repository: z.string(),
    commit: z.string().nullable(),
    /** What its message must hold. */
    contains: z.string().nullable(),
    /** From which it must be reached. */
    branch: z.string().nullable(),
  }),
  /** An operator looked and said yes. */
  z.strictObject({ kind: z.literal('review') }),
])
export type Check = z.infer<typeof Check>

export const Deliverable = z.strictObject({ title: z.string(), check: Check })
export type Deliverable = z.infer<typeof Deliverable>

/** As it was declared. A plain title, as all were once, is checked as an artifact. */
export const Declared = z.union([z.string(), Deliverable])
export type Declared = z.infer<typeof Declared>

/** What was seen by who checked. */
export const Evidence = z.strictObject({
  words: z.string(),
  location: z.string().nullable(),
  /** sha256 of the bytes that were looked at. */
  hash: z.string().nullable(),
  size: z.int().nullable(),
})
export type Evidence = z.infer<typeof Evidence>

/** The last word on a deliverable. It counts as long as the artifact of its title is the one that it was about. */
export const CheckResult = z.strictObject({
  title: z.string(),
  check: CheckKind,
  passed: z.boolean(),
  evidence: Evidence,
  artifactId: z.string().nullable(),
  at: z.string(),
  by: z.string(),
})
export type CheckResult = z.infer<typeof CheckResult>

/** An operator took the work as it is. */
export const Waiver = z.strictObject({ by: z.string(), at: z.string(), note: z.string() })
export type Waiver = z.infer<typeof Waiver>

export const proofs = [...checkKinds, 'waived'] as const
export const Proof = z.enum(proofs)
export type Proof = z.infer<typeof Proof>

/** A deliverable of a task that was done, where it is and how it was proved. `waived`: accepted without proof. */
export const Shipped = z.strictObject({
  title: z.string(),
  kind: z.string(),
  location: z.string().nullable(),
  hash: z.string().nullable(),
  size: z.int().nullable(),
  verifiedAt: z.string(),
  proof: Proof,
  evidence: z.string(),
})
export type Shipped = z.infer<typeof Shipped>
