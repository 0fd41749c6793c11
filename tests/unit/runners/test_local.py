"""The local runner: no element is lost or cut between the runner and its workers."""

from __future__ import annotations

import sys
from collections.abc import Iterator

import apache_beam as beam
import apache_beam.testing.util
import pytest
from apache_beam.coders import WindowedValueCoder, coder_impl
from apache_beam.coders.coders import GlobalWindowCoder, PickleCoder
from apache_beam.options.pipeline_options import PipelineOptions
from apache_beam.runners.portability.fn_api_runner import worker_handlers
from apache_beam.runners.worker.data_plane import ClosableOutputStream
from apache_beam.transforms.window import GlobalWindow
from apache_beam.utils.windowed_value import WindowedValue

from pipelines.runners.local import make_runner

COUNT = 30_000


@pytest.fixture
def beam_as_it_comes(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Undo what `make_runner` changes in Beam, and switch threads often, as a busy machine does."""
    monkeypatch.setattr(worker_handlers, "DATA_BUFFER_TIME_LIMIT_MS", 1000)
    interval = sys.getswitchinterval()
    sys.setswitchinterval(1e-5)
    yield
    sys.setswitchinterval(interval)


def sent_and_read(time_limit_ms: int) -> int:
    """Write `COUNT` elements into a stream of Beam's data plane; how many can be read again."""
    coder = WindowedValueCoder(PickleCoder(), GlobalWindowCoder()).get_impl()
    chunks: list[bytes] = []
    stream = ClosableOutputStream.create(chunks.append, chunks.append, time_limit_ms)
    for number in range(COUNT):
        element = WindowedValue((f"key{number}", number), 0, (GlobalWindow(),))
        coder.encode_to_stream(element, stream, True)
        stream.maybe_flush()
    stream.close()
    read = 0
    for chunk in chunks:
        stream = coder_impl.create_InputStream(chunk)
        try:
            while stream.size():
                coder.decode_from_stream(stream, True)
                read += 1
        except Exception:  # noqa: BLE001 - what a cut element raises depends on the cut
            continue
    return read


@pytest.mark.usefixtures("beam_as_it_comes")
def test_beam_loses_elements_of_buffers_that_are_sent_by_the_clock() -> None:
    """Seen with Beam 2.77; where this fails, `keep_elements_whole` may go."""
    assert sent_and_read(0) == COUNT
    assert any(sent_and_read(1) < COUNT for _ in range(5))


@pytest.mark.usefixtures("beam_as_it_comes")
def test_local_runners_send_whole_elements() -> None:
    options = PipelineOptions(["--direct_running_mode", "multi_threading"])
    runner = make_runner(options, 2)
    assert worker_handlers.DATA_BUFFER_TIME_LIMIT_MS == 0
    with beam.Pipeline(runner=runner, options=options) as pipeline:
        total = (
            pipeline
            | beam.Create(range(10))
            | beam.FlatMap(lambda tens: [(tens, n) for n in range(100)])
            | beam.GroupByKey()
            | beam.MapTuple(lambda _, found: len(list(found)))
            | beam.CombineGlobally(sum)
        )
        beam.testing.util.assert_that(total, beam.testing.util.equal_to([1000]))
