"""Says as JSON what delta-rs reads from tables: their version, protocol, schema, files and rows.

    python verify_with_delta_rs.py TABLE...

Needs deltalake, pyarrow and duckdb.
"""

import json
import pathlib
import sys

import duckdb
import pyarrow as pa
from deltalake import DeltaTable, QueryBuilder


def answer(path):
    table = DeltaTable(path)
    protocol = table.protocol()
    features = lambda names: sorted(str(name) for name in names or [])
    return {
        "version": table.version(),
        "protocol": [
            protocol.min_reader_version,
            protocol.min_writer_version,
            features(protocol.reader_features),
            features(protocol.writer_features),
        ],
        "partitionColumns": table.metadata().partition_columns,
        "schema": json.loads(table.schema().to_json())["fields"],
        "files": files(table),
        "rows": rows(table),
        "history": [[entry.get("operation"), entry.get("timestamp"), entry.get("userMetadata")] for entry in table.history()],
    }


def files(table):
    """The add actions with statistics as delta-rs understands them, one JSON text a file; sizes depend on DuckDB."""
    actions = pa.table(table.get_add_actions(flatten=True))
    return texts(actions.drop_columns(["size_bytes", "modification_time"]))


def rows(table):
    return texts(pa.table(QueryBuilder().register("t", table).execute("select * from t")))


def texts(table):
    connection = duckdb.connect()
    connection.execute("set TimeZone = 'UTC'")
    connection.register("t", table)
    return sorted(row[0] for row in connection.execute("select to_json(t)::varchar from t").fetchall())


if __name__ == "__main__":
    print(json.dumps({pathlib.Path(path).name: answer(path) for path in sys.argv[1:]}))
