#!/usr/bin/env python3
"""Prints one table: what the program costs beside its peers, in CPU time, as ratios.

    cargo build --release && cargo bench --no-run && python3 benches/table.py [--rustledger PATH] [--quick]

Each figure is the least of a few runs of a whole process (user and system time), for a shared machine only ever adds.
"""

import argparse
import glob
import math
import os
import resource
import subprocess
import tempfile

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
BUDGETC = os.path.join(ROOT, "target/release/budgetc")
REPORT = os.path.join(ROOT, "reports/nanchong-shebao-2024.budget")


def newest(pattern):
    found = [path for path in glob.glob(os.path.join(ROOT, pattern)) if not path.endswith(".d")]
    return max(found, key=os.path.getmtime)


def run(*command, runs=3, fine=(0,)):
    """The least CPU seconds and the peak memory in bytes of a few runs."""
    best, peak = math.inf, 0
    quiet = [(os.POSIX_SPAWN_OPEN, out, os.devnull, os.O_WRONLY, 0) for out in (1, 2)]
    for _ in range(runs):
        # a fork would count the copy of this process as theirs
        pid = os.posix_spawn(command[0], command, os.environ, file_actions=quiet)
        _, status, usage = os.wait4(pid, 0)
        code = os.waitstatus_to_exitcode(status)
        assert code in fine, f"{command} ended with {code}"
        best = min(best, usage.ru_utime + usage.ru_stime)
        peak = usage.ru_maxrss * 1024
    return best, peak


def beside(commands, rounds=8):
    """The least CPU seconds of each command, all run in turn: a machine that is slow for a while is so for all of them."""
    best = [math.inf] * len(commands)
    for _ in range(rounds):
        for number, (command, runs) in enumerate(commands):
            best[number] = min(best[number], run(*command, runs=runs, fine=(0, 1))[0])
    return best


def main():
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--rustledger", help="the program `rledger` of the crate rustledger")
    options.add_argument("--ortools", metavar="PYTHON", help="a Python that has the packages `ortools` and `numpy`")
    options.add_argument("--quick", action="store_true", help="a tenth of the items and of the reports")
    options = options.parse_args()
    os.environ["BUDGETC_FONTS"] = os.path.join(ROOT, "assets/fonts")
    # the whole of it is measured in one session: the machine's state is the same for all rows
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    peers = newest("target/release/deps/peers-*")
    scale = 10 if options.quick else 1
    rows = []
    with tempfile.TemporaryDirectory() as folder:
        def at(name):
            return os.path.join(folder, name)

        cost = {}
        for items in (1_000, 10_000, 100_000, 1_000_000):
            items //= scale
            file = at(f"{items}.budget")
            subprocess.run([peers, "generate", str(items), "0", file], check=True)
            cost[items] = run(BUDGETC, "check", "-q", file)
            rows.append((f"check, {items:,} items", f"{cost[items][0]:.3f} s", f"{cost[items][0] / items * 1e6:.2f} µs an item"))
        most, fewer = 1_000_000 // scale, 100_000 // scale
        file = at(f"{most}.budget")
        wrong = at("wrong.budget")
        subprocess.run([peers, "generate", str(most), "1000", wrong], check=True)
        failing, _ = run(BUDGETC, "check", "-q", wrong, fine=(1,))
        rows.append((f"check, {most:,} items, 1,000 errors", f"{failing:.3f} s", f"{failing / cost[most][0]:.2f} × without errors"))
        bare, _ = run(peers, "pest", file)
        rows.append(("pest alone, the same file and grammar", f"{bare:.3f} s", ""))
        rows.append(("check / pest alone", f"{cost[most][0] / bare:.2f}", "to reach 3, to aim at 1.3"))
        above = (cost[most][1] - os.path.getsize(file)) / most
        rows.append(("bytes an item above the file", f"{above:.0f}", "to reach 1,500, to aim at 500"))
        exponent = math.log10(cost[most][0] / cost[fewer][0])
        rows.append((f"exponent from {fewer:,} to {most:,} items", f"{exponent:.2f}", "to reach 1.1, to aim at 1.05"))
        if options.rustledger:
            for shape, said in (("grouped", "one transaction a group"), ("single", "one transaction an item")):
                file = at(f"{shape}.beancount")
                subprocess.run([peers, "beancount", shape, str(most), file], check=True)
                theirs, _ = run(options.rustledger, "check", file)
                rows.append((f"rustledger, the same sums, {said}", f"{theirs:.3f} s", f"{theirs / cost[most][0]:.2f} × check"))
        units = 200 // scale
        for count in (units // 2, units):
            subprocess.run([peers, "department", str(count), "100", at(f"dept{count}")], check=True)
        half, _ = run(BUDGETC, "check", "-q", at(f"dept{units // 2}/department.budget"))
        parted, memory = run(BUDGETC, "check", "-q", at(f"dept{units}/department.budget"))
        whole, less = run(BUDGETC, "check", "-q", at(f"dept{units}/whole.budget"))
        rows.append((f"check, {units} unit files of 100 items", f"{parted:.2f} s, {memory / 1e6:.0f} MB", ""))
        rows.append(("the same / all items in one file", f"{parted / whole:.2f}", f"to reach 2; memory {memory / less:.2f} ×"))
        rows.append(("the same / half the units", f"{parted / half:.2f}", "linear: 2"))
        rounding = [subprocess.check_output([peers, "round", "1000", "20", at("grid")]).split() for _ in range(5)]
        spent, moved = min(int(micros) for micros, _ in rounding), rounding[0][1]
        rows.append(("rounding 1,000 × 20 cells in 50 groups", f"{spent / 1000:.1f} ms", ""))
        if options.ortools:
            flow = os.path.join(ROOT, "benches/flow.py")
            theirs = [subprocess.check_output([options.ortools, flow, at("grid")]).split() for _ in range(5)]
            assert all(cost == moved for _, cost in theirs), "another rounding moves less"
            least = min(int(micros) for micros, _ in theirs)
            rows.append(("OR-Tools, the same flow at the same cost", f"{least / 1000:.1f} ms", f"{least / spent:.2f} × ours"))
        other = at(os.path.basename(REPORT))
        text = open(REPORT, encoding="utf-8").read()
        row = next(line for line in text.splitlines() if "社保基金管理工作经费" in line and line.endswith("50.00"))
        with open(other, "w", encoding="utf-8") as out:
            out.write(text.replace(row, row.replace("50.00", "53.00")))
        items = 100_000 // scale
        plain, one = at(f"{items}.budget"), at("one.budget")
        lines = open(plain, encoding="utf-8").read().split("\n")
        middle = next(at for at in range(len(lines) // 2, len(lines)) if "单位" in lines[at])
        lines[middle] = lines[middle].rsplit(" ", 1)[0] + " 1.23"
        with open(one, "w", encoding="utf-8") as out:
            out.write("\n".join(lines))
        pairs = ((REPORT, other, 10), (plain, one, 1))
        asked = [((BUDGETC, *command), runs) for old, new, runs in pairs
                 for command in (("check", "-q", old), ("fmt", "--check", old), ("diff", old, new))]
        check, fmt, diff, check_most, fmt_most, diff_most = beside(asked)
        rows.append(("check of the report, whole process", f"{check * 1000:.1f} ms", "to reach 20 ms, to aim at 8 ms"))
        for name, spent in (("fmt", fmt), ("diff", diff)):
            said = f"to reach 20 ms; {spent / check:.2f} × check"
            rows.append((f"{name} of the report, whole process", f"{spent * 1000:.1f} ms", said))
        for name, spent in (("fmt", fmt_most), ("diff", diff_most)):
            said = f"to reach 3 × check; {spent / check_most:.2f} × check"
            rows.append((f"{name}, {items:,} items", f"{spent:.2f} s", said))
    width = max(len(row[0]) for row in rows)
    for name, value, note in rows:
        print(f"| {name:<{width}} | {value:>18} | {note} |")


if __name__ == "__main__":
    main()
