import { chmodSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, expect, test, vi } from 'vitest'
import { findCompose } from './compose.ts'
import { tempFolder } from './temp-folder.ts'

afterEach(() => {
  vi.unstubAllEnvs()
  vi.restoreAllMocks()
})

/** Nothing else is on the path, so no real apt-get is asked. */
function machine(isRoot: boolean, programs: Record<string, string>) {
  const folder = tempFolder()
  for (const [name, script] of Object.entries(programs)) {
    writeFileSync(join(folder, name), `#!/bin/sh\n${script.replaceAll('HERE', folder)}\n`)
    chmodSync(join(folder, name), 0o755)
  }
  vi.stubEnv('PATH', folder)
  vi.spyOn(process, 'getuid').mockReturnValue(isRoot ? 0 : 1_000)
}
async function found() {
  const said: string[] = []
  const problem = await findCompose((line) => said.push(line))
  return { problem, said: said.join('\n') }
}
const notTested = /^docker-compose\.yml was not tested by docker-compose itself/
const failing = 'if [ "$1" = --version ]; then exit 0; fi; echo no network >&2; exit 100'
const installing = `if [ "$1" = install ]; then echo '#!/bin/sh' >HERE/docker-compose; /bin/chmod 755 HERE/docker-compose; fi`

test('on Debian as root it is a problem where apt-get cannot install it', async () => {
  machine(true, { 'apt-get': failing })
  const { problem, said } = await found()
  expect(problem).toMatch(notTested)
  expect(said).toMatch(/no network/)
})

test('it is none once apt-get has installed it, or where it was there before', async () => {
  machine(true, { 'apt-get': installing })
  expect((await found()).problem).toBeNull()
  machine(false, { 'docker-compose': 'exit 0' })
  expect(await found()).toEqual({ problem: null, said: '' })
})

test.each<[string, boolean, Record<string, string>]>([
  ['somebody who is not root', false, { 'apt-get': failing }],
  ['a machine without apt', true, {}],
])('%s is told that it was not tested', async (_, isRoot, programs) => {
  machine(isRoot, programs)
  const { problem, said } = await found()
  expect(problem).toBeNull()
  expect(said).toMatch(notTested)
})
