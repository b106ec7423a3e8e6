# The images of docker-compose.yml, one target for each service. Build one alone with: docker build --target hub .

FROM node:24-bookworm AS build
RUN apt-get update && apt-get install -y --no-install-recommends libkrb5-dev && rm -rf /var/lib/apt/lists/*
WORKDIR /build
COPY . .
# Node's headers lie beside it in this image; without them the native Kerberos module would be left out.
ENV npm_config_nodedir=/usr/local
RUN npm install --global "$(sed -n 's/.*"packageManager": "\(pnpm@[^"]*\)".*/\1/p' package.json)" \
 && pnpm install --frozen-lockfile \
 && pnpm run build \
 && for package in hub web kojira builder cli; do pnpm --filter "@koji/$package" deploy --legacy --prod "/out/$package"; done

# What hub, web, kojira and the tools have in common
FROM node:24-bookworm-slim AS runtime
RUN apt-get update && apt-get install -y --no-install-recommends bzip2 libgssapi-krb5-2 libkrb5-3 xz-utils zstd && rm -rf /var/lib/apt/lists/* \
 && useradd --system --uid 10001 --home-dir /mnt/koji koji \
 && install -d -o koji -g koji /mnt/koji /etc/pki/koji /etc/kojiweb/web.conf.d
USER koji

FROM runtime AS hub
COPY --from=build /out/hub /opt/koji/packages/hub
# The hub compares the database with it when it starts.
COPY schema /opt/koji/schema
EXPOSE 8443 8080
CMD ["node", "/opt/koji/packages/hub/bin/koji-hub.mjs", "--config", "/etc/koji-hub/hub.conf"]

FROM runtime AS web
COPY --from=build /out/web /opt/koji/packages/web
EXPOSE 8081 8444
CMD ["node", "/opt/koji/packages/web/bin/koji-web.mjs", "--config", "/etc/kojiweb/web.conf"]

FROM runtime AS kojira
COPY --from=build /out/kojira /opt/koji/packages/kojira
CMD ["node", "/opt/koji/packages/kojira/bin/kojira.mjs", "--config", "/etc/kojira/kojira.conf", "--fg", "--force-lock", "--verbose"]

# The commands koji and koji-pki
FROM runtime AS tools
COPY --from=build /out/cli /opt/koji/packages/cli
USER root
RUN ln -s /opt/koji/packages/cli/bin/koji.mjs /usr/local/bin/koji && ln -s /opt/koji/packages/cli/bin/koji-pki.mjs /usr/local/bin/koji-pki
USER koji
CMD ["koji", "help"]

# mock wants an RPM distribution around it. Fedora's packages of Node.js change their names, their files do not.
FROM fedora:44 AS builder
RUN dnf install -y --setopt=install_weak_deps=False /usr/bin/node mock createrepo_c git-core krb5-libs rpm-build util-linux && dnf clean all \
 && useradd --groups mock kojibuilder && install -d /etc/mock/koji /var/tmp/koji /mnt/koji
COPY --from=build /out/builder /opt/koji/packages/builder
CMD ["node", "/opt/koji/packages/builder/bin/kojid.mjs", "--config", "/etc/kojid/kojid.conf", "--fg", "--force-lock", "--verbose"]
