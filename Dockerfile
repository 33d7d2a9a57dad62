# One image for every service; docker-compose.yml gives each its folder and command. Built as `service`, or as
# `demonstration` (with the OpenID provider of the demonstration in it).
FROM node:24-bookworm-slim AS build
WORKDIR /app
COPY . .
RUN npm ci --ignore-scripts --no-audit --no-fund && npx tsc -b

FROM build AS trimmed
RUN npm prune --omit=dev --ignore-scripts --no-audit --no-fund

FROM node:24-bookworm-slim AS demonstration
WORKDIR /app
COPY --from=build /app .
USER node

FROM node:24-bookworm-slim AS service
WORKDIR /app
COPY --from=trimmed /app .
USER node
CMD ["node", "--version"]
