import { chmodSync, cpSync, existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { interruptedSignal } from '../../local/interrupted.ts'

const kept = ['logs', 'mac-mini/journal', 'mac-mini/spool', 'practice/state', 'practice/agent-calls.jsonl']

/** A folder that a run leaves behind where something is wrong, and what it says on the way. */
export function openStage(name: string) {
  const folder = mkdtempSync(join(tmpdir(), `front-office-chaos-${name}-`))
  chmodSync(folder, 0o711)
  const told: string[] = []
  const signal = interruptedSignal()
  const seconds = () => performance.now() / 1_000
  const note = (line: string) => {
    const stamped = `[${seconds().toFixed(1).padStart(6)} s] ${line}`
    told.push(stamped)
    return stamped
  }
  return {
    folder,
    signal,
    note,
    say: (line: string) => console.log(note(line)),
    /** Gives up on Ctrl-C, so that what was started is stopped. */
    unlessInterrupted: <T>(work: Promise<T>): Promise<T> =>
      Promise.race([
        work,
        new Promise<never>((_, reject) => signal.addEventListener('abort', () => reject(signal.reason))),
      ]),
    keepAs(file: string, value: unknown) {
      writeFileSync(join(folder, file), JSON.stringify(value, null, 1))
    },
    /** Of the product's data folder. */
    keepLogs(data: string) {
      writeFileSync(join(folder, 'told.log'), told.map((line) => `${line}\n`).join(''))
      for (const file of kept.filter((one) => existsSync(join(data, one))))
        cpSync(join(data, file), join(folder, file), { recursive: true })
    },
    forget: () => rmSync(folder, { recursive: true, force: true }),
  }
}
export type Stage = ReturnType<typeof openStage>
