import { practiceConfig } from '#platform/config.ts'
import { createLogger } from '#platform/logger.ts'
import { startPracticeGateway } from './gateway.ts'

const logger = createLogger('practice-gateway')
const gateway = await startPracticeGateway(practiceConfig())
logger.info({ url: gateway.url }, 'the practice gateway is ready')
process.send?.('ready')

let isStopping = false
for (const event of ['SIGTERM', 'SIGINT', 'disconnect'])
  process.on(event, async () => {
    if (isStopping) return
    isStopping = true
    await gateway.stop()
    process.exit()
  })
