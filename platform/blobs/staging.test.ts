import { mkdirSync, readFileSync, utimesSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { tempFolder } from '#test/temp-folder.ts'
import { openStaging } from './staging.ts'

const cut = () => Object.assign(new Error('aborted'), { code: 'ECONNRESET' })
async function* pieces(...all: (string | Error)[]) {
  for (const one of all) {
    if (one instanceof Error) throw one
    yield Buffer.from(one)
  }
}
const at = (offset: number, most = 100) => ({ offset, most })

test('what a broken connection brought counts, also after a restart, and the rest follows it', async () => {
  const folder = tempFolder()
  expect(await openStaging(folder).append('k', pieces('Dear ', 'A', cut()), at(0))).toBe(6)
  const staging = openStaging(folder)
  expect(await staging.received('k')).toBe(6)
  expect(await staging.append('k', pieces('da'), at(6))).toBe(8)
  expect(readFileSync(staging.fileOf('k'), 'utf8')).toBe('Dear Ada')
})

test('bytes for another place than the end are left, and the answer says where the end is', async () => {
  const staging = openStaging(tempFolder())
  await staging.append('k', pieces('Dear'), at(0))
  for (const offset of [0, 3, 5]) expect(await staging.append('k', pieces('x'), at(offset))).toBe(4)
  expect(readFileSync(staging.fileOf('k'), 'utf8')).toBe('Dear')
})

test('nothing is taken beyond what was announced', async () => {
  const staging = openStaging(tempFolder())
  expect(await staging.append('k', pieces('Dear', ' Ada'), at(0, 6))).toBe(6)
  expect(readFileSync(staging.fileOf('k'), 'utf8')).toBe('Dear A')
})

test('a defect is no end of a connection', async () => {
  const staging = openStaging(tempFolder())
  await expect(staging.append('k', pieces('Dear', new Error('broken')), at(0))).rejects.toThrow('broken')
})

test('what works on one key waits for its turn; a failure of one is none of the next', async () => {
  const staging = openStaging(tempFolder())
  const order: number[] = []
  const slow = staging.alone('k', async () => {
    await new Promise((resolve) => setTimeout(resolve, 20))
    order.push(1)
    throw new Error('no')
  })
  const next = staging.alone('k', async () => void order.push(2))
  await expect(slow).rejects.toThrow('no')
  await next
  expect(order).toEqual([1, 2])
})

test('what nobody came back for in a month is forgotten', async () => {
  const folder = join(tempFolder(), 'incoming')
  mkdirSync(folder)
  const old = new Date(Date.now() - 31 * 86_400_000)
  for (const name of ['old', 'new']) writeFileSync(join(folder, name), 'x')
  utimesSync(join(folder, 'old'), old, old)
  const staging = openStaging(folder)
  await staging.append('k', pieces('x'), at(0))
  expect([await staging.received('old'), await staging.received('new')]).toEqual([0, 1])
})
