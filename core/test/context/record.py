"""Records what dbt-core makes of templates in each of its contexts.

Usage, with a Python that has dbt-core 1.11 and dbt-duckdb:

    python record.py

Reads snippets/<context>.txt, one template a line below `## group` heads, and writes answers/<context>.json: for each
group the templates, each with its text, or with null and the first line of the error.
"""

import json
import os
import pathlib
import shutil
import sys
import tempfile

os.environ["DBT_SEND_ANONYMOUS_USAGE_STATS"] = "0"
os.environ["GREETING"] = "hello"
os.environ["NUMBER"] = "42"
os.environ["DBT_ENV_SECRET_TOKEN"] = "hush"
os.environ["DBT_ENV_CUSTOM_ENV_RUN"] = "nightly"

from dbt.adapters.factory import get_adapter  # noqa: E402
from dbt.cli.main import dbtRunner  # noqa: E402
from dbt.clients.jinja import get_rendered  # noqa: E402
from dbt.config.renderer import DbtProjectYamlRenderer, ProfileRenderer  # noqa: E402
from dbt.context import providers  # noqa: E402
from dbt.context.configured import generate_schema_yml_context  # noqa: E402
from dbt.context.context_config import ContextConfig  # noqa: E402
from dbt.context.docs import generate_runtime_docs_context  # noqa: E402
from dbt.context.query_header import generate_query_header_context  # noqa: E402
from dbt.node_types import NodeType  # noqa: E402
from dbt.task.run_operation import RunOperationTask  # noqa: E402

here = pathlib.Path(__file__).parent


def snippets(name):
    groups, group = {}, None
    for line in (here / "snippets" / f"{name}.txt").read_text().splitlines():
        if line.startswith("## "):
            group = groups.setdefault(line[3:], [])
        elif line.strip():
            group.append(line)
    return groups


def record(name, render):
    recorded = {}
    for group, templates in snippets(name).items():
        recorded[group] = answers = []
        for template in templates:
            try:
                answers.append([template, str(render(template))])
            except Exception as error:
                lines = [line for line in str(error).splitlines() if line.strip()]
                answers.append([template, None, f"{type(error).__name__}: {(lines or [''])[0]}"])
    text = json.dumps(recorded, indent=1, ensure_ascii=False)
    (here / "answers" / f"{name}.json").write_text(text + "\n")


def answer(task, package_name, macro_name):
    config, manifest = task.config, task.manifest
    adapter = get_adapter(config)
    manifest.build_flat_graph()
    wanted = set(sys.argv[1:]) or {path.stem for path in (here / "snippets").glob("*.txt")}
    node = manifest.nodes["model.shop.report"]
    node.compiled = True
    test = next(node for node in manifest.nodes.values() if node.resource_type == NodeType.Test and "nothing" in node.name)
    macro = manifest.macros["macro.shop.greet"]

    def with_(make):
        return lambda template: get_rendered(template, make(), node)

    def parsing():
        node.config_call_dict = {}
        return providers.generate_parser_model_context(
            node, config, manifest, ContextConfig(config, node.fqn, NodeType.Model, "shop")
        )

    profile = ProfileRenderer({"days": 7})
    project = DbtProjectYamlRenderer(config, {"days": 7})
    contexts = {
        "model": with_(lambda: providers.generate_runtime_model_context(node, config, manifest)),
        "modules": with_(lambda: providers.generate_runtime_model_context(node, config, manifest)),
        "namespace": with_(lambda: providers.generate_runtime_model_context(node, config, manifest)),
        "parse": with_(parsing),
        "test": with_(lambda: providers.generate_runtime_model_context(test, config, manifest)),
        "operation": with_(lambda: providers.generate_runtime_macro_context(macro, config, manifest, "shop")),
        "properties": lambda template: get_rendered(
            template, generate_schema_yml_context(config, "shop"), native=True
        ),
        "docs": lambda template: get_rendered(
            template, generate_runtime_docs_context(config, node, manifest, "shop")
        ),
        "query-comment": lambda template: get_rendered(template, generate_query_header_context(config, manifest)),
        "profile": lambda template: profile.render_value(template),
        "project": lambda template: project.render_value(template),
    }
    with adapter.connection_named("record"):
        for name in sorted(wanted):
            record(name, contexts[name])
    return None


RunOperationTask._run_unsafe = answer
with tempfile.TemporaryDirectory() as folder:
    copy = pathlib.Path(folder) / "project"
    shutil.copytree(here / "project", copy)
    result = dbtRunner().invoke(
        ["--quiet", "run-operation", "greet", "--project-dir", str(copy), "--profiles-dir", str(copy), "--target-path", folder]
    )
    print(result.success, result.exception or "")
