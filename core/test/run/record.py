"""Records what dbt-core with dbt-duckdb does with the projects of `cases/`, as `expected.json` beside each.

usage: record.py DBT [CASE ...]      (needs the Python packages duckdb and pyyaml; DBT is the program)
Cases with `isOwn: true` in their case.yml are left alone.
"""
import json, os, re, shutil, subprocess, sys, tempfile
import duckdb, yaml

here = os.path.dirname(os.path.abspath(__file__))
dbt, wanted = sys.argv[1], sys.argv[2:]


def run_step(project, step):
    for path, text in step.get("write", {}).items():
        with open(os.path.join(project, path), "w") as file:
            file.write(text)
    command = [dbt, "--no-use-colors", "build", "--profiles-dir", ".", "--vars", json.dumps(step.get("vars", {}))]
    for flag in ("full_refresh", "store_failures"):
        if step.get(flag):
            command.append("--" + flag.replace("_", "-"))
    for flag in ("event_time_start", "event_time_end"):
        if step.get(flag):
            command += ["--" + flag.replace("_", "-"), step[flag]]
    env = dict(os.environ, DBT_SEND_ANONYMOUS_USAGE_STATS="0")
    done = subprocess.run(command, cwd=project, env=env, capture_output=True, text=True)
    with open(os.path.join(project, "target", "run_results.json")) as file:
        results = sorted(json.load(file)["results"], key=lambda result: result["unique_id"])
    if os.environ.get("VERBOSE"):
        print(done.stdout)
    return results


def mask(columns, rows, volatile):
    marked = [name in volatile for name, _ in columns]
    is_time = lambda value: re.match(r"\d{4}-\d\d-\d\d ", value)
    is_open = lambda value: value.startswith("9999")
    times = sorted({v for row in rows for v, m in zip(row, marked) if m and v is not None and is_time(v) and not is_open(v)})
    ranks = {time: f"time {index + 1}" for index, time in enumerate(times)}
    return [[v if not m or v is None or is_open(v) else ranks.get(v, "id") for v, m in zip(row, marked)] for row in rows]


def read_relations(project, names, volatile):
    relations = {}
    with duckdb.connect(os.path.join(project, "build.duckdb"), read_only=True) as connection:
        for name in names:
            schema, table = name.split(".")
            found = connection.execute(
                "select table_type from information_schema.tables where table_schema = ? and table_name = ?", [schema, table]
            ).fetchall()
            if not found:
                relations[name] = None
                continue
            columns = [list(row) for row in connection.execute(f"select column_name, column_type from (describe {name})").fetchall()]
            selected = ", ".join(f'"{column}"::varchar' for column, _ in columns)
            rows = [list(row) for row in connection.execute(f"select {selected} from {name}").fetchall()]
            rows = sorted(mask(columns, rows, volatile), key=lambda row: json.dumps(row, ensure_ascii=False, separators=(",", ":")))
            relations[name] = {"type": "view" if found[0][0] == "VIEW" else "table", "columns": columns, "rows": rows}
    return relations


def record(case):
    folder = os.path.join(here, "cases", case)
    with open(os.path.join(folder, "case.yml")) as file:
        definition = yaml.safe_load(file)
    if definition.get("isOwn"):
        return
    outcomes = []
    with tempfile.TemporaryDirectory() as parent:
        project = os.path.join(parent, "project")
        shutil.copytree(os.path.join(folder, "project"), project)
        for step in definition["steps"]:
            results = run_step(project, step)
            compared = [
                result
                for result in results
                if result["status"] in ("success", "pass", "warn", "fail", "partial success")
                and not result["unique_id"].startswith("unit_test.")
            ]
            outcomes.append(
                {
                    "statuses": {result["unique_id"]: result["status"] for result in results},
                    "messages": {result["unique_id"]: result["message"] for result in compared},
                    "relations": read_relations(project, definition.get("relations", []), definition.get("volatile", [])),
                }
            )
    with open(os.path.join(folder, "expected.json"), "w") as file:
        json.dump(outcomes, file, indent=1, ensure_ascii=False)
        file.write("\n")
    print(case, [list(outcome["statuses"].values()) for outcome in outcomes])


for name in wanted or sorted(os.listdir(os.path.join(here, "cases"))):
    record(name)
