import { timingSafeEqual } from 'node:crypto'
import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import express, { type ErrorRequestHandler, type RequestHandler } from 'express'
import type { z } from 'zod'
import type { RunDesk } from '#activities/openclaw/executor-desk.ts'
import { cleaned } from '#domain/ledger/clean-text.ts'
import { sha256Of } from '#domain/ledger/digest.ts'
import type { ArtifactShelf } from '../artifacts/artifact-shelf.ts'
import { askedOnce } from './asked-once.ts'
import {
  BlockedAtPlugin,
  bridgePaths,
  ContextCall,
  GateCall,
  PerformedCall,
  ReportCall,
  SeenCall,
  StoppedCall,
  UsedCall,
} from './contract.ts'
import type { Gate } from './gate.ts'
import { tooLong } from './judged.ts'
import { takeUse } from './model-use.ts'
import { takeReport, tooLongReport } from './reports.ts'

export interface BridgeDeps {
  /** 0 takes any free one. */
  port: number
  token: string
  gate: Gate
  desk: RunDesk
  shelf: ArtifactShelf
  /** Has the gateway end what is active in a session. Absent: only whoever follows the run does. */
  endRun?(sessionKey: string): Promise<unknown>
  onError(error: Error, path: string): void
  /** A call without the token, or with a wrong one. Absent: nobody counts them. */
  onRefused?(path: string): void
}

export interface Bridge {
  port: number
  stop(): Promise<void>
}

/** What our plugin speaks to, on this machine only. Anything but a good answer makes the plugin block. */
export async function startBridge({
  port,
  token,
  gate,
  desk,
  shelf,
  endRun = async () => {},
  onError,
  onRefused,
}: BridgeDeps): Promise<Bridge> {
  const app = express()
  app.disable('x-powered-by')
  app.use(onlyWith(token, onRefused), express.json({ limit: '4mb' }))

  const answer = <T extends z.ZodType>(path: string, shape: T, reply: (call: z.output<T>) => unknown) =>
    app.post(path, async (req, res) => {
      res.json((await reply(shape.parse(cleaned(req.body)))) ?? {})
    })
  answer(
    bridgePaths.gate,
    GateCall,
    askedOnce((call) => gate.decide(call)),
  )
  answer(bridgePaths.blocked, BlockedAtPlugin, (call) => gate.blockedAtPlugin(call))
  answer(bridgePaths.performed, PerformedCall, (call) => gate.performed(call))
  answer(bridgePaths.report, ReportCall, (call) =>
    takeReport({ gate, desk, shelf }, { ...call, runId: gate.runIdOf(call) }),
  )
  answer(bridgePaths.context, ContextCall, ({ sessionKey }) => {
    const pack = desk.find(sessionKey)?.input.contextPack
    return { system: pack?.system ?? '', task: pack?.task ?? '' }
  })
  answer(bridgePaths.seen, SeenCall, (call) => gate.seen(call))
  answer(bridgePaths.stopped, StoppedCall, (call) => gate.stopped(call))
  answer(bridgePaths.used, UsedCall, (call) => takeUse({ gate, desk, endRun }, call))
  app.post(bridgePaths.ping, (_req, res) => {
    res.json({})
  })
  const failed: ErrorRequestHandler = (error, req, res, _next) => {
    onError(error, req.path)
    const isLong = (error as { type?: unknown }).type === 'entity.too.large'
    if (isLong && req.path === bridgePaths.gate)
      res.json({ decision: 'block', text: tooLong('this call').text })
    else if (isLong && req.path === bridgePaths.report) res.json(tooLongReport)
    else res.status(400).json({ error: 'bad call' })
  }
  app.use(failed)

  const server = app.listen(port, '127.0.0.1')
  await once(server, 'listening')
  return {
    port: (server.address() as AddressInfo).port,
    async stop() {
      server.close()
      server.closeAllConnections()
      await once(server, 'close')
    },
  }
}

function onlyWith(token: string, onRefused?: BridgeDeps['onRefused']): RequestHandler {
  const expected = sha256Of(`Bearer ${token}`)
  return (req, res, next) => {
    if (timingSafeEqual(sha256Of(req.headers.authorization ?? ''), expected)) next()
    else {
      onRefused?.(req.path)
      res.status(401).json({ error: 'wrong token' })
    }
  }
}
