import { execFileSync } from 'node:child_process'
import { existsSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { tempFolder } from '#test/temp-folder.ts'
import { launchCommands, plistFile, plistOf, type ServiceWanted } from './launchd-plist.ts'
import { installService, uninstallService } from './service.ts'

const wanted = (change: Partial<ServiceWanted> = {}): ServiceWanted => ({
  node: '/opt/homebrew/bin/node',
  isNodeLasting: true,
  checkout: '/Users/ada/R&D <front> office',
  config: '/Users/ada/Front "Office"/config.json',
  logs: join(tempFolder(), 'logs & more'),
  daemonOf: null,
  ...change,
})

/** As macOS would: by a parser that is none of ours. */
const parsed = (plist: string) =>
  JSON.parse(
    execFileSync(
      'python3',
      ['-c', 'import json, plistlib, sys; print(json.dumps(plistlib.loads(sys.stdin.buffer.read())))'],
      { input: plist, encoding: 'utf8' },
    ),
  )

test('the plist starts the worker by its file, again and again, whatever its paths hold', () => {
  const service = wanted()
  expect(parsed(plistOf(service))).toEqual({
    Label: 'front-office.mac-mini',
    WorkingDirectory: service.checkout,
    ProgramArguments: [
      ...['/opt/homebrew/bin/node', '--import', 'tsx'],
      `${service.checkout}/workers/mac-mini/main.ts`,
      ...['--config', service.config, '--logs', service.logs],
    ],
    RunAtLoad: true,
    KeepAlive: true,
    ThrottleInterval: 10,
    ExitTimeOut: 60,
    Umask: 0o077,
    StandardOutPath: '/dev/null',
    StandardErrorPath: join(service.logs, 'crash.log'),
  })
})

test('one for a user of its own runs as that user', () => {
  expect(parsed(plistOf(wanted({ daemonOf: '_frontoffice' })))).toMatchObject({ UserName: '_frontoffice' })
  expect(plistFile('/Users/ada', true)).toBe('/Library/LaunchDaemons/front-office.mac-mini.plist')
  const logs = '/var/front office/logs'
  const { start, stop } = launchCommands(plistFile('/Users/ada', true), { daemonOf: '_frontoffice', logs })
  expect(start[1]).toBe(`sudo install -d -o _frontoffice -m 700 '${logs}'`)
  expect(start[2]).toBe(
    `sudo launchctl bootstrap system '/Library/LaunchDaemons/front-office.mac-mini.plist'`,
  )
  expect(stop).toEqual(['sudo launchctl bootout system/front-office.mac-mini'])
})

test('on another system it is printed and nothing is written, whatever was agreed', () => {
  const file = join(tempFolder(), 'service.plist')
  const said = installService(wanted(), true, { platform: 'linux', home: '/home/ada', file })
  expect(said.join('\n')).toContain('<key>KeepAlive</key>')
  expect(said.at(-1)).toContain('this machine is none: nothing was written')
  expect(existsSync(file)).toBe(false)
  expect(uninstallService(null, true, { platform: 'linux', home: '/home/ada', file })).toHaveLength(1)
})

test('on a Mac it says where it goes, and is written only where that was agreed to', () => {
  const home = tempFolder()
  const machine = { platform: 'darwin', home } as const
  const file = join(home, 'Library/LaunchAgents/front-office.mac-mini.plist')
  const service = wanted()
  const asked = installService(service, false, machine).join('\n')
  expect(asked).toContain(`It goes to ${file}.`)
  expect(asked).toContain('with --yes')
  expect(existsSync(file)).toBe(false)
  const done = installService(service, true, machine).join('\n')
  expect(parsed(readFileSync(file, 'utf8'))).toMatchObject({ Label: 'front-office.mac-mini' })
  expect(statSync(service.logs).mode & 0o777).toBe(0o700)
  expect(done).toContain(`launchctl bootstrap gui/$(id -u) '${file}'`)
  expect(done).toContain('uninstall-service')
  expect(installService(service, true, machine).join('\n')).toContain('in place of the one that is there')
})

test('it says which node it starts, and to install it again where that goes with an update', () => {
  const machine = { platform: 'darwin', home: tempFolder() } as const
  const said = (change: Partial<ServiceWanted>) => installService(wanted(change), false, machine).join('\n')
  expect(said({})).toContain('It starts /opt/homebrew/bin/node, a path that stays')
  const passing = said({ node: '/opt/homebrew/Cellar/node/24.1.0/bin/node', isNodeLasting: false })
  expect(passing).toMatch(/It starts \S+24\.1\.0\/bin\/node, .* run install-service again/)
})

test('a service of another user leaves the folder of its logs to that user', () => {
  const file = join(tempFolder(), 'daemon.plist')
  const service = wanted({ daemonOf: '_frontoffice' })
  const said = installService(service, true, { platform: 'darwin', home: '/Users/ada', file }).join('\n')
  expect(existsSync(file)).toBe(true)
  expect(existsSync(service.logs)).toBe(false)
  expect(said).toContain('uninstall-service --user _frontoffice')
})

test('it is undone by a second word too, and says how to stop it', () => {
  const home = tempFolder()
  const machine = { platform: 'darwin', home } as const
  const file = join(home, 'Library/LaunchAgents/front-office.mac-mini.plist')
  expect(uninstallService(null, true, machine)).toEqual([`There is no ${file}: nothing is installed.`])
  installService(wanted(), true, machine)
  expect(uninstallService(null, false, machine).join('\n')).toContain(
    'launchctl bootout gui/$(id -u)/front-office.mac-mini',
  )
  expect(existsSync(file)).toBe(true)
  uninstallService(null, true, machine)
  expect(existsSync(file)).toBe(false)
})
