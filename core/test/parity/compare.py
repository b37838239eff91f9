"""Runs one dbt project with dbt-core and with bk-build, on separate copies, and lists where the two differ.

    compare.py PROJECT [--command build] [--keep-dbt] [--examples 2] [-- flags for both]

Manifests are compared field by field, run results by status, failures and message, DuckDB files relation by relation
(columns, types, rows). What is random, or a time, or the path of a copy is levelled first. Exit code 1 when anything
differs. See README.md beside this file.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import shutil
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path

SECTIONS = (
    "nodes", "sources", "macros", "exposures", "unit_tests", "metrics",
    "semantic_models", "groups", "docs", "saved_queries", "functions",
)  # fmt: skip
# Of the clock, of the machine, or of how far a node was compiled (compiled_code is compared on its own).
UNCOMPARED = {
    "created_at", "build_path", "compiled_path", "root_path", "compiled", "compiled_code",
    "extra_ctes", "extra_ctes_injected", "deferred", "defer_relation",
}  # fmt: skip
BUILT_IN = re.compile(r"^(macro|doc)\.(dbt|dbt_duckdb)\.")
LEVELLED = (
    (re.compile(r"\d{4}-\d\d-\d\d[ T]\d\d:\d\d:\d\d(\.\d+)?([+-]\d\d(:\d\d)?|Z)?"), "<time>"),
    (re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}"), "<uuid>"),
    (re.compile(r"__dbt_tmp\d+"), "__dbt_tmp<time>"),
)


class Differences:
    """What differs, by kind, in the order in which it was found."""

    def __init__(self) -> None:
        self.found: dict[str, list[tuple]] = {}

    def note(self, kind: str, *what: object) -> None:
        self.found.setdefault(kind, []).append(what)

    def print(self, examples: int, width: int) -> None:
        for kind, all_of_kind in sorted(self.found.items()):
            print(f"  DIFF {kind}: {len(all_of_kind)}")
            for what in all_of_kind[:examples]:
                for index, part in enumerate(what):
                    print("      " + ("" if index == 0 else "   ") + str(part)[:width].replace("\n", "\\n"))


class Side:
    """One of the two programs, with its copy of the project."""

    def __init__(self, program: list[str], project: Path, folder: Path) -> None:
        self.program, self.folder = program, folder / project.name
        self.log = folder / "log.txt"
        self.summary = folder / "summary.json"
        self.project = project

    def run(self, command: list[str], keep: bool) -> None:
        if not (keep and self.summary.exists()):
            self._run(command)
        summary = json.loads(self.summary.read_text())
        self.exit_code, self.seconds = summary["exit_code"], summary["seconds"]

    def _run(self, command: list[str]) -> None:
        shutil.rmtree(self.log.parent, ignore_errors=True)
        shutil.copytree(self.project, self.folder, symlinks=True,
                        ignore=shutil.ignore_patterns("target", "logs", ".git", "*.duckdb", "*.duckdb.wal"))  # fmt: skip
        env = {**os.environ, "DBT_SEND_ANONYMOUS_USAGE_STATS": "0", "NO_COLOR": "1", "DBT_PROFILES_DIR": "."}
        started = time.monotonic()
        try:
            done = subprocess.run([*self.program, *command], cwd=self.folder, env=env, capture_output=True, text=True, timeout=900)
            exit_code, output = done.returncode, done.stdout + done.stderr
        except subprocess.TimeoutExpired:
            exit_code, output = -1, "stopped after 900 seconds"
        self.log.write_text(output)
        self.summary.write_text(json.dumps({"exit_code": exit_code, "seconds": time.monotonic() - started}))

    def artifact(self, name: str) -> dict | None:
        path = self.folder / "target" / name
        return json.loads(path.read_text()) if path.exists() else None

    def level(self, text: str | None) -> str:
        """The text without times, ids, the copy's path and white space."""
        text = (text or "").replace(str(self.folder), "<project>")
        for pattern, word in LEVELLED:
            text = pattern.sub(word, text)
        return re.sub(r"\s+", " ", text).strip()


def compare_manifests(core: Side, ours: Side, out: Differences) -> None:
    a_manifest, b_manifest = core.artifact("manifest.json"), ours.artifact("manifest.json")
    if a_manifest is None or b_manifest is None:
        if (a_manifest is None) != (b_manifest is None):
            out.note("manifest on one side only", "dbt-core" if a_manifest else "bk-build")
        return
    for section in SECTIONS:
        a = {k: v for k, v in a_manifest.get(section, {}).items() if not BUILT_IN.match(k)}
        b = {k: v for k, v in b_manifest.get(section, {}).items() if not BUILT_IN.match(k)}
        for key in sorted(a.keys() - b.keys()):
            out.note(f"{section}: only dbt-core has", key)
        for key in sorted(b.keys() - a.keys()):
            out.note(f"{section}: only bk-build has", key)
        for key in sorted(a.keys() & b.keys()):
            compare_resources(section, key, a[key], b[key], core, ours, out)
    for key in sorted(set(a_manifest["disabled"]) ^ set(b_manifest["disabled"])):
        out.note("disabled: one side only", key, "dbt-core" if key in a_manifest["disabled"] else "bk-build")


def compare_resources(section: str, key: str, a: dict, b: dict, core: Side, ours: Side, out: Differences) -> None:
    for field in sorted((a.keys() | b.keys()) - UNCOMPARED):
        x, y = a.get(field), b.get(field)
        if field == "depends_on":
            x, y = ({name: sorted(ids) for name, ids in side.items()} for side in (x, y))
            for name in sorted(x.keys() | y.keys()):
                if x.get(name) != y.get(name):
                    out.note(f"{section}.depends_on.{name}", key, sorted(set(x.get(name, [])) - set(y.get(name, []))),
                             sorted(set(y.get(name, [])) - set(x.get(name, []))))  # fmt: skip
        elif isinstance(x, dict) and isinstance(y, dict):
            for inner in sorted(x.keys() | y.keys()):
                if x.get(inner) != y.get(inner):
                    out.note(f"{section}.{field}.{inner}", key, x.get(inner), y.get(inner))
        elif x != y:
            out.note(f"{section}.{field}", key, x, y)
    if a.get("compiled_code") is not None and b.get("compiled_code") is not None:
        x, y = core.level(a["compiled_code"]), ours.level(b["compiled_code"])
        if x != y:
            at = next((i for i, (p, q) in enumerate(zip(x, y)) if p != q), min(len(x), len(y)))
            out.note(f"{section}: compiled SQL", key, "…" + x[max(0, at - 60) : at + 160], "…" + y[max(0, at - 60) : at + 160])
    elif (a.get("compiled_code") is None) != (b.get("compiled_code") is None):
        out.note(f"{section}: compiled on one side only", key, "dbt-core" if a.get("compiled_code") is not None else "bk-build")


def compare_results(core: Side, ours: Side, out: Differences) -> None:
    a_results, b_results = core.artifact("run_results.json"), ours.artifact("run_results.json")
    if a_results is None or b_results is None:
        return
    a = {r["unique_id"]: r for r in a_results["results"]}
    b = {r["unique_id"]: r for r in b_results["results"]}
    for key in sorted(a.keys() ^ b.keys()):
        out.note("result on one side only", key, "dbt-core" if key in a else "bk-build", (a.get(key) or b[key])["status"])
    for key in sorted(a.keys() & b.keys()):
        x, y = a[key], b[key]
        if x["status"] != y["status"]:
            out.note("status", key, (x["status"], core.level(x["message"])), (y["status"], ours.level(y["message"])))
        elif x["failures"] != y["failures"]:
            out.note("failures", key, x["failures"], y["failures"])
        elif x["status"] in ("success", "pass", "fail", "warn") and core.level(x["message"]) != ours.level(y["message"]):
            out.note("message", key, core.level(x["message"]), ours.level(y["message"]))
        if x["adapter_response"] != y["adapter_response"] and x["status"] == y["status"] != "error":
            out.note("adapter_response", key, x["adapter_response"], y["adapter_response"])
    print(f"  results: {dict(Counter(r['status'] for r in a.values()))} {dict(Counter(r['status'] for r in b.values()))}")


def compare_databases(core: Side, ours: Side, out: Differences) -> None:
    import duckdb

    relations = "select table_schema, table_name, table_type from information_schema.tables where table_schema not like 'pg_%'"
    compared = 0
    for file in sorted(core.folder.rglob("*.duckdb")):
        other = ours.folder / file.relative_to(core.folder)
        if not other.exists():
            out.note("database on one side only", other.name)
            continue
        # Views may name their database: each file is opened under its own name, not attached under another.
        with duckdb.connect(str(file), read_only=True) as a, duckdb.connect(str(other), read_only=True) as b:
            ours_have, core_has = set(b.execute(relations).fetchall()), set(a.execute(relations).fetchall())
            for relation in sorted(core_has ^ ours_have):
                out.note("relation on one side only", relation, "dbt-core" if relation in core_has else "bk-build")
            for schema, name, _ in sorted(core_has & ours_have):
                compared += compare_relation(a, b, f'"{schema}"."{name}"', core, ours, out)
    print(f"  {compared} relations compared row by row")


def compare_relation(a, b, relation: str, core: Side, ours: Side, out: Differences) -> int:
    try:
        columns_a, columns_b = ([row[:2] for row in side.execute(f"describe {relation}").fetchall()] for side in (a, b))
        if columns_a != columns_b:
            out.note("columns", relation, *([c for c in x if c not in y] for x, y in ((columns_a, columns_b), (columns_b, columns_a))))
            return 1
        rows_a = Counter(core.level(str(row)) for row in a.execute(f"from {relation}").fetchall())
        rows_b = Counter(ours.level(str(row)) for row in b.execute(f"from {relation}").fetchall())
    except Exception as error:  # a view over what is not there fails on both sides alike
        out.note("relation cannot be read", relation, error)
        return 0
    if rows_a != rows_b:
        out.note("rows", relation, list((rows_a - rows_b).items())[:1], list((rows_b - rows_a).items())[:1])
    return 1


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("project", type=Path)
    parser.add_argument("--command", default="build")
    parser.add_argument("--work", type=Path, default=Path(os.environ.get("PARITY_WORK", "parity-work")), help="folder of the copies")
    parser.add_argument("--dbt", default=os.environ.get("PARITY_DBT", "dbt"))
    parser.add_argument("--bk-build", default=os.environ.get("PARITY_BK_BUILD", "bk-build"))
    parser.add_argument("--keep-dbt", action="store_true", help="take dbt-core's last answer, do not run it again")
    parser.add_argument("--examples", type=int, default=2)
    parser.add_argument("--width", type=int, default=400)
    parser.add_argument("flags", nargs="*")
    args = parser.parse_args()
    project = args.project.resolve()
    work = args.work.resolve() / args.command / project.name
    core = Side(args.dbt.split(), project, work / "core" / "copy")
    ours = Side(args.bk_build.split(), project, work / "ours" / "copy")
    core.run([args.command, *args.flags], args.keep_dbt)
    ours.run([args.command, *args.flags], False)
    print(f"{project.name} {args.command}: dbt-core exit {core.exit_code} in {core.seconds:.1f} s, "
          f"bk-build exit {ours.exit_code} in {ours.seconds:.2f} s")  # fmt: skip
    out = Differences()
    if core.exit_code != ours.exit_code:
        out.note("exit code", core.exit_code, ours.exit_code)
    manifest = core.artifact("manifest.json")
    if manifest is not None:
        print(f"  nodes: {len(manifest['nodes'])}, sources: {len(manifest['sources'])}, macros: {len(manifest['macros'])}")
    compare_manifests(core, ours, out)
    if args.command != "parse":
        compare_results(core, ours, out)
    if args.command in ("build", "run", "seed", "snapshot"):
        compare_databases(core, ours, out)
    out.print(args.examples, args.width)
    if not out.found:
        print("  no differences")
    return 1 if out.found else 0


if __name__ == "__main__":
    sys.exit(main())
