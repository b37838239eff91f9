"""Writes the JSON schemas of dbt's artifacts, as dbt-core's own classes give them, into schemas/.

Usage: python record.py   (needs dbt-core 1.11)
"""

import json
from pathlib import Path

from dbt.artifacts.schemas.catalog import CatalogArtifact
from dbt.artifacts.schemas.freshness import FreshnessExecutionResultArtifact
from dbt.artifacts.schemas.manifest import WritableManifest
from dbt.artifacts.schemas.run import RunResultsArtifact

here = Path(__file__).parent


def without_prose(value):
    if isinstance(value, dict):
        return {key: without_prose(item) for key, item in value.items() if key not in ("title", "description") or isinstance(item, dict)}
    return [without_prose(item) for item in value] if isinstance(value, list) else value


def schema_of(artifact):
    schema = artifact.json_schema()
    return schema.to_dict() if hasattr(schema, "to_dict") else schema


artifacts = {
    "manifest": WritableManifest,
    "run-results": RunResultsArtifact,
    "catalog": CatalogArtifact,
    "sources": FreshnessExecutionResultArtifact,
}
for name, artifact in artifacts.items():
    schema = without_prose(schema_of(artifact))
    (here / "schemas" / f"{name}.json").write_text(json.dumps(schema, separators=(",", ":")) + "\n")
