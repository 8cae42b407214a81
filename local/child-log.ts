import { createWriteStream, existsSync, renameSync, statSync } from 'node:fs'
import type { Readable } from 'node:stream'
import type { Say } from './temporal-build.ts'

const mostBytes = 20_000_000

/** One older file is kept; a log never fills the disk. */
export function rotateLog(file: string) {
  if (existsSync(file) && statSync(file).size > mostBytes) renameSync(file, `${file}.1`)
}

/** Everything into the file; warnings and errors on the terminal too. */
export function logChild(name: string, streams: Readable[], file: string, say: Say) {
  rotateLog(file)
  const out = createWriteStream(file, { flags: 'a', mode: 0o600 })
  let open = streams.length
  for (const stream of streams) {
    let rest = ''
    stream.setEncoding('utf8').on('data', (text: string) => {
      out.write(text)
      const lines = (rest + text).split('\n')
      rest = lines.pop() ?? ''
      for (const line of lines) {
        const worth = worthTelling(line)
        if (worth) say(`${name}: ${worth}`)
      }
    })
    stream.once('close', () => {
      open--
      if (open === 0) out.end()
    })
  }
}

const levels: Record<number, string> = { 40: 'warning', 50: 'error', 60: 'fatal' }

/** The sentence of a pino line from `warn` up, or a line that is no log line but speaks of an error. */
export function worthTelling(line: string): string | null {
  if (!line.startsWith('{')) return /\b(error|fatal|uncaught)\b/i.test(line) ? line.trim() : null
  try {
    const { level, msg, err } = JSON.parse(line)
    const word = levels[level]
    if (!word) return null
    return [word, msg, err?.message].filter(Boolean).join(': ')
  } catch {
    return null
  }
}
