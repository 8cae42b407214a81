import { appendFileSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { z } from 'zod'
import { tempFolder } from '#test/temp-folder.ts'
import { appendLine, privateFolder, readLines, readWhole, writeWhole } from './durable-file.ts'

const Line = z.object({ n: z.number() })
const aFile = () => join(tempFolder(), 'lines.jsonl')

test('lines are read in the order in which they were written', () => {
  const file = aFile()
  for (const n of [1, 2, 3]) appendLine(file, { n })
  expect(readLines(file, Line)).toEqual([{ n: 1 }, { n: 2 }, { n: 3 }])
})

test('a line that a crash tore is dropped, and takes neither its neighbour nor the next with it', () => {
  const file = aFile()
  appendLine(file, { n: 1 })
  appendFileSync(file, '\n{"n":2')
  expect(readLines(file, Line)).toEqual([{ n: 1 }])
  appendLine(file, { n: 3 })
  expect(readLines(file, Line)).toEqual([{ n: 1 }, { n: 3 }])
})

test('a whole line of another shape is a defect, not something to skip', () => {
  const file = aFile()
  appendLine(file, { m: 1 })
  expect(() => readLines(file, Line)).toThrow(z.ZodError)
})

test('a file that is not there has no lines, and no content', () => {
  expect(readLines(aFile(), Line)).toEqual([])
  expect(readWhole(aFile(), Line)).toBeNull()
})

test('a file is replaced whole: what a crash left of the next one changes nothing', () => {
  const file = aFile()
  writeWhole(file, { n: 1 })
  writeFileSync(`${file}.next`, '{"n":')
  expect(readWhole(file, Line)).toEqual({ n: 1 })
  writeWhole(file, { n: 2 })
  expect(readFileSync(file, 'utf8')).toBe('{"n":2}')
})

test('only the owner may read what is kept', () => {
  const folder = privateFolder(tempFolder(), 'a', 'b')
  appendLine(join(folder, 'lines'), {})
  writeWhole(join(folder, 'whole'), {})
  const modes = ['.', 'lines', 'whole'].map((name) => statSync(join(folder, name)).mode & 0o777)
  expect(modes).toEqual([0o700, 0o600, 0o600])
})
