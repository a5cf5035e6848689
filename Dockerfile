# Porchlight as an image of one static binary, for a user without a name.
#
#   docker build -t porchlight .
#   docker run --rm -p 127.0.0.1:8090:8090 porchlight demo --listen 0.0.0.0:8090
#
# There is no redis-server inside: `run` needs REDIS_URL (deploy/compose.yaml has
# one). There is no shell and no curl either, so no HEALTHCHECK: ask /readyz on
# PORCHLIGHT_LISTEN from outside.

FROM golang:1.26 AS build
WORKDIR /src
COPY go.mod go.sum ./
RUN go mod download
# By name, so that no settings or data that lie around are ever in a layer.
COPY bot bot
COPY cmd cmd
COPY flows flows
COPY locales locales
COPY storage storage
RUN CGO_ENABLED=0 go build -trimpath -ldflags="-s -w" -o /out/porchlight ./cmd/porchlight \
 && /out/porchlight check
# /data keeps the keyset; /tmp is for the demo.
RUN mkdir -p /out/root && mkdir -m 0700 /out/root/data && mkdir -m 1777 /out/root/tmp

FROM scratch
# Who Telegram is. (Time zones are inside the binary.)
COPY --from=build /etc/ssl/certs/ca-certificates.crt /etc/ssl/certs/ca-certificates.crt
COPY --from=build /out/porchlight /porchlight
COPY --from=build --chown=65532:65532 /out/root/ /
USER 65532:65532
ENV PORCHLIGHT_DATA=/data
VOLUME /data
STOPSIGNAL SIGTERM
ENTRYPOINT ["/porchlight"]
CMD ["run"]
