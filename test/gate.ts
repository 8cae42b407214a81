import { onTestFinished } from 'vitest'
import { gateOnDisk } from './gate-on-disk.ts'
import { tempFolder } from './temp-folder.ts'

/** The gate of an executor in a folder of the test. */
export function aGate() {
  const setting = gateOnDisk(tempFolder())
  onTestFinished(() => setting.desk.stop())
  return setting
}
