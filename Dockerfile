# BerlinKart in a container: it makes its data and builds the models when it first starts, then serves the dashboard.
#
#   docker build -t berlinkart .
#   docker run -p 8501:8501 berlinkart
#
# `-v berlinkart-data:/app/data` keeps what was built; compose.yaml builds and serves in services of their own.
ARG NODE_IMAGE=node:22-bookworm-slim

# What npm asks for changes seldom: installations stay cached while sources change.
FROM ${NODE_IMAGE} AS manifests
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
COPY core/package.json core/
COPY project/package.json project/

FROM manifests AS build
RUN npm ci --ignore-scripts
COPY tsconfig.base.json ./
COPY scripts scripts
COPY core core
COPY project project
RUN node scripts/build.mjs && find core/dist project/dist -name '*.map' -delete

# The bundles hold all that is JavaScript; the database alone is installed.
FROM manifests AS modules
RUN npm ci --ignore-scripts --omit=dev --workspace core

FROM ${NODE_IMAGE}
ENV NODE_ENV=production BK_PREBUILT=1 MALLOC_ARENA_MAX=2
WORKDIR /app
RUN mkdir data target logs && chown node:node data target logs
COPY --from=modules /app/node_modules node_modules
COPY --from=build /app/core/package.json core/
COPY --from=build /app/core/bin core/bin
COPY --from=build /app/core/macros core/macros
COPY --from=build /app/core/dist core/dist
COPY --from=build /app/project/dist project/dist
COPY package.json LICENSE berlinkart.config.yaml ./
COPY scripts scripts
COPY macros macros
COPY seeds seeds
COPY snapshots snapshots
COPY tests tests
COPY models models
USER node
VOLUME /app/data
EXPOSE 8501
# The first start makes a million orders: it has two minutes before silence counts.
HEALTHCHECK --interval=15s --timeout=5s --start-period=120s --retries=3 \
  CMD ["node", "scripts/health.mjs"]
# Young objects are collected early, and threads share their memory, so that the server stays below 400 MB.
CMD ["node", "--max-semi-space-size=8", "--max-old-space-size=256", "scripts/serve.mjs", "--host", "0.0.0.0"]
