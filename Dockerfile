# The major version is fixed, and its security updates come with each build.
FROM node:24-bookworm-slim AS build
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
COPY src/database/node-20 src/database/node-20
RUN npm ci
COPY tsconfig.json tsconfig.build.json ./
COPY scripts scripts
COPY src src
RUN npm run build
RUN npm prune --omit=dev

FROM node:24-bookworm-slim
ENV NODE_ENV=production HOST=0.0.0.0 PORT=8000 STATE_FOLDER=/var/lib/app
RUN install -d -o node -g node -m 0700 /var/lib/app
WORKDIR /app
COPY --from=build /app/package.json ./
COPY --from=build /app/scripts/run.js /app/scripts/node-version.js scripts/
COPY --from=build /app/node_modules node_modules
COPY --from=build /app/dist dist
USER node
VOLUME ["/var/lib/app"]
EXPOSE 8000
# The image has no curl.
HEALTHCHECK --interval=10s --timeout=5s --start-period=60s \
  CMD ["node", "-e", "fetch(`http://127.0.0.1:${process.env.PORT}/healthz`).then(({ ok }) => process.exit(ok ? 0 : 1), () => process.exit(1))"]
# Without npm and a shell in between, so that SIGTERM reaches the server; the flag as in `npm start`.
CMD ["node", "--max-semi-space-size=16", "scripts/run.js", "server"]
