#!/usr/bin/env python3
"""eng/matrix.py RESULTS [--check]: writes docs/matrix.md from the results of the tests, or, with --check, fails when it is not what the results say.

RESULTS is the folder of .trx files that test.sh leaves. What a case of upstream's recordings is of, such as its version, stands in its profile among the vectors.
"""
import collections, difflib, os, pathlib, re, sys
import xml.etree.ElementTree as ElementTree

ROOT = pathlib.Path(__file__).resolve().parent.parent
CASES = pathlib.Path(os.environ.get("TALOSBOOT_VECTORS", ROOT.parent / "shared" / "vectors")) / "real" / "cases"
PAGE = ROOT / "docs" / "matrix.md"
ERAS = {"1.2 to 1.4": (2, 4), "1.5 to 1.9": (5, 9), "1.10 and 1.11": (10, 11), "1.12 and newer": (12, 99)}
HEAD = """# The compatibility matrix

Made from the results of the tests by `eng/matrix.py`; CI fails when they say something else. [What works](../README.md#what-works) is the same in words.

## Assets that are what upstream's imager makes

How many requests that upstream's imager was given have the same result here, in everything that a machine can see: tables, file systems, boot entries,
sections, contents. [What is meant to differ](differences.md) is left out.

"""


def passed(results):
    """The names of the tests that passed, with their assemblies."""
    for file in sorted(pathlib.Path(results).glob("*.trx")):
        for result in ElementTree.parse(file).findall(".//{*}UnitTestResult"):
            if result.get("outcome") == "Passed":
                yield file.stem, result.get("testName")


def classify(case):
    """The kind, era and architecture of a recorded request."""
    profile = (CASES / f"{case}.profile.yaml").read_text(encoding="utf-8")
    find = lambda pattern, default: match.group(1) if (match := re.search(pattern, profile, re.M)) else default
    base = find(r"^baseProfileName: *(\S+)", "")
    of_base = next((kind for kind in ("iso", "uki", "installer") if kind in base), "image")
    kind = find(r"""\bkind["']?: *["']?(\w+)""", of_base)
    name = {"image": "disk image", "iso": "ISO", "uki": "UKI", "cmdline": "kernel command line", "installer": "installer image"}.get(kind, kind)
    extras = [word for word, is_there in (
        ("Secure Boot", "secureboot" in base or re.search(r"^secureboot: *true", profile, re.M)), ("extensions", "systemExtensions" in profile),
        ("an overlay", re.search(r"^overlay:", profile, re.M)), ("an image cache", "imageCache" in profile)) if is_there]
    minor = int(find(r"^version: *v1\.(\d+)", "0"))
    era = next(era for era, (first, last) in ERAS.items() if first <= minor <= last)
    return name + (f" with {' and '.join(extras)}" if extras else ""), era, find(r"^arch: *(\S+)", "")


def make(results):
    """The page."""
    table, boots = collections.defaultdict(collections.Counter), []
    for assembly, name in passed(results):
        case = re.fullmatch(r"The_asset_is_what_upstream_makes\((.+)\)", name)
        if case:
            kind, era, architecture = classify(case.group(1))
            table[kind][era, architecture] += 1
        elif assembly == "TalosBoot.BootLab":
            boots.append(name)
    if not table or not boots:
        sys.exit(f"eng/matrix.py: {results} has no results of the recorded requests, or of boots.")
    lines = [f"| Asset | {' | '.join(f'Talos {era}' for era in ERAS)} |", "|---" * (len(ERAS) + 1) + "|"]
    for kind in sorted(table, key=str.lower):
        cells = [", ".join(f"{architecture}: {table[kind][era, architecture]}" for architecture in ("amd64", "arm64") if table[kind][era, architecture]) for era in ERAS]
        lines.append(f"| {kind} | {' | '.join(cell or '–' for cell in cells)} |")
    lines += ["", "## Boots", "", "What QEMU boots in these tests, with firmware and kernels of Debian. In brackets: the version, whether a BIOS starts it, and whether it is a CD, not a USB disk.", ""]
    lines += sorted(f"* {name.replace('_', ' ')}" for name in boots)
    return HEAD + "\n".join(lines) + "\n"


def main():
    if len(sys.argv) not in (2, 3) or sys.argv[2:] not in ([], ["--check"]):
        sys.exit(__doc__)
    page = make(sys.argv[1])
    if sys.argv[2:] and page != PAGE.read_text(encoding="utf-8"):
        sys.stdout.writelines(difflib.unified_diff(PAGE.read_text(encoding="utf-8").splitlines(True), page.splitlines(True), "docs/matrix.md", "the results"))
        sys.exit("eng/matrix.py: docs/matrix.md is not what the results say. Run eng/matrix.py artifacts/test-results.")
    PAGE.write_text(page, encoding="utf-8")


main()
