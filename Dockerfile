FROM swift:6.3-bookworm AS build
RUN apt-get update && apt-get install -y --no-install-recommends \
        libcurl4-openssl-dev libyaml-dev zlib1g-dev libarchive-dev libre2-dev librnp-dev libpq-dev pkg-config \
    && rm -rf /var/lib/apt/lists/*
WORKDIR /src
COPY Package.swift ./
COPY Sources Sources
COPY Tests Tests
RUN swift build -c release --product helm-wrapper --static-swift-stdlib \
    && install -D -s .build/release/helm-wrapper /out/helm-wrapper

FROM debian:bookworm-slim
RUN apt-get update && apt-get install -y --no-install-recommends \
        ca-certificates libcurl4 libyaml-0-2 zlib1g libarchive13 libre2-9 librnp0 libpq5 tzdata \
    && rm -rf /var/lib/apt/lists/* \
    && useradd --system --uid 65532 --create-home --home-dir /home/helm helm \
    && install -d -o helm /data/charts
COPY --from=build /out/helm-wrapper /usr/local/bin/helm-wrapper
USER 65532
EXPOSE 8080
ENTRYPOINT ["helm-wrapper"]
CMD ["--config", "/etc/helm-wrapper/config.yaml"]
