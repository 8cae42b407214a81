import { createHash } from 'node:crypto'
import { createReadStream, realpathSync, statSync } from 'node:fs'
import { resolve, sep } from 'node:path'
import type { z } from 'zod'
import type { OpenRun, RunDesk } from '#activities/openclaw/executor-desk.ts'
import { cleaned } from '#domain/ledger/clean-text.ts'
import { canonicalOf, sha256Hex } from '#domain/ledger/digest.ts'
import { maskedText } from '../masking.ts'
import type { ReportAnswer, ReportCall } from './contract.ts'

type Call = z.output<typeof ReportCall>
type Answer = z.output<typeof ReportAnswer>

const longestText = 8_000
const textOf = (text: string) => maskedText(cleaned(text)).slice(0, longestText)
const idOf = (prefix: string, call: Call) =>
  `${prefix}_${sha256Hex(canonicalOf([call.sessionKey, call.runId ?? '', call.toolCallId])).slice(0, 24)}`

/** What the agent told us becomes an item of its run, spooled before the agent is answered. */
export async function takeReport(desk: RunDesk, call: Call): Promise<Answer> {
  const run = desk.find(call.sessionKey)
  if (!run)
    return {
      text: 'No open task of Front Office is behind this session: nothing was recorded.',
      isEnd: false,
    }
  const by = { at: new Date().toISOString(), stepId: run.input.stepId }
  const { report } = call
  switch (report.tool) {
    case 'fo_post_update':
      run.report({ ...by, kind: 'update', id: idOf('u', call), text: textOf(report.params.text) })
      return { text: 'Posted.', isEnd: false }
    case 'fo_ask_operator': {
      const options = report.params.options.slice(0, 10).map((option) => textOf(option).slice(0, 200))
      run.report({
        ...by,
        kind: 'question',
        id: idOf('q', call),
        text: textOf(report.params.question),
        options,
      })
      return { text: 'Asked. Your turn ends here; the answer comes with your next one.', isEnd: true }
    }
    case 'fo_record_artifact':
      return recordArtifact(run, call, report.params, by)
    case 'fo_finish':
      run.report({ ...by, kind: 'finish', id: idOf('f', call), summary: textOf(report.params.summary) })
      return { text: 'Recorded. Your turn ends here.', isEnd: true }
    default:
      return report satisfies never
  }
}

async function recordArtifact(
  run: OpenRun,
  call: Call,
  { title, kind, location }: { title: string; kind: string; location: string },
  by: { at: string; stepId: string },
): Promise<Answer> {
  const isUrl = /^https?:\/\//i.test(location)
  const file = isUrl ? null : fileWithin(call.workspaceDir, location)
  const proof = file ? { hash: await sha256OfFile(file.path), size: file.size } : { hash: null, size: null }
  run.report({
    ...by,
    kind: 'artifact',
    id: idOf('a', call),
    title: textOf(title).slice(0, 200),
    artifactKind: textOf(kind).slice(0, 40),
    location: textOf(location).slice(0, 2_000),
    ...proof,
  })
  if (isUrl || file) return { text: 'Recorded.', isEnd: false }
  return { text: `Recorded, without proof: ${location} is not a file in your workspace.`, isEnd: false }
}

/** A link may lead out of the workspace, so the real path counts. */
function fileWithin(workspace: string | undefined, location: string): { path: string; size: number } | null {
  if (!workspace) return null
  try {
    const root = realpathSync(workspace)
    const path = realpathSync(resolve(root, location))
    const stat = statSync(path)
    return path.startsWith(root + sep) && stat.isFile() ? { path, size: stat.size } : null
  } catch {
    return null
  }
}

async function sha256OfFile(path: string): Promise<string> {
  const hash = createHash('sha256')
  for await (const chunk of createReadStream(path)) hash.update(chunk)
  return hash.digest('hex')
}
