import { constants, existsSync, readdirSync, renameSync, rmSync, statSync } from 'node:fs'
import { type FileHandle, open, statfs } from 'node:fs/promises'
import { join } from 'node:path'
import { z } from 'zod'
import { openFound, type WorkspaceFile } from '#activities/openclaw/workspace-file.ts'
import { NotKept } from '#domain/artifact/artifact.ts'
import { mostArtifactBytes } from '#domain/artifact/limit-rules.ts'
import { sha256OfFile } from '#platform/blobs/file-hash.ts'
import { privateFolder, readWhole, syncFolder, writeWhole } from '../spool/durable-file.ts'
import { copyOfFile } from './file-copy.ts'

/** An artifact whose bytes the control plane has not taken yet, or has not heard that it will not get. */
export const Waiting = z.strictObject({
  itemId: z.string().regex(/^[\w-]+$/, 'is no name of a file'),
  taskId: z.string(),
  hash: z.string().regex(/^[0-9a-f]{64}$/, 'is no sha256'),
  size: z.int(),
  at: z.iso.datetime(),
  /** Why only its hash is known; null where its bytes lie here. */
  notKept: NotKept.nullable(),
  /** When the control plane first said that its record does not know of it. Absent: it did not, or knows of it. */
  unknownSince: z.iso.datetime().optional(),
})
export type Waiting = z.infer<typeof Waiting>

export interface ShelfLimits {
  /** Of all that wait. */
  mostBytes: number
  /** That stay free on the disk. */
  freeBytes: number
}
export const usualLimits: ShelfLimits = { mostBytes: 10_000_000_000, freeBytes: 2_000_000_000 }

type Of = Pick<Waiting, 'itemId' | 'taskId'>

/** Bytes of recorded artifacts, until they are in the control plane. At its limit it keeps hashes alone, and says so. */
export class ArtifactShelf {
  private readonly root: string
  private readonly bytes: string
  private readonly queue: string
  private readonly copying: string
  private readonly items: Map<string, Waiting>
  private readonly keeping = new Map<string, Promise<Waiting>>()
  private readonly listeners = new Set<() => void>()
  /** Bytes on it, and those that are being copied. */
  private held: number

  constructor(
    dataFolder: string,
    private readonly limits = usualLimits,
  ) {
    this.root = privateFolder(dataFolder, 'artifacts')
    rmSync(join(this.root, 'copying'), { recursive: true, force: true })
    this.bytes = privateFolder(this.root, 'bytes')
    this.queue = privateFolder(this.root, 'queue')
    this.copying = privateFolder(this.root, 'copying')
    this.items = new Map(readQueue(this.queue).map((item) => [item.itemId, item]))
    const there = readdirSync(this.bytes)
    for (const hash of there) if (!this.isNeeded(hash)) rmSync(this.pathOf(hash))
    this.held = there.reduce((sum, hash) => sum + sizeOf(this.pathOf(hash)), 0)
  }

  /** Keeps the bytes as they are now, durably before it returns; the same item again is one. */
  keep(of: Of, file: WorkspaceFile): Promise<Waiting> {
    const known = this.items.get(of.itemId)
    if (known) return Promise.resolve(known)
    const forget = () => this.keeping.delete(of.itemId)
    const now = this.keeping.get(of.itemId) ?? this.keepNow(of, file).finally(forget)
    this.keeping.set(of.itemId, now)
    return now
  }

  /** Oldest first. */
  waiting(): Waiting[] {
    return [...this.items.values()].sort((a, b) => (a.at < b.at ? -1 : 1))
  }

  pathOf(hash: string): string {
    return join(this.bytes, hash)
  }

  /** Its bytes as they lie here: a link in their place leads to what nobody recorded, and throws. */
  open({ hash }: Waiting): Promise<FileHandle> {
    return open(this.pathOf(hash), constants.O_RDONLY | constants.O_NOFOLLOW)
  }

  /** Its bytes are not as they were kept. */
  spoil(item: Waiting): Waiting {
    return this.note({ ...item, notKept: 'damaged' })
  }

  /** The record does not know of it, and since when; or it does. */
  noteUnknown(item: Waiting, isUnknown: boolean): Waiting {
    const { unknownSince, ...known } = item
    if (isUnknown === (unknownSince !== undefined)) return item
    return this.write(isUnknown ? { ...known, unknownSince: new Date().toISOString() } : known)
  }

  /** Makes room: of its bytes only the hash is left, and that they were let go is yet to be told. */
  letGo(item: Waiting): Waiting {
    const next = this.write({ ...item, notKept: 'let_go' })
    this.dropUnneeded(item.hash)
    return next
  }

  /** Nothing more is to be done for it; its bytes go, unless another one needs them. */
  done({ itemId, hash }: Waiting): void {
    this.items.delete(itemId)
    rmSync(join(this.queue, `${itemId}.json`), { force: true })
    this.dropUnneeded(hash)
  }

  private dropUnneeded(hash: string): void {
    if (this.isNeeded(hash)) return
    this.held -= sizeOf(this.pathOf(hash))
    rmSync(this.pathOf(hash), { force: true })
  }

  /** Called when there is more to bring, until it is forgotten. */
  onMore(call: () => void): () => void {
    this.listeners.add(call)
    return () => this.listeners.delete(call)
  }

  private async keepNow(of: Of, file: WorkspaceFile): Promise<Waiting> {
    const by = { ...of, at: new Date().toISOString() }
    const notKept = await this.whyNotKept(file.size)
    if (notKept) {
      const hash = await sha256OfFile(await openFound(file), mostArtifactBytes)
      return this.note({ ...by, hash, size: file.size, notKept })
    }
    this.held += file.size
    const copy = join(this.copying, of.itemId)
    try {
      const { hash, size } = await copyOfFile(file, copy, mostArtifactBytes)
      // At once with the note: another item with the same bytes may be done meanwhile.
      if (!existsSync(this.pathOf(hash))) this.held += size
      renameSync(copy, this.pathOf(hash))
      syncFolder(this.bytes)
      return this.note({ ...by, hash, size, notKept: null })
    } finally {
      this.held -= file.size
      rmSync(copy, { force: true })
    }
  }

  private async whyNotKept(size: number): Promise<NotKept | null> {
    if (this.held + size > this.limits.mostBytes) return 'spool_full'
    const { bavail, bsize } = await statfs(this.root)
    return bavail * bsize - size < this.limits.freeBytes ? 'disk_full' : null
  }

  private note(item: Waiting): Waiting {
    this.write(item)
    for (const call of this.listeners) call()
    return item
  }

  private write(item: Waiting): Waiting {
    writeWhole(join(this.queue, `${item.itemId}.json`), item)
    this.items.set(item.itemId, item)
    return item
  }

  private isNeeded(hash: string): boolean {
    return [...this.items.values()].some((item) => item.hash === hash && !item.notKept)
  }
}

const sizeOf = (path: string) => statSync(path, { throwIfNoEntry: false })?.size ?? 0

const readQueue = (folder: string): Waiting[] =>
  readdirSync(folder)
    .filter((name) => name.endsWith('.json'))
    .flatMap((name) => readWhole(join(folder, name), Waiting) ?? [])
