#!/usr/bin/env python3
"""Says which of the codes in published documents the carried catalogues know.

    pip install pdfplumber && python3 benches/known.py DOCUMENT.pdf …

A code is read from the tables of a document: in one cell (2080505, 30101), or in cells side by side (208, 05, 05). It is known where
the catalogue has it, and by name where it has it under the name beside it.
"""

import os
import re
import sys

import pdfplumber

CHINA = os.path.join(os.path.dirname(os.path.dirname(os.path.abspath(__file__))), "stdlib/china")
FILES = ["2024/功能科目.budget", "2025/功能科目.budget", "2024/经济科目.budget"]
ROW = re.compile(r'\s*([0-9]{2,3}) ("[^"]*"|\S+)')


def catalogue():
    """Whole codes and their names."""
    names = {}
    for file in FILES:
        above = []
        with open(os.path.join(CHINA, file), encoding="utf-8") as text:
            lines = [line.split("//")[0].rstrip() for line in text]
        for line in lines:
            row = ROW.match(line)
            if row:
                names["".join(above) + row.group(1)] = row.group(2).strip('"')
            if line.endswith("{"):
                above.append(row.group(1) if row else "")
            elif line.strip() == "}":
                above.pop()
    return names


def bare(words):
    """Words without white space and with one kind of brackets."""
    return re.sub(r"\s", "", words or "").replace("(", "（").replace(")", "）")


def coded(cells):
    """The codes of a row with the names beside them."""
    code = ""
    for cell in map(bare, cells):
        if re.fullmatch(r"[23][0-9]{2}(?:[0-9]{2}){0,2}", cell):
            code = cell
        elif code and re.fullmatch(r"[0-9]{2}", cell):
            code += cell
        elif code and re.search(r"[一-鿿]", cell):
            yield code, cell
            code = ""
        elif cell:
            code = ""


def main():
    names = catalogue()
    for path in sys.argv[1:]:
        with pdfplumber.open(path) as document:
            rows = [row for page in document.pages for table in page.extract_tables() for row in table]
        found = sorted(set(pair for row in rows for pair in coded(row)))
        codes = sorted(set(code for code, _ in found))
        known = [code for code in codes if code in names]
        named = [code for code, name in found if names.get(code) == name]
        print(f"{os.path.basename(path)}: codes {len(codes)}, known {len(known)}, by name {len(set(named))}")
        for code, name in found:
            if names.get(code) != name:
                print(f"  {code} {name}: {names.get(code, 'not in the catalogue')}")


if __name__ == "__main__":
    main()
