# The control plane's image: api, control worker and set-up. See docker-compose.yml.
ARG NODE_VERSION=20

FROM node:${NODE_VERSION}-bookworm-slim AS app
WORKDIR /app
COPY package.json package-lock.json ./
RUN npm ci --omit=dev --no-audit --no-fund
COPY . .
RUN node node_modules/prisma/build/index.js generate \
 && node node_modules/vite/bin/vite.js build web \
 && node --import tsx local/bundle-workflows.ts /app/workflow-bundle.js
RUN mkdir /anchors /artifacts && chown node /anchors /artifacts
USER node
ENV NODE_ENV=production HOST=0.0.0.0 WEB_DIST=/app/web/dist WORKFLOW_BUNDLE=/app/workflow-bundle.js
