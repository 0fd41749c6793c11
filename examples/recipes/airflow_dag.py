"""Airflow 2.9 or 3: a run each day, then a check; the summary goes to the next task as XCom."""

from __future__ import annotations

import datetime as dt

try:
    from airflow.providers.standard.operators.bash import BashOperator
except ImportError:  # Airflow 2
    from airflow.operators.bash import BashOperator
from airflow import DAG

NEWSBEAM = "/opt/newsbeam/.venv/bin/newsbeam"
TABLES = "s3://my-bucket/tables"

with DAG(
    "newsbeam",
    start_date=dt.datetime(2024, 1, 1),
    schedule="17 4 * * *",
    catchup=False,
    max_active_runs=1,
    default_args={"retries": 2, "retry_delay": dt.timedelta(minutes=10)},
) as dag:
    # A retry goes on from the shards that the failed try finished.
    run = BashOperator(
        task_id="run",
        bash_command=f"{NEWSBEAM} run --input s3://my-bucket/news/{{{{ ds }}}} --output {TABLES} "
        "--write-mode upsert --incremental --no-progress --summary json",
        do_xcom_push=True,
    )
    check = BashOperator(task_id="check", bash_command=f"{NEWSBEAM} check {TABLES}")
    run >> check
