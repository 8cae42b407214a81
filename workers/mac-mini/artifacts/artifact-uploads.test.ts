import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { fileWithin } from '#activities/openclaw/workspace-file.ts'
import type { OfferAnswer } from '#domain/artifact/artifact.ts'
import { tempFolder } from '#test/temp-folder.ts'
import { NotTaken } from '../control-plane.ts'
import type { ArtifactApi } from './artifact-api.ts'
import { ArtifactShelf } from './artifact-shelf.ts'
import { uploadArtifacts } from './artifact-uploads.ts'

const wanted: OfferAnswer = { state: 'wanted', received: 0, reason: null }
type Step = keyof ArtifactApi

/** Of three artifacts the oldest meets this trouble, each time, at one step towards the control plane. */
async function uploads(at: Step, trouble: () => Error | OfferAnswer) {
  const [dataFolder, workspace] = [tempFolder(), tempFolder()]
  const shelf = new ArtifactShelf(dataFolder)
  for (const itemId of ['a_1', 'a_2', 'a_3']) {
    writeFileSync(join(workspace, itemId), itemId)
    const file = fileWithin(workspace, itemId)
    await shelf.keep({ itemId, taskId: 't_1' }, file as NonNullable<typeof file>)
  }
  const asked: string[] = []
  const answer = (step: Step, itemId: string, usual: OfferAnswer) => {
    asked.push(`${step} ${itemId}`)
    const met = itemId === 'a_1' && step === at ? trouble() : usual
    return met instanceof Error ? Promise.reject(met) : Promise.resolve(met)
  }
  const api: ArtifactApi = {
    offer: ({ itemId }) => answer('offer', itemId, wanted),
    put: ({ itemId }, offset, bytes) => answer('put', itemId, { ...wanted, received: offset + bytes.length }),
    finish: ({ itemId }) => answer('finish', itemId, { ...wanted, state: 'here' }),
  }
  const warned: unknown[] = []
  const logger = { info: () => {}, warn: (fields: object) => void warned.push(fields) }
  const stopping = new AbortController()
  const againMs = { least: 1, most: 1, soon: 1 }
  const running = uploadArtifacts({ shelf, api, logger, againMs }, stopping.signal)
  onTestFinished(async () => {
    stopping.abort()
    await running
  })
  return { asked, warned, waiting: () => shelf.waiting().map(({ itemId }) => itemId) }
}

test.each<[string, Step, () => Error | OfferAnswer]>([
  ['is refused', 'offer', () => new NotTaken(400)],
  ['breaks the api', 'finish', () => new NotTaken(500)],
  ['cuts the connection with its bytes', 'put', () => new TypeError('fetch failed')],
  ['arrives as other bytes each time', 'finish', () => wanted],
])('one that %s lets the others pass, and is tried again', async (_, at, trouble) => {
  const { asked, warned, waiting } = await uploads(at, trouble)
  await expect.poll(waiting).toEqual(['a_1'])
  const before = asked.length
  await expect.poll(() => asked.length).toBeGreaterThan(before)
  expect(warned).toEqual([{ problem: expect.stringMatching(/^a_1: /) }])
})

test.each([
  ['does not answer', new TypeError('fetch failed')],
  ['knows us no more', new NotTaken(401)],
  ['is away behind its proxy', new NotTaken(502)],
])('an api that %s is not asked about the others', async (_, error) => {
  const { asked, waiting } = await uploads('offer', () => error)
  await expect.poll(() => asked.length).toBeGreaterThan(2)
  expect(new Set(asked)).toEqual(new Set(['offer a_1']))
  expect(waiting()).toHaveLength(3)
})
