import { apiConfig } from '#platform/config.ts'
import { createLogger } from '#platform/logger.ts'
import { serveApi } from './server.ts'

const stopping = new AbortController()
for (const event of ['SIGTERM', 'SIGINT', 'disconnect']) process.on(event, () => stopping.abort())

await serveApi(apiConfig(), createLogger('api'), stopping.signal)
process.exit()
