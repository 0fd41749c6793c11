"""A store of each kind behind the faulty proxy."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack
from typing import Any, NamedTuple
from unittest import mock

import pytest

from tests.integration.storage.servers import (
    azurite_command,
    fake_gcs_command,
    faulty_proxy,
    free_port,
    moto_command,
    process,
)
from transforms.storage import resolve

#: Azurite's account and key are in its documentation: they open nothing else.
AZURITE_ACCOUNT = "devstoreaccount1"
AZURITE_KEY = (
    "Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw=="
)


class Store(NamedTuple):
    """A bucket: ``options`` lead to the proxy, ``direct`` to the server itself."""

    root: str
    options: dict[str, Any]
    direct: dict[str, Any]
    proxy: Any


def open_s3(stack: ExitStack) -> Store:
    pytest.importorskip("s3fs", reason="needs newsbeam[s3]")
    port = free_port()
    stack.enter_context(process(moto_command(port), port))
    proxy = stack.enter_context(faulty_proxy(port))

    def options(at: int) -> dict[str, Any]:
        endpoint = {"endpoint_url": f"http://127.0.0.1:{at}", "region_name": "eu-west-1"}
        return {
            "key": "test-access-key",
            "secret": "test-secret-never-shown",
            "client_kwargs": endpoint,
        }

    return Store("s3://news", options(proxy.port), options(port), proxy)


def open_gcs(stack: ExitStack) -> Store:
    pytest.importorskip("gcsfs", reason="needs newsbeam[gcs]")
    port, public = free_port(), free_port()
    stack.enter_context(process(fake_gcs_command(port, public), port))
    proxy = stack.enter_context(faulty_proxy(port, public))

    def options(at: int) -> dict[str, Any]:
        return {"endpoint_url": f"http://127.0.0.1:{at}", "token": "anon", "project": "test"}

    return Store("gs://news", options(proxy.port), options(port), proxy)


def open_azure(stack: ExitStack) -> Store:
    pytest.importorskip("adlfs", reason="needs newsbeam[azure]")
    from azure.storage.blob._shared import policies_async

    # its client waits 15 s before it asks again: an hour of waiting for these tests
    stack.enter_context(
        mock.patch.object(
            policies_async.ExponentialRetry.__init__, "__defaults__", (0.05, 0, 3, False, 0.02)
        )
    )
    port = free_port()
    stack.enter_context(process(azurite_command(port), port))
    proxy = stack.enter_context(faulty_proxy(port))

    def options(at: int) -> dict[str, Any]:
        text = (
            f"DefaultEndpointsProtocol=http;AccountName={AZURITE_ACCOUNT};"
            f"AccountKey={AZURITE_KEY};BlobEndpoint=http://127.0.0.1:{at}/{AZURITE_ACCOUNT};"
        )
        return {"connection_string": text}

    return Store("abfs://news", options(proxy.port), options(port), proxy)


@pytest.fixture(
    scope="session",
    params=[
        pytest.param(open_s3, id="s3"),
        pytest.param(open_gcs, id="gcs", marks=pytest.mark.integration),
        pytest.param(open_azure, id="azure", marks=pytest.mark.integration),
    ],
)
def store(request: pytest.FixtureRequest) -> Iterator[Store]:
    with ExitStack() as stack:
        store = request.param(stack)
        fs, path = resolve(store.root, store.direct)
        fs.mkdir(path)
        yield store
