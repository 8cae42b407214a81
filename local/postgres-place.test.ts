import { chmodSync, existsSync, mkdirSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { choosePlace, nobody, reachableBinaries } from './postgres-place.ts'

const isRoot = process.getuid?.() === 0
/** As a home of root: nobody else may enter. */
let home: string
let elsewhere: string[]
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'front-office-home-'))
  chmodSync(home, 0o700)
  elsewhere = []
})
afterEach(() => {
  for (const folder of [home, ...elsewhere]) rmSync(folder, { recursive: true, force: true })
})

test.runIf(!isRoot)('who is not root runs it where it was asked for', async () => {
  const place = await choosePlace(join(home, 'postgres'))
  expect(place).toMatchObject({ folder: join(home, 'postgres'), user: {}, notes: [] })
})

test.runIf(isRoot)('a folder that nobody can enter is replaced by one that is found again', async () => {
  const wanted = join(home, 'postgres')
  const first = await choosePlace(wanted)
  elsewhere.push(first.folder)
  expect(first.folder).toMatch(/^\/var\/lib\/front-office\//)
  expect(first.user).toEqual(nobody())
  expect(first.notes.at(-1)).toBe(
    `Postgres runs as nobody, who can't enter ${wanted}: the database lies in ${first.folder}`,
  )
  expect(statSync(first.folder)).toMatchObject({ uid: nobody().uid })
  expect(statSync(first.folder).mode & 0o777).toBe(0o700)
  const second = await choosePlace(wanted)
  expect(second.folder).toBe(first.folder)
  expect(second.notes.at(-1)).toBe(`The database lies in ${first.folder}`)
})

test.runIf(isRoot)('a folder that the user nobody can enter is kept, and is nobody’s alone', async () => {
  chmodSync(home, 0o711)
  const place = await choosePlace(join(home, 'postgres'))
  expect(place.folder).toBe(join(home, 'postgres'))
  expect(statSync(place.folder).mode & 0o777).toBe(0o700)
  expect(existsSync(`${place.folder}.place`)).toBe(false)
})

test.runIf(isRoot)('programs that nobody can reach are copied once to where it can', () => {
  const version = `0.0.0-${basename(home)}`
  const bin = join(home, 'package/native/bin')
  mkdirSync(bin, { recursive: true })
  writeFileSync(join(home, 'package/package.json'), JSON.stringify({ version }))
  const names = ['initdb', 'pg_ctl', 'postgres'] as const
  for (const name of names) writeFileSync(join(bin, name), '#!/bin/sh\nexit 0\n', { mode: 0o755 })
  const given = { initdb: join(bin, 'initdb'), pg_ctl: join(bin, 'pg_ctl'), postgres: join(bin, 'postgres') }
  const notes: string[] = []
  const reached = reachableBinaries(given, nobody(), notes)
  const copy = join(reached.postgres, '../..')
  elsewhere.push(copy)
  expect(copy).toContain(`/var/cache/front-office/postgres-${version}`)
  for (const name of names) expect(existsSync(reached[name])).toBe(true)
  expect(notes).toEqual([
    `Postgres runs as nobody, who can't enter ${join(home, 'package/native')}: its programs were copied to ${copy}`,
  ])
  const made = statSync(reached.postgres).ino
  expect(statSync(reachableBinaries(given, nobody(), []).postgres).ino).toBe(made)
  chmodSync(home, 0o711)
  expect(reachableBinaries(given, nobody(), notes)).toBe(given)
  expect(notes).toHaveLength(1)
})
