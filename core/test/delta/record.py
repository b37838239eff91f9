"""Writes small tables with delta-rs into fixtures/, each with the rows it reads from them.

    python record.py

Needs deltalake, pyarrow and duckdb. The file names differ from run to run; the rows do not.
"""

import datetime as dt
import decimal
import json
import pathlib
import shutil

import pyarrow as pa
import pyarrow.parquet as parquet
from deltalake import DeltaTable, write_deltalake

from verify_with_delta_rs import answer

HERE = pathlib.Path(__file__).parent / "fixtures"
UTC = dt.timezone.utc


def all_types(path):
    moment = dt.datetime(2024, 3, 31, 1, 30, 0, 123456)
    columns = {
        "flag": pa.array([True, False, None]),
        "tiny": pa.array([-128, 127, None], pa.int8()),
        "small": pa.array([-32768, 32767, None], pa.int16()),
        "int": pa.array([-(2**31), 2**31 - 1, None], pa.int32()),
        "big": pa.array([-(2**63), 2**63 - 1, None], pa.int64()),
        "real": pa.array([1.1, float("-inf"), None], pa.float32()),
        "double": pa.array([-0.0, 5e-324, None], pa.float64()),
        "price": pa.array([decimal.Decimal("-12345678.90"), decimal.Decimal("0.01"), None], pa.decimal128(10, 2)),
        "exact": pa.array([decimal.Decimal("9" * 28 + ".0123456789"), decimal.Decimal("-1"), None], pa.decimal128(38, 10)),
        "text": pa.array(["", "Straße \"ä\" 😀 \\ \n" + "z" * 40, None]),
        "bytes": pa.array([b"", b"\x00\xff", None], pa.binary()),
        "day": pa.array([dt.date(1, 1, 1), dt.date(9999, 12, 31), None]),
        "moment": pa.array([moment, dt.datetime(1969, 12, 31, 23, 59, 59, 999999), None], pa.timestamp("us", tz="UTC")),
        "naive": pa.array([moment, dt.datetime(1582, 10, 4), None], pa.timestamp("us")),
        "list": pa.array([[1, None, 3], [], None], pa.list_(pa.int32())),
        "struct": pa.array([{"a b": 1, "inner": {"x": [1.5]}}, {"a b": None, "inner": None}, None],
                           pa.struct([("a b", pa.int32()), ("inner", pa.struct([("x", pa.list_(pa.float64()))]))])),
        "map": pa.array([[("k", dt.date(2024, 2, 29))], [], None], pa.map_(pa.string(), pa.date32())),
    }
    write_deltalake(path, pa.table(columns))


def partitioned(path):
    cities = ["Berlin", "Frankfurt (Oder)", "a/b=c d%20", "Köln", None, "it's [x]*?"]
    rows = pa.table({
        "id": pa.array(range(12), pa.int64()),
        "city": pa.array([cities[i % 6] for i in range(12)]),
        "day": pa.array([dt.date(2024, 1, 1 + i % 2) if i != 7 else None for i in range(12)]),
        "n": pa.array([i % 2 for i in range(12)], pa.int32()),
    })
    write_deltalake(path, rows, partition_by=["city", "day", "n"])


def partitioned_by_time(path):
    rows = pa.table({
        "id": pa.array(range(3), pa.int32()),
        "at": pa.array([dt.datetime(2024, 3, 31, 1, 30, tzinfo=UTC), dt.datetime(2024, 10, 27, 2, 0, 0, 500000, tzinfo=UTC), None], pa.timestamp("us", tz="UTC")),
        "price": pa.array([decimal.Decimal("1.50"), decimal.Decimal("-2.00"), None], pa.decimal128(5, 2)),
        "flag": pa.array([True, False, None]),
    })
    write_deltalake(path, rows, partition_by=["at", "price", "flag"])


def evolved(path):
    write_deltalake(path, pa.table({"id": [1, 2], "who": pa.array([{"name": "a"}, None], pa.struct([("name", pa.string())]))}))
    write_deltalake(path, pa.table({"id": [3], "vip": [True]}), mode="append", schema_mode="merge")
    write_deltalake(path, pa.table({"vip": [False], "id": [4], "tags": [["x"]]}), mode="append", schema_mode="merge")


def changed(path):
    for start in (0, 10, 20):
        rows = pa.table({"id": pa.array(range(start, start + 10), pa.int64()), "name": [f"n{i}" for i in range(start, start + 10)]})
        write_deltalake(path, rows, mode="append")
    table = DeltaTable(path)
    table.delete("id % 7 = 3")
    table.update(predicate="id = 11", updates={"name": "'eleven'"})
    table.optimize.compact()
    source = pa.table({"id": pa.array([1, 99], pa.int64()), "name": ["one", "new"]})
    (table.merge(source, "t.id = s.id", source_alias="s", target_alias="t")
        .when_matched_update_all().when_not_matched_insert_all().execute())


def checkpointed(path):
    for i in range(13):
        rows = pa.table({"id": pa.array([i], pa.int64()), "part": [f"p{i % 2}"]})
        write_deltalake(path, rows, mode="append", partition_by=["part"])
        if i == 10:
            DeltaTable(path).delete("id = 4")
            DeltaTable(path).create_checkpoint()
    for i in range(8):
        (pathlib.Path(path) / "_delta_log" / f"{i:020}.json").unlink()


def overwritten(path):
    write_deltalake(path, pa.table({"old": ["x"]}))
    write_deltalake(path, pa.table({"new": pa.array([1.5])}), mode="overwrite", schema_mode="overwrite")


def two_kinds_of_timestamp(path):
    """Spark's INT96 and everybody else's INT64, in one table, nested too."""
    folder = pathlib.Path(path)
    (folder / "_delta_log").mkdir(parents=True)
    kind = pa.timestamp("us", tz="UTC")
    schema = {"type": "struct", "fields": [
        {"name": "at", "type": "timestamp", "nullable": True, "metadata": {}},
        {"name": "seen", "type": {"type": "array", "elementType": {"type": "struct", "fields": [
            {"name": "at", "type": "timestamp", "nullable": True, "metadata": {}}]}, "containsNull": True},
            "nullable": True, "metadata": {}}]}
    actions = [
        {"protocol": {"minReaderVersion": 1, "minWriterVersion": 2}},
        {"metaData": {"id": "0", "format": {"provider": "parquet", "options": {}}, "schemaString": json.dumps(schema),
                      "partitionColumns": [], "configuration": {}, "createdTime": 0}}]
    for name, is_int96 in (("int64", False), ("int96", True), ("last", False)):
        at = dt.datetime(2024, 7, 1, 12, 0, 0, 5, tzinfo=UTC)
        rows = pa.table({"at": pa.array([at, None], kind),
                         "seen": pa.array([[{"at": at}], None], pa.list_(pa.struct([("at", kind)])))})
        file = folder / f"{name}.parquet"
        parquet.write_table(rows, file, use_deprecated_int96_timestamps=is_int96)
        actions.append({"add": {"path": file.name, "partitionValues": {}, "size": file.stat().st_size,
                                "modificationTime": 0, "dataChange": True}})
    (folder / "_delta_log" / f"{0:020}.json").write_text("\n".join(map(json.dumps, actions)) + "\n")


TABLES = [two_kinds_of_timestamp, all_types, partitioned, partitioned_by_time, evolved, changed, checkpointed, overwritten]

if __name__ == "__main__":
    for make in TABLES:
        path = HERE / make.__name__
        shutil.rmtree(path, ignore_errors=True)
        make(str(path))
        rows = answer(str(path))["rows"]
        (HERE / f"{make.__name__}.json").write_text(json.dumps(rows, indent=1, ensure_ascii=False) + "\n")
        print(make.__name__, len(rows))
