import { anchorLine, anchorsOf } from '#domain/ledger/anchor.ts'
import { type ObjectAccess, openTextObject } from '#platform/blobs/text-object.ts'
import type { AnchorPlace } from './anchor-place.ts'

/** An object that is read and replaced. Keeping its older versions is up to whoever keeps it. */
export function anchorUrl(address: string, access: ObjectAccess): AnchorPlace {
  const object = openTextObject(address, access)
  const all = async () => anchorsOf((await object.read()) ?? '')
  return {
    name: 'url',
    target: object.target,
    last: async () => (await all()).at(-1) ?? null,
    all: async () => (await all()).slice(-1),
    note: (anchor) => object.write(`${anchorLine(anchor)}\n`, 'application/x-ndjson'),
  }
}
