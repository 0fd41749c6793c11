"""Error catalogue: every code that a reject row, a log line or a command can show.

A code is the stage's letter and a number (R read, N normalize, D dedupe, X extract, V events,
W write, P command line and pipeline). Codes are never reused for something else: people filter
their rejects by them.
"""

from __future__ import annotations

from typing import NamedTuple


class ErrorKind(NamedTuple):
    """One entry: the stage, a message with named places, and what a person can do about it."""

    stage: str
    message: str
    advice: str


ERRORS: dict[str, ErrorKind] = {
    # read
    "R001": ErrorKind("read", "not valid JSON: {error}", "Mend or drop the line."),
    "R002": ErrorKind(
        "read",
        "a JSON object was expected, found {found}",
        "One object a line, or an array of objects.",
    ),
    "R003": ErrorKind(
        "read",
        "no body in the fields {fields}",
        "Name the field with --field_map text=<field>.",
    ),
    "R004": ErrorKind(
        "read",
        "field {field!r} holds {found}, not text",
        "Mend the record, or map another field with --field_map.",
    ),
    "R005": ErrorKind(
        "read",
        "the file ends early or is damaged: {error}",
        "Copy the file again; records before the damage were read.",
    ),
    "R006": ErrorKind(
        "read", "the file cannot be read: {error}", "Check that it exists and that you may read it."
    ),
    "R007": ErrorKind(
        "read",
        "the record is larger than {limit_mb} MB",
        "Raise --max_record_mb if it is one article.",
    ),
    "R008": ErrorKind(
        "read",
        "no reader knows this file ({hint})",
        "Name the format with --input_format, or leave the file out of --input.",
    ),
    "R009": ErrorKind(
        "read",
        "the content is not text",
        "Leave binary files out of --input.",
    ),
    "R010": ErrorKind(
        "read",
        "the file changed while the job ran: {change}",
        "Run again when nothing writes to it; the records read before are in the tables.",
    ),
    "R011": ErrorKind(
        "read",
        "the archive is unsafe or too deep: {error}",
        "Unpack it by hand if you trust it.",
    ),
    "R012": ErrorKind(
        "read",
        "the reader failed: {error}",
        "Report it with the file; the records before this place were read.",
    ),
    "R013": ErrorKind(
        "read",
        "not an article: {found}",
        "Nothing to do: the capture, item or part is no article.",
    ),
    "R014": ErrorKind(
        "read",
        "the row does not fit the table: {error}",
        "Mend the row: quote fields that contain a delimiter.",
    ),
    "R015": ErrorKind(
        "read",
        "not well-formed: {error}",
        "Mend the XML (or the message) at its source.",
    ),
    # normalize
    "N001": ErrorKind(
        "normalize", "the body is empty after cleaning", "Nothing to do, or mend the source."
    ),
    "N002": ErrorKind(
        "normalize", "the content is not text: {error}", "Check the encoding or the file's type."
    ),
    "N003": ErrorKind(
        "normalize",
        "the page took longer than {limit_s} s or is too deeply nested",
        "Nothing to do, or raise --page_timeout_s.",
    ),
    "N004": ErrorKind(
        "normalize",
        "language {language} is not among --languages {wanted}",
        "Add it to --languages.",
    ),
    "N005": ErrorKind(
        "normalize", "{words} words are fewer than --min_words {wanted}", "Lower --min_words."
    ),
    "N006": ErrorKind(
        "normalize",
        "the article has {characters} characters, more than --max_article_chars {limit}",
        "Raise --max_article_chars, or split the file into articles.",
    ),
    "N007": ErrorKind(
        "normalize",
        "the page has {size} bytes, more than {limit}",
        "Nothing to do, or cut the page down to its article first.",
    ),
    "N008": ErrorKind(
        "normalize",
        "normalizing failed: {error}",
        "Report it with the payload.",
    ),
    "N009": ErrorKind(
        "normalize",
        "normalizing took more than {limit_s} s of processor time; last step: {step}",
        "Raise --article_timeout_s if it is one article.",
    ),
    "N010": ErrorKind(
        "normalize",
        "the source has withdrawn the article ({status})",
        "Nothing to do: --write_mode upsert deletes it from the tables.",
    ),
    "N099": ErrorKind(
        "normalize",
        "the worker process died twice while it normalized this record",
        "Report it with the payload.",
    ),
    # dedupe
    "D001": ErrorKind(
        "dedupe",
        "the same article was read from {other_uri} at {other_position}",
        "Nothing to do: the fullest copy is in articles.",
    ),
    "D002": ErrorKind(
        "dedupe",
        "a near copy of {representative}, dropped by --duplicates drop",
        "Use --duplicates skip to keep its row.",
    ),
    "D003": ErrorKind(
        "dedupe",
        "the tables already contain the article, read from {other_uri} at {other_position}",
        "Use --write_mode upsert: it replaces an article by its newest version.",
    ),
    "D004": ErrorKind(
        "dedupe",
        "withdrawn by a later record, {other_uri} at {other_position}",
        "Nothing to do.",
    ),
    "D005": ErrorKind(
        "dedupe",
        "a newer version of the article was read from {other_uri} at {other_position}",
        "Nothing to do: the newest version is in articles.",
    ),
    # extract, events
    "X001": ErrorKind(
        "extract",
        "extraction failed: {error}",
        "Report it with the payload; the article's row is kept.",
    ),
    "X002": ErrorKind(
        "extract",
        "the worker process died twice while it extracted this record",
        "Report it with the payload.",
    ),
    "X003": ErrorKind(
        "extract",
        "extraction took more than {limit_s} s of processor time; last step: {step}",
        "Raise --article_timeout_s if it is one article; its row is kept.",
    ),
    # write
    "W001": ErrorKind(
        "write",
        "a row does not fit the table {table}: {error}",
        "Report it with the payload; the other rows are kept.",
    ),
    "W002": ErrorKind(
        "write",
        "--output {output} already holds tables",
        "Choose another folder, or say --write_mode append, overwrite_partitions or overwrite.",
    ),
    "W003": ErrorKind(
        "write",
        "the commit cannot go on: {path} is neither in the work area nor in its place",
        "Was the work area cleared by hand? Run the job again.",
    ),
    "W004": ErrorKind(
        "write",
        "{path} cannot be written: {error}",
        "Check free space and permissions; nothing was committed, run the same command again.",
    ),
    "W005": ErrorKind(
        "write",
        "{path} is not a whole temporary file: {error}",
        "Remove the output's _work folder and run the job again.",
    ),
    "W006": ErrorKind(
        "write",
        "--partition_by {wanted}: the tables in {output} are partitioned by {found}",
        "Use the same, another --output, or --write_mode overwrite.",
    ),
    "W007": ErrorKind(
        "write",
        "--incremental: the run {run_id} overwrites what earlier runs have written",
        "Use --write_mode append or overwrite_partitions with --incremental.",
    ),
    "W008": ErrorKind(
        "write",
        "the interrupted commit of run {run_id} is finished now: see {output}",
        "Nothing else was done; give --write_mode to add to these tables or replace them.",
    ),
    "W009": ErrorKind(
        "write",
        "another run has changed the tables of {output} meanwhile",
        "Run the same command again: finished shards are kept.",
    ),
    # what newsbeam check finds
    "W010": ErrorKind(
        "write",
        "{path} is in a manifest but not in its place",
        "Restore it from a copy; else run newsbeam repair, then read its articles again with "
        "--write_mode upsert.",
    ),
    "W011": ErrorKind(
        "write",
        "{path} is in no manifest",
        "Remove it if nobody put it there on purpose.",
    ),
    "W012": ErrorKind(
        "write",
        "{path} is damaged: {error}",
        "Restore it from a copy; else remove it, run newsbeam repair, and read its articles again "
        "with --write_mode upsert.",
    ),
    "W013": ErrorKind(
        "write",
        "{path} does not have the columns of the table {table}: {error}",
        "Was it written by another version? Read the CHANGELOG.",
    ),
    "W014": ErrorKind(
        "write",
        "{path} holds {found} rows, its manifest says {expected}",
        "Restore it from a copy; else remove it, run newsbeam repair, and read its articles again "
        "with --write_mode upsert.",
    ),
    "W015": ErrorKind(
        "write",
        "{path}: row {row} is not in the order of {columns}",
        "Run newsbeam compact on the output.",
    ),
    "W016": ErrorKind(
        "write",
        "{path}: {count} values of {column} are not in {target}",
        "Run newsbeam repair on the output: it recomputes the rows concerned.",
    ),
    "W017": ErrorKind(
        "write",
        "{table} repeats {count} values of {column}, for example {example}",
        "Run newsbeam repair on the output; a feed with corrections needs --write_mode upsert.",
    ),
    "W018": ErrorKind(
        "write",
        "the commit of run {run_id} was interrupted",
        "The next run on this output finishes it; or run newsbeam repair.",
    ),
    "W019": ErrorKind(
        "write",
        "run {run_id}: {read} records were read but {written} articles and rejects were written",
        "Report it with the manifest.",
    ),
    "W020": ErrorKind(
        "write",
        "the tables of {output} are registered in an Iceberg catalog",
        "Name --table_format iceberg, and its --iceberg_catalog; or write to another output.",
    ),
    "W021": ErrorKind(
        "write",
        "--table_format iceberg: {error}",
        "Install newsbeam[iceberg]; name a catalog with --iceberg_catalog.",
    ),
    "W022": ErrorKind(
        "write",
        "the Iceberg catalog refused table {table}: {error}",
        "The files are in place; the next run on this output registers them.",
    ),
    "W024": ErrorKind(
        "write",
        "--output {output} cannot be reached: {error}",
        "Check the address (does the bucket exist?), --storage_options, and the network.",
    ),
    "W023": ErrorKind(
        "write",
        "the tables of {output} have the folders of an earlier version (published_date=...)",
        "Run newsbeam compact on the output once: it rewrites them in the present layout.",
    ),
}
