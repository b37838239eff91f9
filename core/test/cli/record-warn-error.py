"""Records what dbt makes of warnings under --warn-error-options. Needs dbt-core; run by hand."""

import itertools
import json
import pathlib

from dbt.events.types import NoNodesForSelectionCriteria, SourceOverrideDeprecation
from dbt_common.helper_types import WarnErrorOptionsV2

names = ["NoNodesForSelectionCriteria", "SourceOverrideDeprecation", "Deprecations"]
lists = [list(item) for size in range(3) for item in itertools.combinations(names, size)]
plain = NoNodesForSelectionCriteria(spec_raw="x")
deprecation = SourceOverrideDeprecation(source_name="x", file="y")


def answer(options, event):
    return "silenced" if options.silenced(event) else "error" if options.errors(event) else "warning"


found = []
for error, warn, silence in itertools.product(["all", *lists], lists, lists):
    try:
        options = WarnErrorOptionsV2(error=error, warn=warn, silence=silence, valid_error_names=set(names))
    except Exception:
        continue  # dbt takes `warn` only where it has an effect
    found.append([error, warn, silence, answer(options, plain), answer(options, deprecation)])
(pathlib.Path(__file__).parent / "recorded").mkdir(exist_ok=True)
(pathlib.Path(__file__).parent / "recorded/warn-error.json").write_text("[\n" + ",\n".join(map(json.dumps, found)) + "\n]\n")
print(len(found))
