#!/usr/bin/env python3
"""What pages cost beside Typst itself, as ratios with gates: a ratio that is passed is a failure.

    cargo build --release && cargo bench --no-run && python3 benches/pages.py [--quick]

The peer is a bare Typst table: 1,000 rows of six plain cells in fixed columns, without titles, bold or any break but
Typst's own, set by the same Typst with the same fonts. Everything is CPU time of whole processes, in turn.
"""

import argparse
import math
import os
import subprocess
import sys
import tempfile

from table import BUDGETC, REPORT, ROOT, newest, run

QUARTERS = ("一", "二", "三", "四")


def amounts(row):
    """The four amounts of a row, in hundredths."""
    first = row * 7919 % 99991 + 100
    return [first + 31 * quarter for quarter in range(4)]


def name(row):
    return f"项目{row:05d}综合保障与能力提升经费"


def hundredths(number):
    return f"{number // 100}.{number % 100:02d}"


def form(rows):
    """A report with one form of so many rows of six columns."""
    facts = "\n".join(
        f"  {name(row)} {{ " + "; ".join(f"{q} {hundredths(n)}" for q, n in zip(QUARTERS, amounts(row))) + " }"
        for row in range(rows)
    )
    return f"""measure 金额 in 万元 {{ 元; 万元 = 10000元 }}
dimension 季 {{ {"; ".join(QUARTERS)} }}
dimension 项目 {{ {"; ".join(map(name, range(rows)))} }}
ledger 支出 {{ 金额 : 金额; 项目; 季 }}
items 支出 in 万元 {{
{facts}
}}
form 表 "长表" no "表 1" in 万元 {{
  rows of 支出 {{ line "合 计"; each 项目 }}
  column "项目" = name
  column "合计" = 支出
  column "其中" {{ column all 季 = 支出 }}
}}
document "长表" style std.style.公文 author "某单位" {{ 表 }}
"""


def bare(rows):
    cells = ",\n".join(
        ", ".join(f"[{cell}]" for cell in (name(row), hundredths(sum(amounts(row))), *map(hundredths, amounts(row))))
        for row in range(rows)
    )
    head = '#set document(title: "长表")\n#set text(font: "FandolSong", size: 10.5pt, lang: "zh")\n'
    return f"{head}#table(columns: (6cm, 2cm, 2cm, 2cm, 2cm, 2cm), stroke: 0.5pt,\n{cells})\n"


def main():
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--quick", action="store_true", help="a tenth of the differing reports")
    options = options.parse_args()
    os.environ["BUDGETC_FONTS"] = os.path.join(ROOT, "assets/fonts")
    peers = newest("target/release/deps/peers-*")
    rows = []
    with tempfile.TemporaryDirectory() as folder:
        at = lambda file: os.path.join(folder, file)
        for count in (1000, 4000):
            for file, text in ((f"{count}.budget", form(count)), (f"{count}.typ", bare(count))):
                with open(at(file), "w", encoding="utf-8") as out:
                    out.write(text)
        built = lambda report: run(BUDGETC, "build", "-q", report, "-o", at("out.pdf"), runs=1)
        rounds = [(built(REPORT), built(at("1000.budget")), run(peers, "typst", at("1000.typ"), runs=1),
                   built(at("4000.budget")), run(peers, "typst", at("4000.typ"), runs=1)) for _ in range(7)]
        middle = lambda of: sorted(map(of, rounds))[len(rounds) // 2]
        report, few, peer, many, _ = [min(one[number][0] for one in rounds) for number in range(5)]
        rows.append((f"build of the report / the peer ({report:.2f} s)", middle(lambda r: r[0][0] / r[2][0]), 1.2, 0.8))
        rows.append(("its peak memory, MB", rounds[0][0][1] / 1e6, 175, 120))
        rows.append((f"form of 1,000 rows / the peer ({few:.2f} / {peer:.2f} s)", middle(lambda r: r[1][0] / r[2][0]), 1.5, 1.1))
        rows.append(("form of 4,000 rows / the same cells bare", middle(lambda r: r[3][0] / r[4][0]), 1.5, 1.1))
        rows.append(("1,000 to 4,000 rows, exponent", math.log(many / few) / math.log(4), 1.1, 1.0))
        rows.append(("the same, KB a row", (rounds[0][3][1] - rounds[0][1][1]) / 3e6, 122, 82))
        edits = [int(subprocess.check_output([peers, "rebuild", REPORT]).split()[1]) / 1e6 for _ in range(5)]
        rows.append((f"all pages after one edit, one process / the peer ({min(edits):.3f} s)", min(edits) / peer, 0.13, 0.07))
        count = 10 if options.quick else 100
        subprocess.run([peers, "differing", REPORT, str(count), folder], check=True)
        spent, peak = run(BUDGETC, "build", "-q", *(at(f"report{n}.budget") for n in range(1, count + 1)), runs=1)
        rows.append((f"CPU seconds a report, {count} differing reports in one build", spent / count, 0.5, 0.25))
        rows.append(("their peak memory, MB", peak / 1e6, 525, 315))
    width = max(len(row[0]) for row in rows)
    for what, measured, most, aim in rows:
        told = "" if measured <= most else "  OVER"
        print(f"| {what:<{width}} | {measured:7.2f} | {most:g} | {aim:g} |{told}")
    sys.exit(any(measured > most for _, measured, most, _ in rows))


main()
