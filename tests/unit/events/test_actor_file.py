"""A user's actor file is read, and what is wrong in it is named."""

from __future__ import annotations

from pathlib import Path

import pytest

from transforms.events.actor_file import read_actors


def test_read_actors_reads_names_countries_and_sectors(tmp_path: Path) -> None:
    path = tmp_path / "actors.csv"
    path.write_text("name,country,sectors\nNorthgate Council,GBR,GOV\nRed Front,,REB UAF\n")
    assert read_actors(path) == {
        "northgate council": ("GBR", ("GOV",)),
        "red front": (None, ("REB", "UAF")),
    }


@pytest.mark.parametrize(
    ("text", "wrong"),
    [
        ("who,country\nX,GBR\n", "header"),
        ("name,country\n,GBR\n", "line 2: no name"),
        ("name,country\nX,Britain\n", "line 2: 'Britain' is no country code"),
        ("name,sectors\nX,GOV ARMY\n", "line 2: no sector 'ARMY'"),
    ],
)
def test_read_actors_names_the_wrong_line(tmp_path: Path, text: str, wrong: str) -> None:
    path = tmp_path / "actors.csv"
    path.write_text(text)
    with pytest.raises(ValueError, match=wrong):
        read_actors(path)
