import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { isAlive, processOf } from './processes.ts'
import { buildServer, cacheFolder } from './temporal-build.ts'

let folder: string
let env: Record<string, string>

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'front-office-build-'))
  env = { PATH: `${join(folder, 'bin')}:/usr/bin:/bin`, XDG_CACHE_HOME: join(folder, 'cache') }
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

function fakeGo(script: string) {
  mkdirSync(join(folder, 'bin'))
  writeFileSync(join(folder, 'bin/go'), `#!/bin/sh\n${script}\n`)
  chmodSync(join(folder, 'bin/go'), 0o755)
}

test('a stop ends the build with its compilers, and leaves nothing but a free lock', {
  timeout: 30_000,
}, async () => {
  const note = join(folder, 'pids')
  fakeGo(`sleep 600 &\necho "$$ $!" > ${note}.new\nmv ${note}.new ${note}\nwait`)
  const stopping = new AbortController()
  const building = buildServer(() => {}, env, stopping.signal)
  building.catch(() => {})
  for (const until = Date.now() + 20_000; !existsSync(note); await sleep(20))
    if (Date.now() > until) throw new Error('go was not called')
  const [go, compiler] = readFileSync(note, 'utf8')
    .trim()
    .split(' ')
    .map((pid) => processOf(Number(pid)))
  stopping.abort()
  await expect(building).rejects.toThrow('go build ended with')
  // A process that is killed lets go of its files a moment before it counts as gone.
  const alive = () => [go, compiler].map((one) => one && isAlive(one))
  await expect.poll(alive).toEqual([false, false])
  expect(readdirSync(cacheFolder(env))).toEqual([])
})

test('a build that fails shows what the compiler said', async () => {
  fakeGo('echo "go: downloading x" >&2; echo "./main.go:3: no such thing" >&2; exit 1')
  await expect(buildServer(() => {}, env)).rejects.toThrow(
    'go build ended with 1:\n./main.go:3: no such thing',
  )
})
