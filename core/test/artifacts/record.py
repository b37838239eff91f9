"""Writes the JSON schemas of dbt's artifacts, as dbt-core's own classes give them, into schemas/.

Usage: python record.py   (needs dbt-core 1.11)
"""

import json
from pathlib import Path

from dbt.artifacts.schemas.manifest import WritableManifest
from dbt.artifacts.schemas.run import RunResultsArtifact

here = Path(__file__).parent


def without_prose(value):
    if isinstance(value, dict):
        return {key: without_prose(item) for key, item in value.items() if key not in ("title", "description") or isinstance(item, dict)}
    return [without_prose(item) for item in value] if isinstance(value, list) else value


for name, artifact in [("manifest", WritableManifest), ("run-results", RunResultsArtifact)]:
    schema = without_prose(artifact.json_schema().to_dict() if hasattr(artifact.json_schema(), "to_dict") else artifact.json_schema())
    (here / "schemas" / f"{name}.json").write_text(json.dumps(schema, separators=(",", ":")) + "\n")
