"""Records what PyYAML, dbt-core and git answer, for oracles.test.ts.

Usage: python record.py   (with dbt-core 1.11 and dbt-duckdb installed, and git on the path)
"""

import io
import json
import math
import os
import subprocess
import tempfile
from datetime import date, datetime
from pathlib import Path
from types import SimpleNamespace

import pathspec
import yaml

HERE = Path(__file__).parent / "recorded"

SCALARS = """
yes|no|on|off|Yes|NO|On|OFF|true|True|TRUE|tRue|false|False|y|Y|n|N|~|null|Null|NULL|nUll|'null'|"yes"|'1'|"~"
0|1|-1|+1|1_000|1_|_1|010|0o10|08|0x1F|0xfg|0b101|0b2|-0|-010|190:20:30|1:30|1:60|12:30:45.5|-1:30
1.0|1.|.5|-.5|+.5|1e3|1e+3|1.0e3|1.5e+3|1.5E-3|.5e+2|1_000.5|685.230_15e+03|.inf|-.INF|+.Inf|.nan|.NaN|inf|nan|1.2.3|0.1
9007199254740993|123456789012345678901234567890|-9007199254740993|0777|00|0.0|-0.0
2024-01-01|2024-1-1|2024-01-01 10:20:30|2024-01-01T10:20:30Z|24-01-01|=|<<|-|abc|a b|a:b|a#b|'it''s'|"tab\there"|"\\u00e9"
!!str 1|!!int '7'|!!float 1|!!bool yes|[]|{}|[1, yes, ~]|{a: 1, b: no}|''|""
""".strip()

DOCUMENTS = [
    "",
    "# only a comment\n",
    "---\n",
    "a: 1\n",
    "\ufeffa: 1\n",
    "a: 1\r\nb: |\r\n  x\r\n  y\r\nc: 2\r\n",
    "a: &x {b: 1, c: 2}\nd: {<<: *x, c: 3}\n",
    "a: &x {b: 1}\ne: &y {c: 2}\nd: {<<: [*x, *y], c: 3}\n",
    "a: |\n  one\n  two\n\nb: >\n  one\n  two\n",
    "a: |-\n  one\nb: >+\n  two\n\n",
    "a: 'one\n  two'\nb: \"one\\\n  two\"\n",
    "- a\n- - b\n  - c\n-\n",
    "1: one\ntrue: yes\nnull: nothing\n1.5: half\n",
    "a: 1\na: 2\n",
    "a: {b: 1, b: 2}\n",
    "%YAML 1.1\n---\na: yes\n",
    "a: 1\n...\n",
    "a: 1\n---\nb: 2\n",
    "a: {{ b }}\n",
    "a: \"{{ b }}\"\n",
    "\ta: 1\n",
    "a:\n\tb: 1\n",
    "a: 'b\n",
    "a: b: c\n",
    "a: 1\n b: 2\n",
    "a: @b\n",
    "a: `b`\n",
    "a: %b\n",
    "a: *b\n",
    "a: [1, 2\n",
    "a: 1\x00b\n",
    "a: \x07\n",
    "a: !custom 1\n",
    "? a\n: 1\n",
    "? [a, b]\n: 1\n",
    "a: \"\\q\"\n",
    "a: - b\n",
    "a:b\n",
    "a: b #c\nd: e#f\n",
]


def plain(value):
    """JSON that keeps floats, dates and non-text keys apart."""
    if isinstance(value, bool) or value is None or isinstance(value, str):
        return value
    if isinstance(value, int):
        return value if abs(value) < 2**53 else {"int": str(value)}
    if isinstance(value, float):
        return {"float": "nan" if math.isnan(value) else repr(value)}
    if isinstance(value, (date, datetime)):
        return {"date": str(value)}
    if isinstance(value, dict):
        return {"map": [[plain(key), plain(item)] for key, item in value.items()]}
    return [plain(item) for item in value]


def pyyaml(text):
    try:
        return {"text": text, "value": plain(yaml.load(text, yaml.CSafeLoader))}
    except (yaml.YAMLError, ValueError, TypeError) as error:
        mark = getattr(error, "problem_mark", None)
        return {"text": text, "error": str(getattr(error, "problem", error)), "line": mark and mark.line + 1}


def record_yaml():
    scalars = [scalar for line in SCALARS.split("\n") for scalar in line.split("|")]
    return {
        "scalars": [pyyaml(f"x: {scalar}\n") for scalar in scalars],
        "documents": [pyyaml(text) for text in DOCUMENTS],
    }


PROJECT = "name: shop\nversion: '1.0'\nprofile: shop\n"
PROJECTS = {
    "defaults": PROJECT,
    "no version": "name: shop\nprofile: shop\n",
    "paths": PROJECT
    + "model-paths: [a, ./b/, c/d]\nseed-paths: [data]\nsnapshot-paths: [snaps]\nanalysis-paths: []\ntest-paths: [checks]\nmacro-paths: [m]\ndocs-paths: [papers]\nasset-paths: [pictures]\npackages-install-path: pkgs\nclean-targets: [out]\ntarget-path: out\n",
    "old paths": PROJECT + "source-paths: [old_models]\ndata-paths: [old_seeds]\n",
    "both old and new paths": PROJECT + "source-paths: [a]\nmodel-paths: [b]\n",
    "one path as text": PROJECT + "model-paths: models\n",
    "unknown key": PROJECT + "model-path: [a]\n",
    "unknown key elsewhere": PROJECT + "whatever: 1\n",
    "project vars": PROJECT + "vars: {a: 1, shop: {b: 2}, c: '{{ env_var(\"X\") }}'}\n",
    "rendered": PROJECT
    + "models:\n  shop:\n    +schema: \"{{ env_var('X') }}\"\n    +enabled: \"{{ env_var('FLAG') == 'yes' }}\"\n    +text: \"a{{ 1 }}\"\n    +b: \"{{ env_var('FLAG') == 'yes' | as_bool }}\"\n    +n: \"{{ env_var('NUMBER') | as_number }}\"\n    +tags: [\"{{ target.name }}\", b]\n",
    "not rendered": PROJECT
    + "on-run-start: \"{{ log('x') }}\"\non-run-end: [\"{{ a }}\", \"{{ b }}\"]\nquery-comment: \"{{ c }}\"\nvars: {a: \"{{ d }}\"}\nmodels:\n  +pre-hook: \"{{ e }}\"\n  shop:\n    +post-hook: [\"{{ f }}\", {sql: \"{{ g }}\", transaction: false}]\n    pre_hook: \"{{ h }}\"\nseeds: {+post_hook: \"{{ i }}\"}\nsnapshots: {shop: {+pre-hook: {sql: \"{{ j }}\"}}}\n",
    "name rendered": "name: \"{{ 'sh' ~ 'op' }}\"\nversion: '1.0'\nprofile: shop\n",
    "hook elsewhere": PROJECT + "sources: {+pre-hook: \"{{ env_var('X') }}\"}\n",
    "tests": PROJECT + "tests: {+severity: warn}\n",
    "data_tests": PROJECT + "data_tests: {+severity: warn}\n",
    "both tests and data_tests": PROJECT + "tests: {+severity: warn, +limit: 1}\ndata_tests: {+severity: error}\n",
    "null sections": PROJECT + "models:\nseeds:\nsnapshots:\non-run-start:\nvars:\nclean-targets:\n",
    "null tests": PROJECT + "tests:\n",
    "a list for models": PROJECT + "models: [a]\n",
    "text for models": PROJECT + "models: a\n",
    "list for vars": PROJECT + "vars: [a]\n",
    "number for hook": PROJECT + "on-run-start: 1\n",
    "mapping for name": "name: {a: 1}\nprofile: shop\n",
    "number for name": "name: 1\nprofile: shop\n",
    "bad name": "name: my-shop\nprofile: shop\n",
    "name starts with digit": "name: 1shop\nprofile: shop\n",
    "umlaut in name": "name: löden\nprofile: shop\n",
    "no name": "profile: shop\n",
    "version float": "name: shop\nprofile: shop\nversion: 1.0\n",
    "version int": "name: shop\nprofile: shop\nversion: 2\n",
    "version word": "name: shop\nprofile: shop\nversion: newest\n",
    "restrict access text": PROJECT + "restrict-access: maybe\n",
    "quoting text": PROJECT + "quoting: {database: maybe}\n",
    "quoting": PROJECT + "quoting: {database: false, identifier: true}\n",
    "quoting unknown": PROJECT + "quoting: {table: true}\n",
    "dispatch": PROJECT + "dispatch: [{macro_namespace: dbt_utils, search_order: [shop, dbt_utils]}]\n",
    "dispatch without order": PROJECT + "dispatch: [{macro_namespace: dbt_utils}]\n",
    "dispatch mapping": PROJECT + "dispatch: {macro_namespace: dbt_utils, search_order: [shop]}\n",
    "flags unknown": PROJECT + "flags: {nothing: true}\n",
    "range holds": PROJECT + "require-dbt-version: ['>=1.6.0', '<2.0.0']\n",
    "range holds in one text": PROJECT + "require-dbt-version: '>=1.6.0,<2.0.0'\n",
    "range fails": PROJECT + "require-dbt-version: '>=2.0.0'\n",
    "range impossible": PROJECT + "require-dbt-version: ['>=1.6.0', '<1.0.0']\n",
    "range unreadable": PROJECT + "require-dbt-version: 'about one'\n",
    "range two parts": PROJECT + "require-dbt-version: '>=1.6'\n",
    "range equals": PROJECT + "require-dbt-version: '1.6.0'\n",
    "range prerelease": PROJECT + "require-dbt-version: ['>=1.11.0-rc1', '<2.0.0']\n",
    "env missing": PROJECT + "models: {+schema: \"{{ env_var('NOT_THERE') }}\"}\n",
    "env default": PROJECT + "models: {+schema: \"{{ env_var('NOT_THERE', 'x') }}\"}\n",
    "secret": PROJECT + "models: {+schema: \"{{ env_var('DBT_ENV_SECRET_X') }}\"}\n",
    "var": PROJECT + "models: {+schema: \"{{ var('given') }}\", +limit: \"{{ var('count') }}\", +x: \"{{ var('none', 3) }}\"}\n",
    "var missing": PROJECT + "models: {+schema: \"{{ var('nobody') }}\"}\n",
    "var of the project": PROJECT + "vars: {own: 1}\nmodels: {+schema: \"{{ var('own') }}\"}\n",
    "unknown name": PROJECT + "models: {+schema: \"{{ ref('x') }}\"}\n",
    "bad template": PROJECT + "models: {+schema: \"{{ oh no }}\"}\n",
    "empty list": PROJECT + "model-paths: []\n",
    "null path": PROJECT + "model-paths:\n",
    "number in paths": PROJECT + "model-paths: [1]\n",
    "config version 1": PROJECT + "config-version: 1\n",
    "config version text": PROJECT + "config-version: two\n",
    "absolute path": PROJECT + "model-paths: [/tmp/models]\n",
}
ENV = {"X": "from_env", "FLAG": "yes", "NUMBER": "7", "DBT_ENV_SECRET_X": "hidden"}
CLI_VARS = {"given": "from_line", "count": 5}


def record_projects():
    from dbt.adapters.contracts.connection import Credentials  # noqa: F401
    from dbt.config.profile import Profile
    from dbt.config.project import PartialProject
    from dbt.config.renderer import DbtProjectYamlRenderer, ProfileRenderer
    from dbt.flags import set_from_args
    from dbt_common.context import set_invocation_context

    set_from_args(SimpleNamespace(TARGET_PATH=None, LOG_PATH="logs", LOG_CACHE_EVENTS=False, WARN_ERROR=False), None)
    set_invocation_context(ENV)
    raw = {"target": "dev", "outputs": {"dev": {"type": "duckdb", "path": "shop.duckdb"}}}
    profile = Profile.from_raw_profile_info(raw, "shop", ProfileRenderer(CLI_VARS))
    answers = []
    for name, text in PROJECTS.items():
        with tempfile.TemporaryDirectory() as folder:
            Path(folder, "dbt_project.yml").write_text(text)
            try:
                partial = PartialProject.from_project_root(folder, verify_version=True)
                project = partial.render(DbtProjectYamlRenderer(profile, CLI_VARS))
                value = {
                    "name": project.project_name,
                    "version": project.version and str(project.version),
                    "paths": {
                        "models": project.model_paths,
                        "seeds": project.seed_paths,
                        "snapshots": project.snapshot_paths,
                        "analyses": project.analysis_paths,
                        "tests": project.test_paths,
                        "macros": project.macro_paths,
                        "docs": sorted(project.docs_paths),
                        "assets": project.asset_paths,
                        "functions": project.function_paths,
                        "target": project.target_path,
                        "packages": project.packages_install_path,
                    },
                    "cleanTargets": project.clean_targets,
                    "vars": project.vars.to_dict(),
                    "models": project.models,
                    "seeds": project.seeds,
                    "snapshots": project.snapshots,
                    "sources": project.sources,
                    "tests": project.data_tests,
                    "onRunStart": project.on_run_start,
                    "onRunEnd": project.on_run_end,
                    "queryComment": None if "query-comment" not in text else project.query_comment.comment,
                    "quoting": project.quoting,
                    "dispatch": project.dispatch,
                }
                answers.append({"name": name, "text": text, "value": value})
            except Exception as error:
                answers.append({"name": name, "text": text, "error": " ".join(str(error).split()).replace(folder, "")[:200]})
    return {"env": ENV, "cliVars": CLI_VARS, "projects": answers}


IGNORES = [
    "*.sql\n!keep.sql\n",
    "models/old/\n",
    "old\n",
    "/old\n",
    "old/*\n!old/a.sql\n",
    "**/old/**\n",
    "models/**\n",
    "models/**/a.sql\n",
    "a**b.sql\n",
    "models/*\n",
    "models/?.sql\n",
    "[ab].sql\n",
    "[!a].sql\n",
    "[a-c]*.sql\n",
    "# comment\n\n  \n\\#x.sql\n",
    "\\!x.sql\n",
    "trailing.sql   \n",
    "trailing\\ \n",
    "a.sql\r\nb.sql\r\n",
    "models/old\n!models/old/a.sql\n",
    "*\n!*.sql\n",
    "/*\n!/models\n",
    "**\n",
    "**/a.sql\n",
    "/models/a.sql\n",
    "a.sql/\n",
    "A.SQL\n",
    "models/old/**/b.sql\n",
    "*old*\n",
    "/\n",
    "!models\nmodels\n",
    "mod\\els\n",
    "[\n",
    "[]ab].sql\n",
    "(a|b).sql\n",
    "a+b.sql\n",
    "models/**b.sql\n",
    "models\\*star.sql\n",
    "star\\*.sql\n",
    "[[:digit:]].sql\n",
    "*.s?l\n!old/\n",
    "./a.sql\n",
]
PATHS = [
    "a.sql", "keep.sql", "old", "old/a.sql", "old/b.sql", "models/a.sql", "models/b.sql", "models/old/a.sql",
    "models/old/deep/b.sql", "models/old/b.sql", "#x.sql", "!x.sql", "trailing.sql", "trailing ", "axxb.sql", "c/ab.sql",
    "A.sql", "models/older.sql", "]ab.sql", "(a|b).sql", "a+b.sql", "7.sql", "star*.sql", "models/ab.sql", "d.txt",
    "models/x/old/y/a.sql",
]  # fmt: skip


def record_ignores():
    answers = []
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run(["git", "init", "-q", folder], check=True)
        for rules in IGNORES:
            Path(folder, ".git/info/exclude").write_bytes(rules.encode())
            given = "\0".join(PATHS)
            found = subprocess.run(
                ["git", "-c", "core.ignorecase=false", "check-ignore", "--no-index", "-z", "--stdin"],
                cwd=folder, input=given, capture_output=True, text=True,
            )  # fmt: skip
            ignored = [path for path in found.stdout.split("\0") if path]
            try:
                spec = pathspec.PathSpec.from_lines(pathspec.patterns.GitWildMatchPattern, io.StringIO(rules, newline=None))
                dbt = [path for path in PATHS if spec.match_file(path)]
            except Exception as error:
                dbt = str(error)
            answers.append({"rules": rules, "git": ignored, "dbt": dbt})
    return {"paths": PATHS, "answers": answers}


TEXTS = ["", " a \n", "\ufeffid,name\n1,a\n", "a\ufeff", "\x1ca\x1f", "\u0085a\u0085", "\u00a0a\u3000", "\u200ba", "a\r\n", "\u180ea", "\x0b\x0ca", "a\r\nb\r\n"]


def record_checksums():
    from dbt.contracts.files import FileHash
    from dbt_common.clients.system import load_file_contents

    answers = []
    with tempfile.TemporaryDirectory() as folder:
        for text in TEXTS:
            path = os.path.join(folder, "x")
            Path(path).write_bytes(text.encode())
            answers.append({"text": text, "sha256": FileHash.from_contents(load_file_contents(path, strip=True)).checksum})
    return answers


DATABASES = ["shop.duckdb", ":memory:", "a/b/shop.db", "/x/shop.prod.duckdb", "shop", "md:shop", "md:shop?x=1", "./.hidden", "C:\\data\\shop.db", "motherduck:shop", "s3://b/shop.duckdb", "shop.duckdb?x=1", "my shop.db"]  # fmt: skip


def record_databases():
    from dbt.adapters.duckdb.credentials import DuckDBCredentials

    answers = []
    for path in DATABASES:
        try:
            data = DuckDBCredentials.__pre_deserialize__({"path": path})
            answers.append({"path": path, "database": data["database"]})
        except Exception as error:
            answers.append({"path": path, "error": str(error)})
    return answers


def write(name, value):
    (HERE / f"{name}.json").write_text(json.dumps(value, indent=1, default=str) + "\n")


if __name__ == "__main__":
    HERE.mkdir(exist_ok=True)
    write("yaml", record_yaml())
    write("projects", record_projects())
    write("ignores", record_ignores())
    write("checksums", record_checksums())
    write("databases", record_databases())
