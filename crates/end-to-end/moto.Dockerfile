# A real S3 server for the tests, moto's (https://docs.getmoto.org), and the judges of the workflows.
FROM debian:trixie-slim
RUN apt-get update && apt-get install -y --no-install-recommends ca-certificates python3-venv && rm -rf /var/lib/apt/lists/*
# pip carries its own list of authorities; a site may have added some to the system's (scripts/base-images).
ENV PIP_CERT=/etc/ssl/certs/ca-certificates.crt PIP_DISABLE_PIP_VERSION_CHECK=1
COPY crates/end-to-end/requirements.txt .
RUN --mount=type=cache,id=mlops-pip,target=/root/.cache/pip,sharing=locked \
    python3 -m venv /opt/venv && /opt/venv/bin/pip install --quiet --no-deps --require-hashes -r requirements.txt
CMD ["/opt/venv/bin/moto_server", "--host", "0.0.0.0", "--port", "5000"]
