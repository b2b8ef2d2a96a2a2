# syntax=docker/dockerfile:1

FROM golang:1.26 AS build
WORKDIR /src
COPY go.mod go.sum ./
RUN go mod download
COPY . .
RUN CGO_ENABLED=0 go build -trimpath -ldflags '-s -w' -o /out/newsdesk . \
 && mkdir /out/data /out/tmp \
 && chmod 1777 /out/tmp

# The program carries its time zones and migrations; besides it there are only
# the certificates that outgoing calls are checked with.
FROM scratch
COPY --from=build /etc/ssl/certs/ca-certificates.crt /etc/ssl/certs/
COPY --from=build --chown=65532:65532 /out/ /

USER 65532:65532
ENV NEWSDESK_ADDR=:8080 \
    NEWSDESK_DATA=/data
VOLUME /data
EXPOSE 8080
HEALTHCHECK --interval=10s --timeout=3s --start-period=20s --retries=3 \
  CMD ["/newsdesk", "health"]
ENTRYPOINT ["/newsdesk"]
CMD ["serve"]
