"""Records what dbt-core selects in project/: manifest.json, earlier/ (the state to compare with) and cases.json.

Usage: python record.py   (needs dbt-core 1.11 and dbt-duckdb; writes beside itself)
"""

import json
import os
import shlex
import shutil
import tempfile
from pathlib import Path

os.environ["DBT_SEND_ANONYMOUS_USAGE_STATS"] = "0"
from dbt.cli.main import dbtRunner

here = Path(__file__).parent

# What the project looked like before: file, what stands there now, what stood there then. None: not there.
EDITS = [
    ("models/staging/stg_orders.sql", "'DE'", "'FR'"),
    ("models/staging/stg_products.sql", "'catalog'", "'nobody'"),
    ("models/marts/orphan.sql", None, None),
    ("models/marts/kpis.sql", "double_it('amount')", "double_it('amount')"),
    ("models/marts/days.sql", "select cast", "{{ config(alias='all_days') }}\nselect cast"),
    ("models/marts/finance/revenue_by_country.sql", "group='finance'", "group='finance', materialized='view'"),
    ("models/marts/core/properties.yml", "data_type: double", "data_type: integer"),
    ("models/marts/core/properties.yml", "One row an order", "A row an order"),
    ("models/marts/core/properties.yml", "rows: [{name: y}]", "rows: [{name: z}]"),
    ("models/staging/properties.yml", "config: {tags: catalog}", "config: {tags: other}"),
    ("models/staging/properties.yml", "severity: warn, tags", "severity: error, tags"),
    ("models/sources.yml", "identifier: rates", "identifier: country"),
    ("models/marts/semantic.yml", "label: Days", "label: Number of days"),
    ("models/marts/semantic.yml", "owner: {name: B", "owner: {name: C"),
    ("models/marts/semantic.yml", "agg: count\n", "agg: sum\n"),
    ("models/scripts/py_model.py", "'stg_orders'", "'stg_products'"),
    ("macros/numbers.sql", "* 2", "+ 0"),
    ("macros/tests.sql", "< 0{%", "<= 0{%"),
    ("seeds/country.csv", "Germany", "Deutschland"),
    ("snapshots/yaml.yml", "check_cols: all", "check_cols: [name]"),
]

RESULTS = {
    "model.shop.stg_customers": "success",
    "model.shop.stg_orders": "error",
    "model.shop.fct_orders": "skipped",
    "test.shop.unique_country_code.4fe6507d45": "pass",
    "test.shop.assert_revenue": "fail",
    "test.shop.orders_have_customers": "warn",
    "seed.shop.country": "success",
    "snapshot.shop.orders_history": "skipped",
}

CASES = (here / "cases.txt").read_text().splitlines()


def main() -> None:
    work = Path(tempfile.mkdtemp())
    now, before, state = work / "now", work / "before", work / "state"
    shutil.copytree(here / "project", now)
    shutil.copytree(here / "project", before)
    for file, new, old in EDITS:
        path = before / file
        if new is None:
            path.unlink()
        else:
            text = path.read_text()
            assert new in text, (file, new)
            path.write_text(text.replace(new, old))
    (before / "models/gone.sql").write_text("select 1 as id\n")

    state.mkdir()
    manifest_now, _ = parse(now)
    _, path_before = parse(before)
    shutil.copy(path_before, state / "manifest.json")
    write_results(state)
    write_sources(state / "sources.json", {"customers": "2025-01-01", "orders": "2025-01-01"})
    write_sources(now / "target/sources.json", {"customers": "2025-01-01", "orders": "2025-01-02", "events": "2025-01-02"})

    (here / "earlier").mkdir(exist_ok=True)
    keep(state / "manifest.json", here / "earlier/manifest.json")
    keep(now / "target/manifest.json", here / "manifest.json")
    shutil.copy(state / "run_results.json", here / "earlier/run_results.json")
    shutil.copy(state / "sources.json", here / "earlier/sources.json")
    shutil.copy(now / "target/sources.json", here / "sources.json")

    outputs = {form: listed(now, form, manifest_now) for form in ("selector", "name", "path", "json")}
    (here / "outputs.json").write_text(json.dumps(outputs, indent=1) + "\n")

    cases = []
    for line in CASES:
        if not line.strip() or line.startswith("#"):
            continue
        cases.append(ask(line, now, state, manifest_now))
    lines = ",\n".join("  " + json.dumps(case) for case in cases)
    (here / "cases.json").write_text(f"[\n{lines}\n]\n")
    print(len(cases), "cases;", sum("error" in case for case in cases), "errors")


def run(args, folder, callbacks=(), manifest=None):
    runner = dbtRunner(manifest=manifest, callbacks=list(callbacks))
    return runner.invoke([*args, "--project-dir", str(folder), "--profiles-dir", str(folder), "--quiet"])


def parse(folder):
    result = run(["parse", "--no-partial-parse"], folder)
    assert result.success, result.exception
    return result.result, folder / "target/manifest.json"


def ask(line, folder, state, manifest):
    args = shlex.split(line.replace("STATE", str(state)))
    warned = []

    def listen(event):
        if event.info.name == "NoNodesForSelectionCriteria":
            warned.append(event.data.spec_raw)

    result = run(["ls", *args, "--output", "json", "--output-keys", "unique_id"], folder, [listen], manifest)
    case = {"args": shlex.split(line)}
    if result.exception:
        return {**case, "error": str(result.exception).split("\n")[0][:100]}
    found = sorted(json.loads(row)["unique_id"] for row in result.result or [])
    return {**case, "found": found, **({"warned": sorted(set(warned))} if warned else {})}


def listed(folder, form, manifest):
    """The lines of `ls --output <form>`, of everything."""
    result = run(["ls", "--resource-type", "all", "--output", form], folder, (), manifest)
    return list(result.result)


def write_results(state):
    results = [
        {
            "status": status,
            "timing": [],
            "thread_id": "Thread-1",
            "execution_time": 0.1,
            "adapter_response": {},
            "message": None,
            "failures": None,
            "unique_id": unique_id,
            "compiled": None,
            "compiled_code": None,
            "relation_name": None,
            "batch_results": None,
        }
        for unique_id, status in RESULTS.items()
    ]
    document = {
        "metadata": {
            "dbt_schema_version": "https://schemas.getdbt.com/dbt/run-results/v6.json",
            "dbt_version": "1.11.16",
            "generated_at": "2025-01-01T00:00:00Z",
            "invocation_id": "00000000-0000-0000-0000-000000000000",
            "invocation_started_at": "2025-01-01T00:00:00Z",
            "env": {},
        },
        "results": results,
        "elapsed_time": 1.0,
        "args": {},
    }
    (state / "run_results.json").write_text(json.dumps(document, indent=1) + "\n")


def write_sources(path, loaded):
    names = {"customers": "raw", "orders": "raw", "events": "web"}
    results = [
        {
            "unique_id": f"source.shop.{names[table]}.{table}",
            "max_loaded_at": f"{day}T00:00:00Z",
            "snapshotted_at": "2025-02-01T00:00:00Z",
            "max_loaded_at_time_ago_in_s": 1.0,
            "status": "pass",
            "criteria": {"warn_after": {"count": 1, "period": "day"}, "error_after": None, "filter": None},
            "adapter_response": {},
            "timing": [],
            "thread_id": "Thread-1",
            "execution_time": 0.1,
        }
        for table, day in loaded.items()
    ]
    document = {
        "metadata": {
            "dbt_schema_version": "https://schemas.getdbt.com/dbt/sources/v3.json",
            "dbt_version": "1.11.16",
            "generated_at": "2025-02-01T00:00:00Z",
            "invocation_id": "00000000-0000-0000-0000-000000000000",
            "invocation_started_at": "2025-02-01T00:00:00Z",
            "env": {},
        },
        "results": results,
        "elapsed_time": 1.0,
    }
    path.parent.mkdir(exist_ok=True)
    path.write_text(json.dumps(document, indent=1) + "\n")


def keep(source, target):
    """Trimmed: built-in macros have their text shortened alike in both manifests; what changes every time is fixed."""
    document = json.loads(source.read_text())
    used = {name for part in ("nodes", "macros") for node in document[part].values() for name in node["depends_on"].get("macros", [])}
    document["macros"] = {
        name: {**macro, "macro_sql": "" if macro["package_name"].startswith("dbt") else macro["macro_sql"]}
        for name, macro in document["macros"].items()
        if name in used or not macro["package_name"].startswith("dbt")
    }
    document["docs"] = {}
    document["metadata"].update({"generated_at": "2025-01-01T00:00:00Z", "invocation_started_at": "2025-01-01T00:00:00Z", "invocation_id": None, "user_id": None})
    for part in ("nodes", "sources", "macros", "exposures", "metrics", "unit_tests", "semantic_models", "saved_queries"):
        for node in document[part].values():
            if "created_at" in node:
                node["created_at"] = 0
            if "root_path" in node:
                node["root_path"] = None
    for nodes in document["disabled"].values():
        for node in nodes:
            node["created_at"] = 0
    target.write_text(json.dumps(document, separators=(",", ":")) + "\n")


main()
