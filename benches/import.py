#!/usr/bin/env python3
"""What tables cost to read, in CPU time, beside openpyxl and polars in the same run; a gate that is passed is a failure.

    pip install openpyxl polars fastexcel && cargo build --release && python3 benches/import.py [--rows 100000]

The program reads a table, matches it to a form, solves it for facts and compares these with the report. The others only read the cells:
what Python and their imports cost by themselves is taken off. Each figure is the least of a few runs of a whole process.
"""

import argparse
import os
import re
import sys
import tempfile

from table import BUDGETC, ROOT, run

REPORTS = ["chengpu-chengguan-2026", "nanchong-shebao-2024"]
# twenty sheets, in milliseconds
SHEETS = 50
# a list as csv, in checks of the same facts
LIST = 1.5

OPENPYXL = """
import openpyxl
book = openpyxl.load_workbook(sys.argv[1], read_only=True, data_only=True)
for sheet in book:
    for row in sheet.iter_rows(values_only=True):
        pass
"""
POLARS = """
import polars
if sys.argv[1].endswith(".csv"):
    polars.read_csv(sys.argv[1])
else:
    polars.read_excel(sys.argv[1], sheet_id=0, engine="calamine")
"""


def read_by(script, file):
    """CPU seconds that a Python library takes to read a file, without its own import."""
    imports = script.strip().split("\n", 1)[0]
    whole, _ = run(sys.executable, "-c", f"import sys\n{script}", file)
    start, _ = run(sys.executable, "-c", f"import sys\n{imports}")
    return whole - start


def emptied(text):
    """A report without its rows."""
    return re.sub(r"^items [^\n]*\{\n(?:(?!\}).*\n)*\}\n", "", text, flags=re.MULTILINE)


def sheets(folder, name):
    """Reading the workbook that a report prints: into the report, and into one without rows; milliseconds a sheet for twenty."""
    import openpyxl

    report, book = os.path.join(ROOT, "reports", f"{name}.budget"), os.path.join(folder, f"{name}.xlsx")
    run(BUDGETC, "build", report, "--format", "xlsx", "-o", book, runs=1)
    count = len(openpyxl.load_workbook(book).sheetnames)
    with open(report, encoding="utf-8") as text:
        bare = emptied(text.read())
    empty = os.path.join(folder, f"{name}.budget")
    with open(empty, "w", encoding="utf-8") as text:
        text.write(bare)
    own, _ = run(BUDGETC, "import", book, "--into", report, "--check")
    new, _ = run(BUDGETC, "import", book, "--into", empty, "-o", os.path.join(folder, "rows"), fine=(0, 1))
    check, _ = run(BUDGETC, "check", "-q", report)
    peer = read_by(OPENPYXL, book)
    each = max(own, new) * 1000 / count * 20
    row = f"{count} sheets | {own * 1000:.0f} | {new * 1000:.0f} | {each:.0f} | {check * 1000:.0f} | {peer * 1000:.0f}"
    print(f"| {name} | {row} |")
    return each <= SHEETS


def a_list(folder, rows):
    """A report with so many rows, and the same rows as csv and xlsx."""
    from openpyxl import Workbook

    facts = [(f"科目{at % 100:02d}", f"项目{at // 100:04d}", f"{at % 977 + 1}.{at % 90 + 10}") for at in range(rows)]
    lines = "\n".join(f"  {subject} {project} {amount}" for subject, project, amount in facts)
    subjects = "; ".join(sorted({subject for subject, _, _ in facts}))
    projects = "; ".join(sorted({project for _, project, _ in facts}))
    report, csv, xlsx = (os.path.join(folder, name) for name in ("list.budget", "rows.csv", "rows.xlsx"))
    with open(report, "w", encoding="utf-8") as text:
        text.write(f"""measure 金额 in 元 {{ 元 }}
dimension 科目 {{ {subjects} }}
dimension 项目 {{ {projects} }}
ledger 支出 {{ 科目; 项目; 金额 : 金额 }}
items 支出 {{
{lines}
}}
form 明细 "支出明细" in 元 {{
  rows of 支出 {{ each fact }}
  column "科目" = 科目.name
  column "项目" = 项目.name
  column "金额" = 支出
}}
document "长表" style std.style.公文 {{ "共{{支出}}。" }}
""")
    with open(csv, "w", encoding="utf-8") as text:
        text.write("科目,项目,金额\n" + "".join(",".join(fact) + "\n" for fact in facts))
    book = Workbook(write_only=True)
    sheet = book.create_sheet("支出明细")
    sheet.append(("科目", "项目", "金额"))
    for subject, project, amount in facts:
        sheet.append((subject, project, float(amount)))
    book.save(xlsx)
    return report, csv, xlsx


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rows", type=int, default=100_000)
    rows = parser.parse_args().rows
    with tempfile.TemporaryDirectory() as folder:
        print("| workbook | sheets | into the report, ms | into an empty one | for 20 sheets | check | openpyxl reads it |")
        print("|---|---|---|---|---|---|---|")
        fair = all([sheets(folder, name) for name in REPORTS])
        report, csv, xlsx = a_list(folder, rows)
        check, _ = run(BUDGETC, "check", "-q", report)
        from_csv, _ = run(BUDGETC, "import", csv, "--into", report, "--check")
        from_xlsx, peak = run(BUDGETC, "import", xlsx, "--into", report, "--check")
        polars = {name: read_by(POLARS, file) for name, file in (("csv", csv), ("xlsx", xlsx))}
        openpyxl = read_by(OPENPYXL, xlsx)
    print(f"\n{rows} rows, CPU seconds: check {check:.2f}, import of csv {from_csv:.2f} ({from_csv / check:.2f} ×), of xlsx "
          f"{from_xlsx:.2f} ({from_xlsx - from_csv:.2f} more, {peak / 1e6:.0f} MB)")
    print(f"polars reads the csv in {polars['csv']:.2f}, the xlsx (calamine) in {polars['xlsx']:.2f}; openpyxl the xlsx in {openpyxl:.2f}")
    fair &= from_csv <= LIST * check and from_xlsx - from_csv <= max(polars["xlsx"], 0.1) * 1.2
    sys.exit(0 if fair else 1)


if __name__ == "__main__":
    main()
