"""Beam's job server for Spark with Spark inside it (``--spark_master_url local[2]``).

The published jar holds both. Where Maven's repository lacks the one of our Beam version, it is put
together from the plain jars of an older one and Spark's own; Beam's job and worker protocols are
stable.
"""

from __future__ import annotations

import contextlib
import shutil
from pathlib import Path

from tests.support.flink_cluster import (
    FALLBACK_BEAM,
    MissingToolError,
    apache_beam_version,
    cache_folder,
    quietly,
    worker_command,
    write_pathing_jar,
)

SPARK = "3.5.0"

_DEPENDENCY = """\
  <dependency>
    <groupId>{}</groupId><artifactId>{}</artifactId><version>{}</version>
  </dependency>
"""


def fetch_job_server() -> Path:
    """The job server as one runnable jar, fetched once: the published one, else its parts.

    Raises:
        MissingToolError: Java, Maven or the repository is not there.
    """
    for tool in ("java", "mvn"):
        if shutil.which(tool) is None:
            raise MissingToolError(f"needs {tool} on the PATH")
    beam = apache_beam_version()
    folder = cache_folder("spark-3")
    published = folder / f"beam-runners-spark-3-job-server-{beam}.jar"
    assembled = folder / f"assembled-{FALLBACK_BEAM}.jar"
    for jar in (published, assembled):
        if jar.exists():
            return jar
    mvn = ["mvn", "-B", "-q"]
    artifact = f"-Dartifact=org.apache.beam:beam-runners-spark-3-job-server:{beam}"
    with contextlib.suppress(MissingToolError):
        quietly([*mvn, "dependency:get", artifact, "-Dtransitive=false"], artifact)
        quietly([*mvn, "dependency:copy", artifact, f"-DoutputDirectory={folder}"], artifact)
        return published
    wanted = [("org.apache.beam", "beam-runners-spark-3", FALLBACK_BEAM)]
    wanted += [
        ("org.apache.spark", f"spark-{part}_2.12", SPARK) for part in ("core", "streaming", "sql")
    ]
    (folder / "pom.xml").write_text(
        '<project xmlns="http://maven.apache.org/POM/4.0.0">\n'
        "  <modelVersion>4.0.0</modelVersion>\n"
        "  <groupId>newsbeam</groupId><artifactId>spark-job-server</artifactId>"
        "<version>1</version>\n"
        f"  <dependencies>{''.join(_DEPENDENCY.format(*words) for words in wanted)}"
        "</dependencies>\n</project>\n"
    )
    parts = folder / "parts"
    copy = [*mvn, "-f", folder / "pom.xml", "dependency:copy-dependencies"]
    quietly([*copy, "-DincludeScope=runtime", f"-DoutputDirectory={parts}"], "Spark's jars")
    driver = "org.apache.beam.runners.spark.SparkJobServerDriver"
    write_pathing_jar(assembled, sorted(parts.glob("*.jar")), driver)
    return assembled


def spark_flags() -> list[str]:
    """The runner's flags for ``newsbeam run`` on a Spark of two threads on this machine."""
    return [
        *("--runner", "SparkRunner", "--spark_master_url", "local[2]"),
        *("--spark_job_server_jar", str(fetch_job_server())),
        *("--environment_type", "PROCESS"),
        *("--environment_option", f"process_command={worker_command()}"),
    ]
