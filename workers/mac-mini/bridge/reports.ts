import type { z } from 'zod'
import type { OpenRun, RunDesk } from '#activities/openclaw/executor-desk.ts'
import { type Place, placeIn, type WorkspaceFile } from '#activities/openclaw/workspace-file.ts'
import { mostArtifactBytes, notKeptWords } from '#domain/artifact/limit-rules.ts'
import { fileNameOf, plainName } from '#domain/artifact/name-rules.ts'
import { mostLocationChars, notHashedWords } from '#domain/artifact/place-rules.ts'
import { cleaned } from '#domain/ledger/clean-text.ts'
import { canonicalOf, sha256Hex } from '#domain/ledger/digest.ts'
import { maskedText } from '#domain/run/masking.ts'
import type { ArtifactShelf, Waiting } from '../artifacts/artifact-shelf.ts'
import type { ReportAnswer, ReportCall } from './contract.ts'
import type { Gate } from './gate.ts'
import { notDone } from './judged.ts'

type Call = z.output<typeof ReportCall>
type Answer = z.output<typeof ReportAnswer>

/** With it no report comes near the 64 KB that an item may have. */
const longestText = 8_000
/** Calls of one message come together, and those beside the one that ends the turn are its last words. */
const togetherMs = 1_000
const textOf = (text: string) => cleaned(maskedText(cleaned(text)).slice(0, longestText))
const isLong = (text: string) => text.length > longestText
const cutWords = ` Only its first ${longestText.toLocaleString('en-US')} characters were kept: put longer text in a file of your workspace and record that.`

export const tooLongReport: Answer = {
  text: 'It is too long: nothing was recorded. Put it in a file of your workspace and record that.',
  isEnd: false,
}

export interface ReportDeps {
  gate: Pick<Gate, 'stopped' | 'blockedAtPlugin'>
  desk: RunDesk
  shelf: ArtifactShelf
}

/** What the agent told us becomes an item of its run, spooled before the agent is answered. */
export async function takeReport({ gate, desk, shelf }: ReportDeps, call: Call): Promise<Answer> {
  const stop = refused(gate, call)
  if (stop) return stop
  const run = desk.find(call.sessionKey)
  if (!run)
    return {
      text: 'No open task of Front Office is behind this session: nothing was recorded.',
      isEnd: false,
    }
  const sinceEnd = run.turnEnd.sinceMs()
  if (sinceEnd !== null && sinceEnd > togetherMs) {
    run.turnEnd.toldOfCall()
    return { text: 'Your turn has ended: nothing was recorded.', isEnd: true }
  }
  const answer = await recorded(shelf, run, call)
  // The host ends a turn only where every call of the message says so.
  return { ...answer, isEnd: answer.isEnd || run.turnEnd.sinceMs() !== null }
}

/** The plugin asks before it; a switch may come between. */
function refused(gate: ReportDeps['gate'], { report, ...call }: Call): Answer | null {
  const { stop } = gate.stopped({ ...call, isReport: true })
  if (stop === null) return null
  gate.blockedAtPlugin({ ...call, ...report, why: 'kill_switch' })
  return { text: `${stop}. ${notDone}`, isEnd: false }
}

async function recorded(shelf: ArtifactShelf, run: OpenRun, call: Call): Promise<Answer> {
  const by = { at: new Date().toISOString(), stepId: run.input.stepId }
  const { report } = call
  switch (report.tool) {
    case 'fo_post_update': {
      const { text } = report.params
      run.report({ ...by, kind: 'update', id: idOf('u', run, call), text: textOf(text) })
      return { text: `Posted.${isLong(text) ? cutWords : ''}`, isEnd: false }
    }
    case 'fo_ask_operator': {
      const { question } = report.params
      const options = report.params.options.slice(0, 10).map((option) => textOf(option).slice(0, 200))
      run.report({ ...by, kind: 'question', id: idOf('q', run, call), text: textOf(question), options })
      const words = 'Asked. Your turn ends here; the answer comes with your next one.'
      return { text: `${words}${isLong(question) ? cutWords : ''}`, isEnd: true }
    }
    case 'fo_answer_operator': {
      const { proposal, answer, withdraw } = report.params
      const reply = { proposalId: textOf(proposal).slice(0, 64), text: textOf(answer), isWithdrawn: withdraw }
      run.report({ ...by, kind: 'reply', id: idOf('w', run, call), ...reply })
      return { text: `Told.${isLong(answer) ? cutWords : ''}`, isEnd: false }
    }
    case 'fo_record_artifact':
      return recordArtifact(shelf, { run, call, by }, report.params)
    case 'fo_record_learning': {
      const { text, about } = report.params
      const subject = textOf(about ?? '').slice(0, 200)
      const learning = { text: textOf(text), about: subject || null }
      run.report({ ...by, kind: 'learning', id: idOf('l', run, call), ...learning })
      return { text: `Recorded.${isLong(text) ? cutWords : ''}`, isEnd: false }
    }
    case 'fo_finish': {
      const { summary } = report.params
      run.report({ ...by, kind: 'finish', id: idOf('f', run, call), summary: textOf(summary) })
      return { text: `Recorded. Your turn ends here.${isLong(summary) ? cutWords : ''}`, isEnd: true }
    }
    default:
      return report satisfies never
  }
}

/** Always of a run: models count their calls from 1, and two runs of a session would be taken for one. */
function idOf(prefix: string, run: OpenRun, { sessionKey, runId, toolCallId }: Call): string {
  const call = canonicalOf([sessionKey, runId ?? run.input.runId, toolCallId])
  return `${prefix}_${sha256Hex(call).slice(0, 24)}`
}

interface Told {
  run: OpenRun
  call: Call
  by: { at: string; stepId: string }
}

async function recordArtifact(
  shelf: ArtifactShelf,
  { run, call, by }: Told,
  { title, kind, location }: { title: string; kind: string; location: string },
): Promise<Answer> {
  const itemId = idOf('a', run, call)
  const { file, problem } = placeOf(call.workspaceDir, location)
  const kept = file && (await keptOf(shelf, { itemId, taskId: run.input.taskId }, file))
  const notHashed = file && !kept ? 'unreadable' : problem
  run.report({
    ...by,
    kind: 'artifact',
    id: itemId,
    title: textOf(title).slice(0, 200),
    artifactKind: textOf(kind).slice(0, 40),
    location: textOf(location).slice(0, mostLocationChars),
    hash: kept?.hash ?? null,
    size: kept?.size ?? null,
    ...(notHashed && { notHashed }),
  })
  if (kept) return { text: keptText(kept, { title, location }), isEnd: false }
  if (!notHashed) return { text: 'Recorded.', isEnd: false }
  const why = notHashedWords(notHashed, 'your')
  return { text: `Recorded, without proof: ${plainName(location.slice(0, 200))} ${why}.`, isEnd: false }
}

/** An address is no file, and nothing is wrong with that. */
function placeOf(workspace: string | undefined, location: string): Place | { file: null; problem: null } {
  if (location.length > mostLocationChars) return { file: null, problem: 'too_long' }
  if (/^https?:\/\//i.test(location)) return { file: null, problem: null }
  const place = placeIn(workspace, location)
  const isTooLarge = place.file !== null && place.file.size > mostArtifactBytes
  return isTooLarge ? { file: null, problem: 'too_large' } : place
}

const keptOf = (shelf: ArtifactShelf, item: { itemId: string; taskId: string }, file: WorkspaceFile) =>
  shelf.keep(item, file).catch(() => null)

function keptText({ notKept }: Waiting, artifact: { title: string; location: string }): string {
  if (notKept) return `Recorded by its hash. ${notKeptWords[notKept]}`
  const name = fileNameOf(artifact)
  const last = artifact.location.split(/[/\\]/).at(-1)
  return name === last
    ? 'Recorded.'
    : `Recorded. Its name misleads or fits not everywhere, so it is saved as ${name}.`
}
