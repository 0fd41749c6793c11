# Launcher image of the Dataflow Flex Template; the workers run the image above.
#
#   docker build -f pipelines/runners/container/Dockerfile.flex -t REGISTRY/newsbeam-flex:0.1.0 .
#   gcloud dataflow flex-template build gs://BUCKET/newsbeam.json \
#     --image REGISTRY/newsbeam-flex:0.1.0 --sdk-language PYTHON \
#     --metadata-file pipelines/runners/container/flex_template_metadata.json
FROM gcr.io/dataflow-templates-base/python311-template-launcher-base:latest

COPY requirements.lock /tmp/newsbeam/
RUN pip install --no-cache-dir --require-hashes -r /tmp/newsbeam/requirements.lock
COPY dist/newsbeam-*.whl /tmp/newsbeam/
RUN pip install --no-cache-dir "$(ls /tmp/newsbeam/newsbeam-*.whl)[gcs]" && rm -r /tmp/newsbeam
COPY pipelines/runners/container/flex_main.py /template/main.py

ENV FLEX_TEMPLATE_PYTHON_PY_FILE=/template/main.py
