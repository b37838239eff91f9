"""Records dbt-core's answer for every case: `expected/manifest.json`, trimmed to what does not differ from run to run.

usage: record.py DBT [CASE ...]     DBT is the dbt command (dbt-core 1.11 with dbt-duckdb)
"""
import json, os, pathlib, shutil, subprocess, sys, tempfile

here = pathlib.Path(__file__).parent
volatile = {"created_at", "root_path", "build_path", "compiled_path", "raw_code_hash", "config_call_dict"}


def trimmed(value):
    if isinstance(value, dict):
        return {key: trimmed(item) for key, item in sorted(value.items()) if key not in volatile}
    return [trimmed(item) for item in value] if isinstance(value, list) else value


def record(dbt, case):
    with tempfile.TemporaryDirectory() as folder:
        project = pathlib.Path(folder) / "project"
        shutil.copytree(case / "project", project)
        env = {**os.environ, "DBT_SEND_ANONYMOUS_USAGE_STATS": "0"}
        command = [dbt, "parse", "--no-partial-parse", "--project-dir", str(project), "--profiles-dir", str(project)]
        done = subprocess.run(command, cwd=project, env=env, capture_output=True, text=True)
        manifest = project / "target" / "manifest.json"
        if not manifest.exists():
            print(f"{case.name}: {done.stdout}"); return
        found = json.loads(manifest.read_text())
        semantic = json.loads((project / "target/semantic_manifest.json").read_text())
    del found["metadata"]
    if case.name != "everything":
        del found["child_map"], found["parent_map"], found["group_map"]
    for section in ("macros", "docs"):
        found[section] = {id: item for id, item in found[section].items() if item["package_name"] not in ("dbt", "dbt_duckdb")}
    expected = case / "expected"
    expected.mkdir(exist_ok=True)
    if case.name == "everything":
        (expected / "semantic_manifest.json").write_text(json.dumps(semantic, indent=1) + "\n")
    text = json.dumps(trimmed(found), indent=1, ensure_ascii=False, sort_keys=True)
    (expected / "manifest.json").write_text(text.replace(folder, "") + "\n")
    print(case.name, [line for line in done.stdout.splitlines() if "rror" in line or "arn" in line][:5])


wanted = sys.argv[2:] or sorted(case.name for case in here.iterdir() if (case / "project" / "dbt_project.yml").exists())
for name in wanted:
    record(sys.argv[1], here / name)
