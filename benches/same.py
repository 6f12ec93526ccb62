#!/usr/bin/env python3
"""Says which outputs of two programs differ, byte for byte: for changes to the compiler that must change nothing.

    python3 benches/same.py OLD NEW [--pdf] [--only WORD] [--show LINES]

Both are run by the same commands on copies of all reports of the repository, which lie at the same path, so that messages name
the same files. What is compared is what a command writes to standard output and standard error, its exit code, and the files
that it leaves. Exit code 0: no difference; 1: some, each named by its command; 2: the script could not run.
"""

import argparse
import difflib
import os
import re
import shutil
import subprocess
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
FOLDERS = ["reports", "stdlib", "tests"]
ENDINGS = (".budget", ".typ", ".toml", ".png", ".jpg", ".jpeg", ".svg")
# two years, a report and its careless sister, files without anything in common
PAIRS = [
    ("reports/dept/2023", "reports/dept/2024"),
    ("reports/nanchong-shebao-2024.budget", "reports/qingling-shuili-2023.budget"),
    ("reports/nanchong-shebao-2024.budget", "stdlib/starter/2024.budget"),
    ("tests/careless", "tests/forms"),
    ("tests/corpus/errors", "tests/corpus/rules"),
]
CODES = ["B0301", "b0201", "B0399", "B1"]
# a line and a column of a source, some of them of a figure
PLACES = ["1:1", "12:5", "30:20", "60:14", "90:18", "1000000:1"]


def copied(to):
    """Copies the reports and what they use to a folder; gives those reports, as paths below it."""
    reports = []
    for folder in FOLDERS:
        for path in sorted((ROOT / folder).rglob("*")):
            if path.is_file() and path.name.endswith(ENDINGS):
                below = path.relative_to(ROOT)
                (to / below).parent.mkdir(parents=True, exist_ok=True)
                shutil.copyfile(path, to / below)
                if path.suffix == ".budget":
                    reports.append(str(below))
    return reports


def commands(reports, pdf):
    """What is asked of every report, and what of the program by itself."""
    for report in reports:
        for lang in ("zh", "en"):
            yield ["--lang", lang, "check", "--accepted", report]
        for form in ("short", "json", "sarif"):
            yield ["--lang", "en", "check", "--format", form, report]
        yield ["check", "--deny", "warnings", "--quiet", report]
        for form in ("typst", "json"):
            yield ["build", "--format", form, "-o", "-", report]
        yield ["build", "--format", "typst", "--draft", "-o", "-", report]
        for form in ("human", "json"):
            yield ["coverage", "--format", form, report]
        yield ["explain", report]
        yield ["fmt", "--check", report]
        yield ["fmt", "--check", "--keywords", "en", report]
    for old, new in PAIRS:
        for form in ("human", "markdown", "html", "json"):
            yield ["diff", "--format", form, old, new]
    yield ["check", *reports[:4], "no-such.budget"]
    for code in CODES:
        yield ["--lang", "zh", "explain", code]
        yield ["--lang", "en", "explain", code]
    yield ["explain"]
    yield ["std", "list"]
    yield ["std", "doc", "--out", "std-doc"]
    yield ["--lang", "en", "man"]
    yield ["new", "begun"]
    whole = [report for report in reports if report.startswith(("reports/", "stdlib/starter"))]
    yield ["build", "--format", "typst", *[report for report in whole if report.startswith("reports/")]]
    for number, report in enumerate(whole):
        for form in ("xlsx", "csv"):
            yield ["build", "--format", form, "-o", f"tables/{number}.{form}", report]
        yield ["--lang", "zh", "new", "--from", report, f"next/{number}"]
    if pdf:
        for report in whole:
            yield ["build", "-o", f"{report}.pdf", report]
            yield ["check", "--pages", report]


def figures(listed):
    """Questions about the figures that `explain REPORT` listed: each form, some cells, some names."""
    for command, (_, out, _) in listed.items():
        if command[:1] != ("explain",) or len(command) != 2 or not out:
            continue
        report, text = command[1], out.decode()
        names = re.findall(r"^  (\S+)  ", text.split("\n问法")[0], re.M)
        for name in names:
            yield ["explain", report, name]
        for cell in re.findall(r"explain \S+ (\S+)  一格", text):
            for form in ("human", "json", "mermaid"):
                yield ["explain", "--format", form, report, cell]
        named = [name for name in names if name.isidentifier()][-2:]
        for asked in [*PLACES, "没有这个", *[f"{name} - {name}" for name in named]]:
            yield ["explain", report, asked]


def imports(reports, folder):
    """What each report is told by the tables that the program wrote of it."""
    whole = [report for report in reports if report.startswith(("reports/", "stdlib/starter"))]
    for number, report in enumerate(whole):
        texts = sorted(str(path.relative_to(folder)) for path in folder.glob(f"tables/{number}.csv/*.csv"))
        for tables in ([f"tables/{number}.xlsx"], texts):
            if tables and (folder / tables[0]).exists():
                yield ["--lang", "zh", "import", "--into", report, "--check", *tables]
                yield ["--lang", "en", "import", "--into", report, "-o", "-", *tables]


def run(program, command, folder):
    """What a command gives: exit code, standard output, standard error."""
    environment = {**os.environ, "SOURCE_DATE_EPOCH": "1735689600", "LC_ALL": "zh_CN.UTF-8"}
    done = subprocess.run([program, *command], cwd=folder, env=environment, capture_output=True, stdin=subprocess.DEVNULL)
    return done.returncode, done.stdout, done.stderr


def outputs(program, folder, arguments, asked):
    """All that a program gives, by command; what it leaves in the folder, by file."""
    shutil.rmtree(folder, ignore_errors=True)
    reports = copied(folder)

    def wanted(command):
        return arguments.only is None or arguments.only in " ".join(command)

    def each(all_commands):
        todo = [command for command in all_commands if wanted(command)]
        with ThreadPoolExecutor(os.cpu_count()) as pool:
            return {tuple(one): out for one, out in zip(todo, pool.map(lambda one: run(program, one, folder), todo))}

    found = each(commands(reports, arguments.pdf))
    # the figures that the first program lists are asked of both
    asked = list(figures(found)) if asked is None else asked
    found |= each(asked)
    found |= each(imports(reports, folder))
    # repairs last: they change what the others read; one after another, for reports share modules
    for report in reports:
        command = ["check", "--fix", report]
        if wanted(command):
            found[tuple(command)] = run(program, command, folder)
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            found[("file", str(path.relative_to(folder)))] = (0, path.read_bytes(), b"")
    return found, asked


def shown(old, new, most):
    """The first lines that differ."""
    for what, before, after in zip(("exit", "out", "err"), old, new):
        if before == after:
            continue
        if isinstance(before, int):
            yield f"    {what}: {before} -> {after}"
            continue
        texts = [part.decode(errors="replace").splitlines() for part in (before, after)]
        lines = list(difflib.unified_diff(*texts, lineterm="", n=0))[2:]
        yield from (f"    {what}: {line[:300]}" for line in lines[:most])


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("old")
    parser.add_argument("new")
    parser.add_argument("--pdf", action="store_true", help="set pages, too; both programs must be able to")
    parser.add_argument("--only", metavar="WORD", help="only commands that hold a word")
    parser.add_argument("--show", type=int, default=4, metavar="LINES", help="so many lines of each difference")
    arguments = parser.parse_args()
    programs = [os.path.abspath(program) for program in (arguments.old, arguments.new)]
    for program in programs:
        if not os.access(program, os.X_OK):
            print(f"{program} is no program", file=sys.stderr)
            return 2
    with tempfile.TemporaryDirectory() as scratch:
        # a program is called by one name, for its help says it
        made = []
        asked = None
        for number, program in enumerate(programs):
            called = Path(scratch, str(number), "budgetc")
            called.parent.mkdir()
            os.symlink(program, called)
            found, asked = outputs(called, Path(scratch, "files"), arguments, asked)
            made.append(found)
    old, new = made
    differing = [command for command in [*old, *[one for one in new if one not in old]] if old.get(command) != new.get(command)]
    nothing = (None, b"", b"")
    for command in differing:
        print(" ".join(command))
        print("\n".join(shown(old.get(command, nothing), new.get(command, nothing), arguments.show)))
    print(f"{len(old)} outputs, {len(differing)} differ")
    return 1 if differing else 0


if __name__ == "__main__":
    sys.exit(main())
