"""Records what templates see of dbt's relations, columns, results and dates.

Usage, with a Python that has dbt-core 1.11, dbt-duckdb and pytz:

    python record.py

Reads fixtures/snippets.json and writes fixtures/templates.json; draws the queries of fixtures/tables.json anew. The context below is the one that templates.test.ts builds.
"""

import datetime
import io
import json
import pathlib

import duckdb
import pytz
from dbt.adapters.contracts.relation import Policy
from dbt.adapters.duckdb.column import DuckDBColumn
from dbt.adapters.duckdb.relation import DuckDBRelation
from dbt.adapters.sql.connections import SQLConnectionManager
from dbt_common.clients.agate_helper import empty_table
from dbt_common.clients.jinja import get_environment

connection = duckdb.connect()
connection.execute("set timezone = 'UTC'")


def results(sql):
    return SQLConnectionManager.get_result_from_cursor(connection.execute(sql), None)


class Api:
    Relation = DuckDBRelation
    Column = DuckDBColumn


def relation(**kwargs):
    return DuckDBRelation.create(database="shop", schema="main", **kwargs)


context = {
    "api": Api,
    "results": results,
    "empty": empty_table(),
    "orders": relation(identifier="orders", type="table"),
    "untyped": relation(identifier="orders"),
    "view": relation(identifier="Order View", type="view"),
    "plain": relation(
        identifier="plain", type="table", quote_policy=Policy(database=False, schema=False, identifier=False)
    ),
    "cte": DuckDBRelation.create(identifier="__dbt__cte__x", type="cte").quote(identifier=False),
    "file": relation(identifier="orders", external="read_parquet('orders.parquet')"),
    "modules": {"datetime": datetime, "pytz": pytz},
}

here = pathlib.Path(__file__).parent
environment = get_environment(None, capture_macros=False)
recorded = {}
for group, templates in json.loads((here / "fixtures" / "snippets.json").read_text()).items():
    answers = []
    for template in templates:
        try:
            answers.append([template, environment.from_string(template).render(context)])
        except Exception as error:  # the kind of failure is not compared, only that it fails
            answers.append([template, None, f"{type(error).__name__}: {error}".splitlines()[0]])
    recorded[group] = answers

tables = {}
for query in json.loads((here / "fixtures" / "tables.json").read_text()):
    output = io.StringIO()
    results(query).print_table(output=output)
    tables[query] = output.getvalue()
(here / "fixtures" / "tables.json").write_text(json.dumps(tables, indent=1, ensure_ascii=False) + "\n")

text = json.dumps(recorded, indent=1, ensure_ascii=False)
(here / "fixtures" / "templates.json").write_text(text + "\n")
