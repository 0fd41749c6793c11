"""Options of the job ``run``: what to read, how to extract, where and how to write.

Beam `PipelineOptions` subclasses, so that a runner's own flags pass through untouched. Jobs turn
them into plain values for the transforms; no transform ever sees an options object. The same
names, without the dashes, are the keys of a ``--config`` TOML file.
"""

from __future__ import annotations

import argparse
import difflib
import json
import tomllib
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NoReturn

from apache_beam.options.pipeline_options import PipelineOptions

from pipelines.logs import LOG_FORMATS
from pipelines.values import UsageError

WRITE_MODES = ("error", "append", "upsert", "overwrite_partitions", "overwrite")
TABLE_FORMATS = ("parquet", "iceberg")
PARTITIONS = ("date", "month", "year", "source", "language")
DUPLICATES = ("skip", "extract", "drop")
EVENT_SELECTIONS = ("classified", "coded", "all")


class InputOptions(PipelineOptions):
    """What to read and how to understand it."""

    @classmethod
    def _add_argparse_args(cls, parser: argparse.ArgumentParser) -> None:
        parser.add_argument(
            "--input",
            action="append",
            default=None,
            metavar="PATH",
            help="File, folder, glob or URL to read; repeat it for several. "
            "Example: --input 'archive/2024/*.jsonl.gz'",
        )
        parser.add_argument(
            "--input_format",
            default=None,
            help="Read every input as this format instead of detecting it. "
            "Example: --input_format jsonl",
        )
        parser.add_argument(
            "--field_map",
            action="append",
            default=None,
            metavar="OURS=THEIRS",
            help="Fields of your records for title, text, url, published, ...; a value in quotes "
            "is a constant for every record. "
            "Example: --field_map \"title=headline,source='Daily Planet'\"",
        )
        parser.add_argument(
            "--storage_options",
            default=None,
            metavar="JSON",
            help="Options of the storage (fsspec), as JSON or as a file with JSON. "
            "Example: --storage_options '{\"anon\": true}'",
        )
        parser.add_argument(
            "--max_record_mb",
            type=float,
            default=64.0,
            help="Reject records larger than this, in MB. Example: --max_record_mb 16",
        )
        parser.add_argument(
            "--shard_mb",
            type=float,
            default=4.0,
            help="Target size of one unit of work, in MB of input. Example: --shard_mb 16",
        )


class NormalizeOptions(PipelineOptions):
    """Which articles to keep, and what to do with copies."""

    @classmethod
    def _add_argparse_args(cls, parser: argparse.ArgumentParser) -> None:
        parser.add_argument(
            "--languages",
            default=None,
            help="Keep only these languages (ISO 639-1); others go to rejects. "
            "Example: --languages en,de",
        )
        parser.add_argument(
            "--min_words",
            type=int,
            default=0,
            help="Reject articles with fewer words. Example: --min_words 40",
        )
        parser.add_argument(
            "--max_article_chars",
            type=int,
            default=1_000_000,
            help="Reject articles with more characters. Example: --max_article_chars 200000",
        )
        parser.add_argument(
            "--page_timeout_s",
            type=float,
            default=5.0,
            help="Reject HTML pages that take more CPU time, in seconds; limits on size and depth "
            "apply first. Example: --page_timeout_s 20",
        )
        parser.add_argument(
            "--article_timeout_s",
            type=float,
            default=60.0,
            help="Processor time of one article of up to 100,000 characters, in seconds; a longer "
            "article has proportionally more. An article that takes longer keeps its row and has "
            "a reject (X003). "
            "Example: --article_timeout_s 20",
        )
        parser.add_argument(
            "--latest_date",
            default=None,
            metavar="DAY",
            help="Ignore dates of publication after this day. Without it only a record's own "
            "crawl time bounds its date; the clock never does. "
            "Example: --latest_date 2024-12-31",
        )
        parser.add_argument(
            "--date_from_path",
            default=None,
            metavar="PATTERN",
            help="strptime pattern of a day in the path of the file or archive member, for "
            "articles without a date. Example: --date_from_path %%Y-%%m-%%d",
        )
        parser.add_argument(
            "--default_date",
            default=None,
            metavar="DAY",
            help="Day of publication of articles without any date. "
            "Example: --default_date 2024-05-17",
        )
        parser.add_argument(
            "--default_source",
            default=None,
            metavar="NAME",
            help="Source of articles that have neither an address nor a publisher. "
            "Example: --default_source 'Daily Planet'",
        )
        parser.add_argument(
            "--duplicates",
            choices=DUPLICATES,
            default="skip",
            help="Copies of a story: skip keeps their row and extracts from the representative "
            "only, extract extracts from every copy, drop rejects them. "
            "Example: --duplicates extract",
        )


class ExtractOptions(PipelineOptions):
    """What to extract, and with which model."""

    @classmethod
    def _add_argparse_args(cls, parser: argparse.ArgumentParser) -> None:
        parser.add_argument(
            "--spacy_model",
            action="append",
            default=None,
            metavar="[LANG=]NAME",
            help="Installed spaCy pipeline or path to one, instead of the shipped model; with "
            "LANG= for articles in that language. Example: --spacy_model de=de_core_news_lg",
        )
        parser.add_argument(
            "--events",
            choices=EVENT_SELECTIONS,
            default="classified",
            help="classified keeps events with a class (ATTACK, MEET, RESULTS, ...), coded only "
            "those with a PLOVER type, all every reported event. Example: --events coded",
        )
        parser.add_argument(
            "--min_confidence",
            type=float,
            default=0.0,
            help="Leave out events below this confidence, 0 to 1. Example: --min_confidence 0.7",
        )
        parser.add_argument(
            "--actor_file",
            default=None,
            metavar="CSV",
            help="Your own actors: a CSV file with the columns name, country, sectors; they "
            "precede the shipped ones. Example: --actor_file actors.csv",
        )


class OutputOptions(PipelineOptions):
    """Where the tables go."""

    @classmethod
    def _add_argparse_args(cls, parser: argparse.ArgumentParser) -> None:
        parser.add_argument(
            "--output",
            default=None,
            metavar="PATH",
            help="Folder or URL for the tables. Example: --output gs://my-bucket/news",
        )
        parser.add_argument(
            "--partition_by",
            choices=PARTITIONS,
            default="date",
            help="Key of the tables' partitions. Example: --partition_by month",
        )
        parser.add_argument(
            "--write_mode",
            choices=WRITE_MODES,
            default="error",
            help="If the output contains tables: error refuses to run; append adds new articles; "
            "upsert adds new articles, replaces changed ones and deletes withdrawn ones; "
            "overwrite_partitions replaces the partitions that this run has rows for; overwrite "
            "replaces everything. Example: --write_mode upsert",
        )
        parser.add_argument(
            "--link_days",
            type=int,
            default=14,
            help="With --write_mode upsert, days around an article in which stored articles are "
            "searched for copies and repeated reports. Example: --link_days 30",
        )
        parser.add_argument(
            "--target_file_mb",
            type=float,
            default=128.0,
            help="Target size of Parquet files, in MB. Example: --target_file_mb 256",
        )
        parser.add_argument(
            "--incremental",
            action="store_true",
            default=False,
            help="Skip input files that a committed run has read. "
            "Example: --incremental --write_mode upsert",
        )
        parser.add_argument(
            "--table_format",
            choices=TABLE_FORMATS,
            default="parquet",
            help="iceberg registers the finished files in Apache Iceberg tables as well, one "
            "snapshot a table and run. Example: --table_format iceberg",
        )
        parser.add_argument(
            "--iceberg_catalog",
            default=None,
            metavar="JSON",
            help="Properties of the Iceberg catalog (pyiceberg's, and name and namespace), as JSON "
            "or as a file with JSON; the default is SQLite inside the output. "
            "Example: --iceberg_catalog catalog.json",
        )
        parser.add_argument(
            "--work_location",
            default=None,
            metavar="PATH",
            help="Folder or URL for the run's own temporary files, instead of _work in the output. "
            "Example: --work_location /mnt/scratch",
        )
        parser.add_argument(
            "--grace_hours",
            type=float,
            default=72.0,
            help="Delete files of dead runs that nothing has touched for this many hours. "
            "Example: --grace_hours 24",
        )


class RunOptions(PipelineOptions):
    """How the command behaves."""

    @classmethod
    def _add_argparse_args(cls, parser: argparse.ArgumentParser) -> None:
        parser.add_argument(
            "--config",
            default=None,
            metavar="FILE",
            help="TOML file with the same option names; the command line wins. "
            "Example: --config nightly.toml",
        )
        parser.add_argument(
            "--workers",
            type=int,
            default=0,
            help="Worker processes of a local run; 0: one per core. Example: --workers 1",
        )
        parser.add_argument(
            "--max_restarts",
            type=int,
            default=3,
            help="Restarts of a local run, from its finished shards, after worker processes have "
            "died. Example: --max_restarts 0",
        )
        parser.add_argument(
            "--log_level",
            choices=("DEBUG", "INFO", "WARNING", "ERROR"),
            default="WARNING",
            help="Level of the log; INFO adds a line for each finished piece of work and "
            "tracebacks of workers, DEBUG everything that the runner logs. "
            "Example: --log_level INFO",
        )
        parser.add_argument(
            "--log_format",
            choices=LOG_FORMATS,
            default="text",
            help="Format of log lines; json prints one object a line, with the fields that "
            "docs/deploy.md lists. Example: --log_format json",
        )
        parser.add_argument(
            "--no_progress",
            action="store_true",
            default=False,
            help="No progress bar. Example: --no_progress",
        )
        parser.add_argument(
            "--summary",
            choices=("text", "json"),
            default="text",
            help="Format of the summary at the end: text, or one line of JSON with run_id, output, "
            "seconds, counts and tables. Example: --summary json",
        )
        # A test option of Beam's own has this name too; one parser takes it once.
        if "--dry_run" not in parser._option_string_actions:
            parser.add_argument(
                "--dry_run",
                action="store_true",
                default=False,
                help="Check inputs, output, models and runner, build the job, submit nothing. "
                "Example: --dry_run",
            )


OPTION_CLASSES = (InputOptions, NormalizeOptions, ExtractOptions, OutputOptions, RunOptions)


class _OneLineParser(argparse.ArgumentParser):
    """Raises instead of printing the whole usage: a mistake deserves one line, not two hundred."""

    def error(self, message: str) -> NoReturn:
        raise UsageError(message.removeprefix("argument "))


#: Options that ``newsbeam run --help`` shows; ``--help-all`` has the rest.
EVERYDAY = ("--input", "--output", "--write_mode", "--incremental", "--partition_by",
            "--languages", "--field_map", "--spacy_model", "--events", "--min_confidence",
            "--workers", "--config", "--dry_run")  # fmt: skip


def everyday_help() -> str:
    """The help of ``newsbeam run`` that fits a screen."""
    lines = ["usage: newsbeam run --input PATH --output PATH [options]", ""]
    known = {flag: action for action in own_parser()._actions for flag in action.option_strings}
    for flag in EVERYDAY:
        about = str(known[flag].help).partition(" Example: ")
        lines += [f"  {flag.ljust(17)} {about[2] or flag}", f"      {about[0]}"]
    lines += [
        "",
        "newsbeam run --help-all and docs/options.md list all options. Options may have dashes or",
    ]
    lines.append("underscores. Any other flag goes to the Beam runner.")
    return "\n".join(lines) + "\n"


def own_parser() -> argparse.ArgumentParser:
    """A parser of our own options only; it raises `UsageError` on a wrong value."""
    parser = _OneLineParser(prog="newsbeam run", add_help=False, allow_abbrev=False)
    for options in OPTION_CLASSES:
        group = parser.add_argument_group(str(options.__doc__).splitlines()[0].rstrip("."))
        options._add_argparse_args(group)  # type: ignore[arg-type]
    return parser


def read_config(path: str) -> list[str]:
    """Turn a TOML file into command-line words.

    Keys may be any option of the command or of a Beam runner. Lists repeat the option, tables
    become ``name=value`` pairs, ``true`` sets a flag and ``false`` leaves it out.

    Raises:
        UsageError: no such file, not TOML, or a value that no option can take.
    """
    try:
        with Path(path).open("rb") as file:
            config = tomllib.load(file)
    except OSError as error:
        raise UsageError(f"--config: cannot read {path}: {error.strerror}") from error
    except tomllib.TOMLDecodeError as error:
        raise UsageError(f"--config: {path} is not TOML: {error}") from error
    words: list[str] = []
    for key, value in config.items():
        name = key.replace("-", "_")
        option = f"--{name}"
        if isinstance(value, bool):
            words += [option] if value else []
        elif isinstance(value, list):
            for item in value:
                words += [option, str(item)]
        elif isinstance(value, dict):
            if name in ("storage_options", "iceberg_catalog"):
                words += [option, json.dumps(value)]
            else:
                words += [option, ",".join(f"{k}={v}" for k, v in value.items())]
        elif isinstance(value, str | int | float):
            words += [option, str(value)]
        else:
            raise UsageError(f"--config: {path}: {name} cannot be a {type(value).__name__}")
    return words


def check_words(words: Sequence[str], *, allow_unknown: bool) -> None:
    """Find mistakes in a command line before Beam sees it.

    ``allow_unknown`` lets flags through that neither we nor Beam know: a portable runner's job
    server has options of its own.

    Raises:
        UsageError: a wrong value of one of our options, a stray word, or an unknown flag, with
            the nearest known one.
    """
    _, rest = own_parser().parse_known_args(list(words))
    known = set(known_flags())
    after_flag = False
    for word in rest:
        if word.startswith("--"):
            flag = word.split("=", 1)[0]
            if flag not in known and not allow_unknown:
                near = difflib.get_close_matches(flag, known, n=1)
                hint = f"; did you mean {near[0]}?" if near else ""
                raise UsageError(f"{flag}: no such option{hint}")
            after_flag = "=" not in word
        elif not after_flag:
            raise UsageError(f"{word!r}: stray word; inputs are named with --input")
        else:
            after_flag = False


def known_flags() -> Iterator[str]:
    """Flags of ours and of every Beam option class."""
    parser = argparse.ArgumentParser(add_help=False, conflict_handler="resolve")
    pending: list[type[PipelineOptions]] = list(PipelineOptions.__subclasses__())
    seen: set[type[PipelineOptions]] = set()
    while pending:
        options = pending.pop()
        if options not in seen:
            seen.add(options)
            pending += options.__subclasses__()
            if "_add_argparse_args" in vars(options):
                options._add_argparse_args(parser)  # type: ignore[arg-type]
    for action in parser._actions:
        yield from action.option_strings
