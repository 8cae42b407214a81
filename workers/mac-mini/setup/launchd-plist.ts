import { join } from 'node:path'
import type { ServiceNode } from './lasting-node.ts'

export const label = 'front-office.mac-mini'

export interface ServiceWanted extends ServiceNode {
  /** Where this repository lies. */
  checkout: string
  /** The worker's file, with its tokens: the service names it and holds nothing of it. */
  config: string
  logs: string
  /** Whether it runs without anybody being signed in, and as whom. Null: while its owner is signed in. */
  daemonOf: string | null
}

type Value = string | number | true | Value[]

const escaped = (text: string) =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')

function xmlOf(value: Value): string {
  if (value === true) return '<true/>'
  if (typeof value === 'number') return `<integer>${value}</integer>`
  if (typeof value === 'string') return `<string>${escaped(value)}</string>`
  return `<array>\n${value.map((one) => `    ${xmlOf(one)}`).join('\n')}\n  </array>`
}

/** Seconds: between two starts, and for the runs' last words before it is killed. */
const throttle = 10
const exitTimeOut = 60

function entriesOf({ node, checkout, config, logs, daemonOf }: ServiceWanted): Record<string, Value> {
  const main = join(checkout, 'workers', 'mac-mini', 'main.ts')
  return {
    Label: label,
    ...(daemonOf && { UserName: daemonOf }),
    WorkingDirectory: checkout,
    ProgramArguments: [node, '--import', 'tsx', main, '--config', config, '--logs', logs],
    RunAtLoad: true,
    KeepAlive: true,
    ThrottleInterval: throttle,
    ExitTimeOut: exitTimeOut,
    // 077: what it writes is its user's alone.
    Umask: 63,
    // Only what node says when it can't go on; the log proper turns itself over.
    StandardOutPath: '/dev/null',
    StandardErrorPath: join(logs, 'crash.log'),
  }
}

/** What launchd reads. */
export function plistOf(wanted: ServiceWanted): string {
  const lines = Object.entries(entriesOf(wanted)).map(
    ([key, value]) => `  <key>${key}</key>\n  ${xmlOf(value)}`,
  )
  return `<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE plist PUBLIC "-//Apple//DTD PLIST 1.0//EN" "http://www.apple.com/DTDs/PropertyList-1.0.dtd">
<plist version="1.0">
<dict>
${lines.join('\n')}
</dict>
</plist>
`
}

/** Where launchd looks for it. */
export const plistFile = (home: string, isDaemon: boolean): string =>
  isDaemon ? `/Library/LaunchDaemons/${label}.plist` : join(home, 'Library', 'LaunchAgents', `${label}.plist`)

const quoted = (text: string) => `'${text.replaceAll("'", `'\\''`)}'`

/** What its owner types after it was written, and to undo that. */
export function launchCommands(file: string, { daemonOf, logs }: Pick<ServiceWanted, 'daemonOf' | 'logs'>) {
  const [sudo, domain] = daemonOf ? ['sudo ', 'system'] : ['', 'gui/$(id -u)']
  return {
    start: [
      ...(daemonOf
        ? [`sudo chown root:wheel ${quoted(file)}`, `sudo install -d -o ${daemonOf} -m 700 ${quoted(logs)}`]
        : []),
      `${sudo}launchctl bootstrap ${domain} ${quoted(file)}`,
      `${sudo}launchctl print ${domain}/${label} | grep -E 'state|pid|last exit'`,
    ],
    restart: [`${sudo}launchctl kickstart -k ${domain}/${label}`],
    stop: [`${sudo}launchctl bootout ${domain}/${label}`],
  }
}
