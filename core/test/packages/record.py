"""Records what dbt answers about lists of packages and about versions. Needs dbt-core; run by hand."""

import copy
import itertools
import json
import pathlib
import random

from dbt.config.project import package_config_from_data
from dbt.task.deps import _create_sha1_hash
from dbt_common import semver
from dbt_common.exceptions import VersionsNotCompatibleError

lists = {
    "hub": "- package: dbt-labs/dbt_utils\n  version: 1.1.1\n",
    "range": "- package: dbt-labs/dbt_utils\n  version: ['>=1.0.0', '<2.0.0']\n  install_prerelease: true\n",
    "float": "- package: a/b\n  version: 1.0\n",
    "git": "- git: https://example.org/x.git\n  revision: '1.0'\n",
    "git with all": "- git: https://example.org/x.git\n  revision: 1.0\n  warn-unpinned: false\n  subdirectory: s\n",
    "local": "- local: ../x\n",
    "tarball": "- tarball: https://example.org/x.tar.gz\n  name: x\n",
    "named": "- local: ../x\n  name: y\n",
    "template": "- git: \"https://{{ env_var('HOST') }}/x.git\"\n- local: ../\u00fc\n- local: ../\U0001f980\n",
}


def recorded_lists():
    import yaml

    found = []
    for name, text in lists.items():
        unrendered = yaml.safe_load(text)
        rendered = json.loads(json.dumps(unrendered).replace("{{ env_var('HOST') }}", "example.org"))
        # Whole floats survive json.
        packages = package_config_from_data({"packages": rendered}, {"packages": copy.deepcopy(unrendered)}).packages
        found.append({"name": name, "text": "packages:\n" + "".join("  " + line + "\n" for line in text.splitlines()), "sha1": _create_sha1_hash(packages)})
    return found


def recorded_versions():
    random.seed(4)
    parts = ["0.0.1", "0.9.0", "1.0.0-a1", "1.0.0-b.2", "1.0.0-b.11", "1.0.0", "1.0.0+build", "1.1.0", "1.1.1b1", "1.2.0-rc.1", "1.2.0", "1.10.0", "2.0.0-alpha", "2.0.0", "2.1.3"]
    bounds = [op + version for op, version in itertools.product(["", "=", ">", ">=", "<", "<="], parts)] + ["1.0", ">=1", "~1.0.0", "x", ""]
    found = []
    for _ in range(400):
        wanted = random.sample(bounds, random.choice([1, 1, 2, 2, 3]))
        takes_prereleases = random.random() < 0.3
        answer = None
        try:
            specs = [semver.VersionSpecifier.from_version_string(item) for item in wanted]
            range_ = semver.reduce_versions(*specs)
            takes = takes_prereleases or any(bool(spec.prerelease) for spec in specs)
            installable = semver.filter_installable(parts, takes)
            answer = semver.resolve_to_specific_version(range_, installable)
        except VersionsNotCompatibleError:
            answer = None
        except Exception as error:
            answer = "invalid"
        found.append({"wanted": wanted, "takesPrereleases": takes_prereleases, "answer": answer})
    return {"available": parts, "answers": found}


folder = pathlib.Path(__file__).parent / "recorded"
folder.mkdir(exist_ok=True)
(folder / "lists.json").write_text(json.dumps(recorded_lists(), indent=1) + "\n")
(folder / "versions.json").write_text(json.dumps(recorded_versions(), indent=1) + "\n")
