import { existsSync } from 'node:fs'
import { join } from 'node:path'
import express, { type RequestHandler, Router } from 'express'
import helmet from 'helmet'

/** Our own pages and nothing else. Styles are inline because Mantine writes them so. */
export function securityHeaders(publicUrl: string): RequestHandler {
  const isHttps = publicUrl.startsWith('https:')
  return helmet({
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        defaultSrc: ["'self'"],
        scriptSrc: ["'self'"],
        styleSrc: ["'self'", "'unsafe-inline'"],
        imgSrc: ["'self'", 'data:'],
        fontSrc: ["'self'", 'data:'],
        connectSrc: ["'self'"],
        objectSrc: ["'none'"],
        baseUri: ["'none'"],
        formAction: ["'self'"],
        frameAncestors: ["'none'"],
        ...(isHttps && { upgradeInsecureRequests: [] }),
      },
    },
    strictTransportSecurity: isHttps,
    referrerPolicy: { policy: 'same-origin' },
  })
}

const notBuilt = (webDist: string | null) =>
  `The web UI is not built: there is no index.html in ${webDist ?? '(WEB_DIST is not set)'}. ` +
  'npm start builds it. The API answers under /api, its description is /openapi.json.\n'

/** The built UI. Every path that is not a file of it is a page of the UI. */
export function site(webDist: string | null): Router {
  const router = Router()
  const index = webDist && join(webDist, 'index.html')
  if (webDist) {
    router.use(
      '/assets',
      express.static(join(webDist, 'assets'), { immutable: true, maxAge: '1y', fallthrough: false }),
    )
    router.use(express.static(webDist, { index: false, maxAge: '1h' }))
  }
  router.get('/{*page}', (_req, res) => {
    if (!index || !existsSync(index)) {
      res.status(503).type('text/plain').send(notBuilt(webDist))
      return
    }
    res.set('Cache-Control', 'no-cache').sendFile(index)
  })
  return router
}
