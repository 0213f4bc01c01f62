# The second official MLflow that `make oracle` asks: 2.11.0, client and server, on the Python of its time. It holds no
# compiler: what it runs of ours are the static programs of the images.
FROM debian:bookworm-slim
RUN apt-get update && apt-get install -y --no-install-recommends ca-certificates python3-venv \
    && rm -rf /var/lib/apt/lists/*
# pip carries its own list of authorities; a site may have added some to the system's (scripts/base-images).
ENV PIP_CERT=/etc/ssl/certs/ca-certificates.crt PIP_DISABLE_PIP_VERSION_CHECK=1
COPY oracle/mlflow2.txt .
RUN --mount=type=cache,id=mlops-pip,target=/root/.cache/pip,sharing=locked \
    python3 -m venv /opt/venv && /opt/venv/bin/pip install --quiet --no-deps --require-hashes -r mlflow2.txt
# The server looks for git, which it does not need.
ENV PATH=/opt/venv/bin:$PATH GIT_PYTHON_REFRESH=quiet
