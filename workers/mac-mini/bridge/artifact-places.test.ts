import { mkdirSync, readdirSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import type { NotHashed } from '#domain/artifact/artifact.ts'
import { aGate } from '#test/gate.ts'
import { tempFolder } from '#test/temp-folder.ts'
import { takeReport } from './reports.ts'

/** A workspace with a file beside it that is nobody's business, and links that lead there. */
function aPlace() {
  const folder = tempFolder()
  const work = join(folder, 'work')
  for (const name of ['work', 'work/sub', 'work-other']) mkdirSync(join(folder, name))
  for (const name of ['secret', 'work-other/file', 'work/letter.md', 'work/a\\b.txt', 'work/nul'])
    writeFileSync(join(folder, name), 'x')
  symlinkSync(join(folder, 'secret'), join(work, 'link'))
  symlinkSync(folder, join(work, 'way'))
  symlinkSync('round', join(work, 'round'))
  symlinkSync('letter.md', join(work, 'inner'))
  writeFileSync(join(work, 'endless'), '')
  truncateSync(join(work, 'endless'), 10 ** 12)
  return { folder, work }
}

async function recorded(location: string, workspaceDir?: string) {
  const { gate, desk, shelf, open } = aGate()
  const run = open()
  const answer = await takeReport(
    { gate, desk, shelf },
    {
      ...{ sessionKey: run.input.sessionKey, runId: 'run-1', toolCallId: 'call-1', workspaceDir },
      report: { tool: 'fo_record_artifact', params: { title: 'Letter', kind: 'file', location } },
    },
  )
  const [item] = run.unsent()
  if (item?.kind !== 'artifact') throw new Error('it is not recorded')
  return { text: answer.text, item, kept: shelf.waiting().length }
}

test.each<[string, NotHashed, string]>([
  ['../secret', 'outside', '../secret leads out of your workspace.'],
  ['sub/../../secret', 'outside', 'leads out of your workspace.'],
  ['{folder}/secret', 'outside', 'leads out of your workspace.'],
  ['../work-other/file', 'outside', 'leads out of your workspace.'],
  ['/etc/passwd', 'outside', 'leads out of your workspace.'],
  ['link', 'outside', 'leads out of your workspace.'],
  ['way/secret', 'outside', 'leads out of your workspace.'],
  ['/dev/null', 'outside', 'leads out of your workspace.'],
  ['..\\secret', 'not_there', 'is no file in your workspace.'],
  ['%2e%2e/secret', 'not_there', 'is no file in your workspace.'],
  ['..\u2215secret', 'not_there', 'is no file in your workspace.'],
  ['．．／secret', 'not_there', 'is no file in your workspace.'],
  ['file:///etc/passwd', 'not_there', 'is no file in your workspace.'],
  ['~/secret', 'not_there', 'is no file in your workspace.'],
  ['round', 'not_there', 'is no file in your workspace.'],
  ['secret. . ', 'not_there', 'is no file in your workspace.'],
  ['', 'not_a_file', 'is not a file.'],
  ['.', 'not_a_file', 'is not a file.'],
  ['sub', 'not_a_file', 'sub is not a file.'],
  ['letter.md\u0000.png', 'impossible', 'letter.md.png holds a character that no path can hold.'],
  ['endless', 'too_large', 'endless is larger than 500 MB; record it in parts.'],
  ['x'.repeat(300), 'too_long', 'is too long.'],
  ['a/'.repeat(1_100), 'too_long', 'is too long.'],
  [`https://example.com/${'x'.repeat(2_000)}`, 'too_long', 'is too long.'],
])(
  '%j is recorded without its bytes: the record says %s, and so is the agent told',
  async (place, why, words) => {
    const { folder, work } = aPlace()
    const { text, item, kept } = await recorded(place.replace('{folder}', folder), work)
    expect(text).toMatch(/^Recorded, without proof: /)
    expect(text.endsWith(words)).toBe(true)
    expect(item).toMatchObject({ hash: null, size: null, notHashed: why })
    expect(item.location.length).toBeLessThanOrEqual(2_000)
    expect(kept).toBe(0)
  },
)

test('of a session whose workspace nobody said no file is taken', async () => {
  expect(await recorded('/etc/passwd')).toMatchObject({ item: { notHashed: 'not_there' }, kept: 0 })
})

test.each([
  ['letter.md', 'Recorded.'],
  ['sub/../letter.md', 'Recorded.'],
  ['way/work/letter.md', 'Recorded.'],
  ['inner', 'Recorded.'],
  ['a\\b.txt', 'Recorded.'],
  ['nul', 'Recorded. Its name misleads or fits not everywhere, so it is saved as _nul.'],
])('%j is a file of the workspace, by whatever way', async (place, text) => {
  const { work } = aPlace()
  const { item, ...told } = await recorded(place, work)
  expect(told).toEqual({ text, kept: 1 })
  expect(item).toMatchObject({ location: place, size: 1 })
  expect(item).not.toHaveProperty('notHashed')
})

test('a file that cannot be kept as it was found is recorded so', async () => {
  const { gate, desk, shelf, open } = aGate()
  const run = open()
  const { work } = aPlace()
  shelf.keep = () => Promise.reject(new Error('it is not the file it was'))
  const call = { sessionKey: run.input.sessionKey, runId: 'run-1', toolCallId: 'call-1', workspaceDir: work }
  const params = { title: 'Letter', kind: 'file', location: 'letter.md' }
  const { text } = await takeReport(
    { gate, desk, shelf },
    { ...call, report: { tool: 'fo_record_artifact', params } },
  )
  expect(text).toMatch(/letter\.md could not be read as it was found\.$/)
  expect(run.unsent()).toMatchObject([{ hash: null, notHashed: 'unreadable' }])
  expect(readdirSync(work)).toContain('letter.md')
})
