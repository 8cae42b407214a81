import type { RunDesk } from '#activities/openclaw/executor-desk.ts'
import type { Gateway } from '#activities/openclaw/openclaw-client.ts'
import type { AdoptionAnswer } from '#domain/run/adoption.ts'
import type { ForeignRun } from '#domain/run/foreign-run.ts'
import { maskedParameters, maskedText } from '#domain/run/masking.ts'
import type { RunInput, RunItem } from '#domain/run/run.ts'
import type { GateDeps } from '../bridge/gate.ts'
import { openAdoptionFiles } from './adoption-file.ts'
import { Adoptions } from './adoptions.ts'
import { watchForeignRuns } from './foreign-watch.ts'
import { patientWithAdopted } from './patient-send.ts'

export interface ForeignDeps {
  dataFolder: string
  gateway: Gateway
  adopt(run: ForeignRun): Promise<AdoptionAnswer>
  /** Opened with what it sends by. */
  openDesk(send: Send): RunDesk
  send: Send
  /** One of them is open on the desk now. */
  onOpen(run: RunInput): void
  /** One of them is to be ended on its gateway. */
  onHeld(run: Pick<ForeignRun, 'sessionKey' | 'runId'>, held: string): void
  onError(error: Error, where: string): void
}
type Send = (taskId: string, items: RunItem[]) => Promise<void>

/** Runs that nobody here asked for, and the desk that they share with those that somebody did. */
export function openForeign({ dataFolder, openDesk, send, ...deps }: ForeignDeps) {
  const files = openAdoptionFiles(dataFolder)
  const desk = openDesk(patientWithAdopted(files, send))
  const isRecorded = async (run: ForeignRun) => {
    const { adoption, isOver } = await deps.adopt(run)
    return isOver ?? adoption === null
  }
  const adoptions = new Adoptions({ ...deps, isRecorded, files, desk, masked: maskedText })
  const watch = watchForeignRuns({
    ...{ ...deps, files, adoptions },
    masked: maskedText,
    maskedValue: maskedParameters,
  })
  adoptions.start()
  const foreign: NonNullable<GateDeps['foreign']> = {
    began: ({ runId, ...call }) => {
      if (runId) watch.began({ runId, ...call })
    },
    settled: (sessionKey) => adoptions.settled(sessionKey),
  }
  return {
    desk,
    foreign,
    async stop() {
      watch.stop()
      await adoptions.stop()
    },
  }
}
