# mmcsam on a CPU, built from a checkout; not built yet, for want of a machine with Docker:
#
#   docker build -t mmcsam .
#   docker run --rm -v "$PWD:/data" mmcsam predict scans --model cells.mmcsam --out cells
#
# TORCH is what pip is given for PyTorch. Where the plain name brings CUDA libraries, several GB that
# are of no use here, take the CPU build as PyTorch's own installation page says:
#   docker build --build-arg TORCH="torch==2.13.0 --index-url URL" -t mmcsam .
FROM python:3.11-slim-bookworm AS build

RUN apt-get update && apt-get install --yes --no-install-recommends g++ && rm -rf /var/lib/apt/lists/*
RUN python -m venv /opt/mmcsam
ENV PATH=/opt/mmcsam/bin:$PATH
ARG TORCH=torch==2.13.0
RUN pip install --no-cache-dir $TORCH setuptools wheel ninja
# mmcv's operators are compiled where no ready wheel fits: 9 minutes on two cores.
RUN MMCV_WITH_OPS=1 FORCE_CUDA=0 CFLAGS=-g0 \
    pip install --no-cache-dir --no-build-isolation onedl-mmcv==2.3.6
WORKDIR /src
COPY . .
RUN pip install --no-cache-dir --constraint constraints.txt ".[onedl,export,formats,page,slides]"

FROM python:3.11-slim-bookworm
# What OpenCV's build with windows needs.
RUN apt-get update && apt-get install --yes --no-install-recommends libgl1 libglib2.0-0 && \
    rm -rf /var/lib/apt/lists/*
COPY --from=build /opt/mmcsam /opt/mmcsam
ENV PATH=/opt/mmcsam/bin:$PATH
RUN useradd --create-home mmcsam && python -m mmcsam info
USER mmcsam
WORKDIR /data
ENTRYPOINT ["python", "-m", "mmcsam"]
CMD ["--help"]
