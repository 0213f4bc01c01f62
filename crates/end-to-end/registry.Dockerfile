# A real container registry for the tests: Debian's build of the Distribution project's.
FROM debian:trixie-slim
RUN apt-get update && apt-get install -y --no-install-recommends docker-registry && rm -rf /var/lib/apt/lists/*
# Debian's own settings ask for a password.
RUN printf '%s\n' 'version: 0.1' 'http: {addr: ":5000"}' 'storage: {filesystem: {rootdirectory: /data}}' >/etc/registry.yml
CMD ["docker-registry", "serve", "/etc/registry.yml"]
