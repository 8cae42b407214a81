interface WorkerFile {
  executorId: string
  token: string
  bridgeToken: string
  /** Where this page came from. */
  origin: string
}

/** Between the worker and the plugin on its machine: nobody else needs to know it. */
export const newBridgeToken = (): string =>
  Array.from(crypto.getRandomValues(new Uint8Array(24)), (byte) => byte.toString(16).padStart(2, '0')).join(
    '',
  )

/** What `MacMiniFile` of platform/mac-mini-file.ts takes, but for what only its owner knows. */
export const workerFile = ({ executorId, token, bridgeToken, origin }: WorkerFile): string =>
  JSON.stringify(
    {
      executorId,
      gatewayUrl: 'ws://127.0.0.1:18789',
      gatewayToken: '<the token of its gateway>',
      apiUrl: origin,
      apiToken: token,
      bridgePort: 18_790,
      bridgeToken,
      temporalAddress: '<host:7233>',
      temporalNamespace: 'default',
      dataFolder: `/Users/<you>/front-office/${executorId}`,
    },
    null,
    2,
  )
