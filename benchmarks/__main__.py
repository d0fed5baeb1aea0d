"""`python -m benchmarks [NAME …]`: run the named benchmarks, or all."""

from __future__ import annotations

import argparse
import importlib

from benchmarks.results import keep

NAMES = ("sync", "start", "reports", "urls", "exports", "twins")


def main() -> None:
    """Each module has `run() -> str`: its section as Markdown, heading excluded."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    # argparse checks each given name against choices, but an empty list as a whole.
    parser.add_argument("names", nargs="*", metavar="NAME", help=f"of {', '.join(NAMES)}")
    names = parser.parse_args().names or list(NAMES)
    unknown = sorted(set(names) - set(NAMES))
    if unknown:
        parser.error(f"there is no benchmark {unknown[0]!r}; there are {', '.join(NAMES)}")
    for name in names:
        section = importlib.import_module(f"benchmarks.{name}").run()
        print(f"## {name}\n\n{section}\n", flush=True)
        keep(name, section)


if __name__ == "__main__":
    main()
