import { readdirSync, readFileSync, utimesSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { parametersHash } from '#domain/ledger/digest.ts'
import { aGrant } from '#test/builders.ts'
import { tempFolder } from '#test/temp-folder.ts'
import { openVault } from './vault.ts'

const parameters = { to: 'ada@example.com', password: 'correct horse' }
const hash = parametersHash('send_message', parameters)
const grant = aGrant({ hash })
const day = 86_400_000

function aVault() {
  const folder = tempFolder()
  openVault(folder).keep(grant.proposalId, 'send_message', parameters)
  const file = join(folder, 'vault', `${grant.proposalId}.json`)
  const age = (days: number) => utimesSync(file, new Date(), new Date(Date.now() - days * day))
  return { folder, file, age }
}

test('what was proposed is found again in full, secrets too, after a restart', () => {
  expect(openVault(aVault().folder).find(grant)).toEqual(parameters)
})

test('only the very call that was approved is given out', () => {
  const vault = openVault(aVault().folder)
  expect(vault.find({ ...grant, hash: parametersHash('send_message', { to: 'ada@example.com' }) })).toBeNull()
  expect(vault.find({ ...grant, tool: 'exec' })).toBeNull()
  expect(vault.find({ ...grant, tool: 'exec', hash: parametersHash('exec', parameters) })).toBeNull()
  expect(vault.find({ ...grant, proposalId: `p_${'1'.repeat(24)}` })).toBeNull()
})

test('what an approver made of it comes with the grant and is kept beside what was proposed', () => {
  const { folder } = aVault()
  const edited = { to: 'grace@example.com' }
  const given = { ...grant, hash: parametersHash('send_message', edited), parameters: edited }
  expect(openVault(folder).find(given)).toEqual(edited)
  // As it is looked for after the worker stopped in the middle.
  const { parameters: _, ...bare } = given
  expect(openVault(folder).find(bare)).toEqual(edited)
  expect(openVault(folder).find(grant)).toEqual(parameters)
})

test('parameters that come with a grant count only where they are those of its hash', () => {
  const { folder } = aVault()
  const forged = {
    ...grant,
    hash: parametersHash('send_message', { to: 'x' }),
    parameters: { to: 'eve@example.com' },
  }
  expect(openVault(folder).find(forged)).toBeNull()
})

test('a file that somebody changed is refused', () => {
  const { folder, file } = aVault()
  writeFileSync(file, readFileSync(file, 'utf8').replace('ada@', 'eve@'))
  expect(openVault(folder).find(grant)).toBeNull()
})

test('an id that is a path stays inside the vault', () => {
  const folder = tempFolder()
  openVault(folder).keep('../../p_1', 'send_message', parameters)
  expect(readdirSync(folder)).toEqual(['vault'])
  expect(readdirSync(join(folder, 'vault'))).toEqual(['p_1.json'])
})

test('what may still be granted is kept; what nobody can approve any more is forgotten at a start', () => {
  const { folder, file, age } = aVault()
  age(100)
  expect(openVault(folder).find(grant)).toEqual(parameters)
  age(121)
  expect(openVault(folder).find(grant)).toBeNull()
  expect(readdirSync(join(file, '..'))).toEqual([])
})
