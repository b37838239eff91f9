"""A bk-build project as three tasks of Airflow (2.4 or newer)."""

from datetime import datetime, timedelta

from airflow import DAG
from airflow.operators.bash import BashOperator

PROJECT = "/srv/shop"

with DAG(
    dag_id="shop",
    schedule="15 5 * * *",
    start_date=datetime(2025, 1, 1),
    catchup=False,
    max_active_runs=1,  # DuckDB has one writer
    default_args={"cwd": PROJECT, "append_env": True},
) as dag:
    freshness = BashOperator(
        task_id="freshness",
        bash_command="npx bk-build source freshness",
    )
    build = BashOperator(
        task_id="build",
        bash_command="npx bk-build build --log-format json",
        execution_timeout=timedelta(hours=1),
    )
    retry = BashOperator(
        task_id="retry",
        bash_command="npx bk-build retry",
        trigger_rule="one_failed",
    )
    freshness >> build >> retry
