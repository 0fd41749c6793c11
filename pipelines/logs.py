"""Logging of the command: ours at INFO, the runner's own only from WARNING on, as text or as JSON.

With ``--log_format json`` every line is an object:

| field | |
|---|---|
| ``time`` | UTC, ISO 8601 |
| ``level`` | DEBUG, INFO, WARNING, ERROR |
| ``logger`` | ``newsbeam`` for what stages report, else the module's name |
| ``message`` | in words |
| ``run``, ``stage`` and others | what stages report, as fields of their own (docs/deploy.md) |
| ``error`` | a traceback, where there is one |
"""

from __future__ import annotations

import datetime as dt
import json
import logging
import re
import sys

#: Values of ``--log_format``.
LOG_FORMATS = ("text", "json")

_TEXT = "%(asctime)s %(levelname)s %(name)s: %(message)s"

#: ``name=value`` as `transforms.metrics.log` writes them.
_FACT = re.compile(r"(?:^|\s)([a-z_]{1,40})=(\S+)")

#: The runner's loggers: hundreds of lines a run at INFO.
_RUNNERS = ("apache_beam", "root", "fsspec", "botocore", "s3fs", "urllib3", "asyncio", "grpc")


class JsonFormatter(logging.Formatter):
    """One JSON object a record."""

    def format(self, record: logging.LogRecord) -> str:
        message = record.getMessage()
        moment = dt.datetime.fromtimestamp(record.created, dt.UTC)
        told: dict[str, object] = {
            "time": moment.isoformat(timespec="milliseconds").replace("+00:00", "Z"),
            "level": record.levelname,
            "logger": record.name,
            "message": message,
        }
        if message.startswith("run="):
            told["logger"] = "newsbeam"
            told |= {name: _value(value) for name, value in _FACT.findall(message)}
        if record.exc_info:
            told["error"] = self.formatException(record.exc_info)
        return json.dumps(told, ensure_ascii=False)


def _value(text: str) -> object:
    return int(text) if text.isdigit() else text


class _OursAtInfo(logging.Filter):
    """Lets what the runner says through from WARNING on; workers' records of ours come through the
    runner's loggers."""

    def filter(self, record: logging.LogRecord) -> bool:
        if record.levelno >= logging.WARNING or record.getMessage().startswith("run="):
            return True
        return not record.name.startswith(_RUNNERS)


def set_up_logging(level: str, log_format: str = "text") -> None:
    """Log to standard error; a worker's tracebacks only where someone asked for them.

    The command says in one line what went wrong; the runner would add hundreds. DEBUG shows all.
    """
    handler = logging.StreamHandler(sys.stderr)
    formatter = JsonFormatter() if log_format == "json" else logging.Formatter(_TEXT)
    handler.setFormatter(formatter)
    if level != "DEBUG":
        handler.addFilter(_OursAtInfo())
    root = logging.getLogger()
    for old in list(root.handlers):
        if type(old) is logging.StreamHandler:
            root.removeHandler(old)
    root.addHandler(handler)
    root.setLevel(level)
    for name in ("local_job_service", "fn_api_runner"):
        quiet = logging.DEBUG if level in ("DEBUG", "INFO") else logging.CRITICAL
        logging.getLogger(f"apache_beam.runners.portability.{name}").setLevel(quiet)
