"""Command line and configuration: what is accepted, and what the one line says when it is not."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from apache_beam.options.pipeline_options import PipelineOptions

from pipelines import options as opts
from pipelines.config import config_from_options
from pipelines.identity import stage_identity
from pipelines.options import check_words, read_config
from pipelines.values import UsageError, parse_models
from transforms.write.manifest import mask_secrets


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["--input", "a", "--minwords", "3"], "--minwords: no such option; did you mean"),
        (["--min_words", "x"], "--min_words: invalid int value"),
        (["--duplicates", "foo"], "--duplicates: invalid choice"),
        (["articles.jsonl"], "stray word"),
    ],
)
def test_check_words_names_the_option(words: list[str], message: str) -> None:
    with pytest.raises(UsageError) as caught:
        check_words(words, allow_unknown=False)
    assert message in str(caught.value)
    assert "\n" not in str(caught.value)


def test_check_words_lets_runner_flags_through() -> None:
    words = ["--input=a", "--runner", "FlinkRunner", "--flink_master", "host:8081", "--new", "1"]
    check_words(words, allow_unknown=True)
    with pytest.raises(UsageError):
        check_words(words, allow_unknown=False)


@pytest.mark.parametrize(
    ("words", "option"),
    [
        (["--output", "out"], "--input"),
        (["--input", "a"], "--output"),
        (["--input", "a", "--output", "b", "--target_file_mb", "0"], "--target_file_mb"),
        (["--input", "a", "--output", "b", "--field_map", "title"], "--field_map"),
        (["--input", "a", "--output", "b", "--storage_options", "{oops"], "--storage_options"),
        (["--input", "a", "--output", "b", "--field_map", "source='a"], "--field_map"),
        (["--input", "a", "--output", "b", "--default_date", "29.1.2019"], "--default_date"),
        (
            [
                "--input",
                "a",
                "--output",
                "b",
                "--default_date",
                "2019-01-29",
                "--latest_date",
                "2019-01-28",
            ],
            "--default_date",
        ),
        (["--input", "a", "--output", "b", "--default_source", " "], "--default_source"),
        (["--input", "a", "--output", "b", "--date_from_path", "%Y/%m"], "--date_from_path"),
        (["--input", "a", "--output", "b", "--date_from_path", "%Y-%m-%Q"], "--date_from_path"),
        (["--input", "a", "--output", "b", "--spacy_model", "de="], "--spacy_model"),
    ],
)
def test_config_from_options_names_what_is_wrong(words: list[str], option: str) -> None:
    with pytest.raises(UsageError) as caught:
        config_from_options(PipelineOptions(words))
    assert str(caught.value).startswith(option)


def test_read_config_gives_the_same_options_as_the_command_line(tmp_path: Path) -> None:
    file = tmp_path / "run.toml"
    file.write_text(
        'input = ["a", "b"]\noutput = "out"\nincremental = true\nno_progress = false\n'
        '[field_map]\ntitle = "headline"\n[storage_options]\nkey = "k"\n'
    )
    config = config_from_options(PipelineOptions(read_config(str(file))))
    assert config.inputs == ("a", "b")
    assert config.incremental is True
    assert config.progress is True
    assert config.field_map == (("title", "headline"),)
    assert config.storage_options == {"key": "k"}


@pytest.mark.parametrize("content", ["not toml at all =", "when = 2024-01-01"])
def test_read_config_refuses_what_it_cannot_take(tmp_path: Path, content: str) -> None:
    file = tmp_path / "run.toml"
    file.write_text(content)
    with pytest.raises(UsageError, match="--config"):
        read_config(str(file))
    with pytest.raises(UsageError, match="cannot read"):
        read_config(str(tmp_path / "missing.toml"))


def test_parse_models_knows_languages_from_paths() -> None:
    assert parse_models(None) == {"en": None}
    assert parse_models(["en_core_web_lg", "de=de_core_news_lg"]) == {
        "en": "en_core_web_lg",
        "de": "de_core_news_lg",
    }
    assert parse_models(["/models/a=b"]) == {"en": "/models/a=b"}


def test_config_shows_no_secrets() -> None:
    words = [
        *("--input", "https://me:hunter2@host/a.jsonl?token=hunter2&x=1", "--output", "s3://b/c"),
        *("--storage_options", json.dumps({"secret": "hunter2"})),
    ]
    config = config_from_options(PipelineOptions(words))
    assert "hunter2" not in json.dumps(mask_secrets(config.shown()))
    assert config.shown()["storage_options"] == {"secret": "***"}
    assert "secret" not in repr(config)


def test_every_option_has_an_example() -> None:
    for action in opts.own_parser()._actions:
        assert "Example: " in (action.help or ""), action.option_strings


@pytest.mark.parametrize(
    "words",
    [
        ("--default_date", "2019-01-29"),
        ("--default_source", "Daily Planet"),
        ("--date_from_path", "%Y-%m-%d"),
        ("--field_map", "source='Daily Planet'"),
    ],
)
def test_what_a_person_says_of_articles_names_the_shards(words: tuple[str, str]) -> None:
    plain = ["--input", "a", "--output", "b"]
    before, after = (
        stage_identity(config_from_options(PipelineOptions([*plain, *more])))
        for more in ((), words)
    )
    assert before != after
