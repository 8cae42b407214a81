# The control plane's two images: `app` (api, control worker, set-up) and `temporal`. See docker-compose.yml.
ARG NODE_VERSION=20

FROM golang:1.26.8-bookworm AS temporal-build
WORKDIR /source
COPY local/temporal-server/ .
RUN CGO_ENABLED=0 go build -buildvcs=false -trimpath -ldflags='-s -w' -o /temporal-server .

FROM debian:bookworm-slim AS temporal
COPY --from=temporal-build /temporal-server /usr/local/bin/temporal-server
USER nobody
# It tells its parts this address, so it is the container's own and not a wildcard.
ENTRYPOINT ["sh", "-c", "exec temporal-server --ip \"$(hostname -i)\" --port 7233 --ui-port 8233 \"$@\"", "temporal-server"]

FROM node:${NODE_VERSION}-bookworm-slim AS app
WORKDIR /app
COPY package.json package-lock.json ./
RUN npm ci --omit=dev --no-audit --no-fund
COPY . .
RUN node node_modules/prisma/build/index.js generate \
 && node node_modules/vite/bin/vite.js build web \
 && node --import tsx local/bundle-workflows.ts /app/workflow-bundle.js
USER node
ENV NODE_ENV=production HOST=0.0.0.0 WEB_DIST=/app/web/dist WORKFLOW_BUNDLE=/app/workflow-bundle.js
