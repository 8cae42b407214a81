import { delimiter } from 'node:path'
import type { DataFolder, Ports } from './data-folder.ts'
import { answersAt, type NodeChild } from './node-child.ts'
import { webDist, workflowBundle } from './steps.ts'
import type { Stores } from './stores.ts'
import type { Say } from './temporal-build.ts'

export interface PartsContext {
  folder: DataFolder
  ports: Ports
  stores: Stores
  url: string
  say: Say
  /** Of the start. */
  signal: AbortSignal
  /** Of the practice gateway's effect. */
  outbox?: Outbox
  /** Folders of further plugins of the practice gateway. */
  practicePlugins?: readonly string[]
}

/** Where it writes, and how long it takes. */
export interface Outbox {
  file: string
  slowMs: number
}

const temporalEnv = ({ stores }: PartsContext) => ({
  TEMPORAL_ADDRESS: stores.temporal.address,
  TEMPORAL_NAMESPACE: stores.temporal.namespace,
})

const base = ({ folder, say }: PartsContext, name: string) => ({
  name,
  log: folder.at('logs', `${name}.log`),
  say,
})

export const apiPart = (context: PartsContext): NodeChild => ({
  ...base(context, 'api'),
  file: 'api/main.ts',
  nurseryMb: 16,
  env: {
    APP_DATABASE_URL: context.stores.appUrl,
    PORT: String(context.ports.api),
    PUBLIC_URL: context.url,
    WEB_DIST: webDist,
    AUTH_SECRET: context.folder.secrets.authSecret,
    TEMPORAL_NAMESPACE: context.stores.temporal.namespace,
    ARTIFACTS_FOLDER: context.folder.at('artifacts'),
    ...(context.stores.temporal.uiUrl ? { TEMPORAL_UI_URL: context.stores.temporal.uiUrl } : {}),
  },
  isReady: answersAt(`http://127.0.0.1:${context.ports.api}/healthz`),
})

export const controlPart = (context: PartsContext): NodeChild => ({
  ...base(context, 'control'),
  file: 'workers/control/main.ts',
  env: {
    ...temporalEnv(context),
    APP_DATABASE_URL: context.stores.appUrl,
    WORKFLOW_BUNDLE: workflowBundle,
    PUBLIC_URL: context.url,
    ARTIFACTS_FOLDER: context.folder.at('artifacts'),
    ANCHOR_FILE: context.folder.at('anchors.ndjson'),
  },
  tellsReady: true,
})

/**
 * Everything it needs is in its own file, as on a Mac of its own. Its process counts before it is ready: while it
 * waits for Temporal its gate decides already.
 */
export const macMiniPart = (context: PartsContext): NodeChild => ({
  ...base(context, 'mac-mini'),
  file: 'workers/mac-mini/main.ts',
  env: { MAC_MINI_CONFIG: context.folder.at('mac-mini', 'config.json') },
})

export const practicePart = (context: PartsContext): NodeChild => ({
  ...base(context, 'practice-gateway'),
  file: 'local/practice-gateway/main.ts',
  env: {
    PRACTICE_FOLDER: context.folder.at('practice'),
    PRACTICE_PORT: String(context.ports.practice),
    PRACTICE_TOKEN: context.folder.secrets.practiceToken,
    PRACTICE_BRIDGE_URL: `http://127.0.0.1:${context.ports.bridge}`,
    PRACTICE_BRIDGE_TOKEN: context.folder.secrets.bridgeToken,
    PRACTICE_STOP_FILE: context.folder.at('mac-mini', 'STOP'),
    ...(context.outbox && {
      PRACTICE_OUTBOX: context.outbox.file,
      PRACTICE_SLOW_MS: String(context.outbox.slowMs),
    }),
    ...(context.practicePlugins && { PRACTICE_PLUGINS: context.practicePlugins.join(delimiter) }),
  },
  tellsReady: true,
})

export const preparePart = (context: PartsContext): NodeChild => ({
  ...base(context, 'prepare'),
  file: 'local/prepare.ts',
  env: {
    ...temporalEnv(context),
    APP_DATABASE_URL: context.stores.appUrl,
    MAC_MINI_CONFIG: context.folder.at('mac-mini', 'config.json'),
  },
})

export const samplePart = (context: PartsContext): NodeChild => ({
  ...base(context, 'sample'),
  file: 'local/sample.ts',
  env: { APP_DATABASE_URL: context.stores.appUrl },
})
