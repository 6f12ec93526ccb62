#!/usr/bin/env python3
"""What an editor waits for, in CPU time of the server, request by request; a gate that is passed is a failure.

    cargo build --release && python3 benches/editor.py [--quick]

Each request follows a keystroke: the text is sent whole with a digit changed, as editors do, and the answer is waited for. The peer is
`budgetc check` of the same text, a whole process: the server does that work, and then answers. Memory is looked at before and after many
edits.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile

from table import BUDGETC, REPORT

TICK = os.sysconf("SC_CLK_TCK")
REQUESTS = {
    "textDocument/diagnostic": {},
    "textDocument/completion": {"position": True},
    "textDocument/hover": {"position": True},
    "textDocument/definition": {"position": True},
    "textDocument/references": {"position": True, "context": {"includeDeclaration": True}},
    "textDocument/signatureHelp": {"position": True},
    "textDocument/codeAction": {"range": True, "context": {"diagnostics": []}},
    "textDocument/codeLens": {},
    "textDocument/semanticTokens/full": {},
    "textDocument/documentSymbol": {},
    "textDocument/foldingRange": {},
    "textDocument/formatting": {"options": {"tabSize": 2, "insertSpaces": True}},
}


class Server:
    """A server over one folder, with one file open."""

    def __init__(self, folder, file):
        self.process = subprocess.Popen([BUDGETC, "lsp"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, cwd=folder)
        self.uri, self.number, self.version = f"file://{file}", 0, 1
        able = {"textDocument": {"diagnostic": {}}, "general": {"positionEncodings": ["utf-16"]}}
        self.ask("initialize", {"processId": None, "rootUri": f"file://{folder}", "capabilities": able})
        self.tell("initialized", {})
        with open(file, encoding="utf-8") as text:
            self.text = text.read()
        document = {"uri": self.uri, "languageId": "budget", "version": 1, "text": self.text}
        self.tell("textDocument/didOpen", {"textDocument": document})

    def send(self, message):
        body = json.dumps({"jsonrpc": "2.0", **message}).encode()
        self.process.stdin.write(b"Content-Length: %d\r\n\r\n" % len(body) + body)
        self.process.stdin.flush()

    def tell(self, method, params):
        self.send({"method": method, "params": params})

    def ask(self, method, params):
        self.number += 1
        self.send({"id": self.number, "method": method, "params": params})
        while True:
            length = 0
            while (line := self.process.stdout.readline().strip()):
                name, value = line.split(b":")
                length = int(value) if name.lower() == b"content-length" else length
            answer = json.loads(self.process.stdout.read(length))
            if answer.get("id") == self.number and "method" not in answer:
                assert "error" not in answer, answer
                return answer["result"]

    def keystroke(self, row):
        """Another digit in an amount."""
        self.version += 1
        lines = self.text.split("\n")
        lines[row] = lines[row][:-1] + str(self.version % 10)
        document = {"uri": self.uri, "version": self.version}
        changes = [{"text": "\n".join(lines)}]
        self.tell("textDocument/didChange", {"textDocument": document, "contentChanges": changes})

    def cpu(self):
        with open(f"/proc/{self.process.pid}/stat", encoding="ascii") as stat:
            fields = stat.read().rsplit(")", 1)[1].split()
        return (int(fields[11]) + int(fields[12])) / TICK

    def memory(self):
        with open(f"/proc/{self.process.pid}/status", encoding="ascii") as status:
            return next(int(line.split()[1]) / 1024 for line in status if line.startswith("VmRSS"))

    def end(self):
        self.ask("shutdown", None)
        self.tell("exit", {})
        self.process.wait()


def check(file, runs):
    """CPU seconds of a check as a process."""
    before = os.times()
    for _ in range(runs):
        subprocess.run([BUDGETC, "check", "-q", file], check=False, capture_output=True)
    after = os.times()
    return (after.children_user + after.children_system - before.children_user - before.children_system) / runs


def measure(name, file, gate, runs):
    """Milliseconds of each request after a keystroke; whether all are under the gate."""
    server, alone = Server(os.path.dirname(file), file), check(file, runs)
    lines = server.text.split("\n")
    row = next(at for at, line in enumerate(lines) if line.startswith("  ") and line[-3:-2] == "." and line[-1].isdigit())
    place = {"line": row, "character": len(lines[row]) - 1}
    print(f"\n{name}: check {alone * 1000:.1f} ms, gate {gate} ms\n\n| request after a keystroke | CPU ms | / check |\n|---|---|---|")
    fair = True
    for method, more in REQUESTS.items():
        params = {"textDocument": {"uri": server.uri}, **more}
        if more.get("position"):
            params["position"] = place
        if more.get("range"):
            params["range"] = {"start": place, "end": place}
        server.ask(method, params)
        before = server.cpu()
        for _ in range(runs):
            server.keystroke(row)
            server.ask(method, params)
        cost = (server.cpu() - before) / runs
        fair &= cost * 1000 <= gate
        print(f"| `{method}` | {cost * 1000:.1f} | {cost / alone:.2f} |")
    server.end()
    return fair


def level(file, edits):
    """Memory before and after so many edits, in MB."""
    server = Server(os.path.dirname(file), file)
    lines = server.text.split("\n")
    row = next(at for at, line in enumerate(lines) if line.startswith("  ") and line[-3:-2] == "." and line[-1].isdigit())
    params = {"textDocument": {"uri": server.uri}}
    seen = []
    for edit in range(edits):
        server.keystroke(row)
        server.ask("textDocument/diagnostic", params)
        if edit in (edits // 10, edits - 1):
            seen.append(server.memory())
    server.end()
    return seen


def long_list(rows):
    facts = "\n".join(f"  项目{row:05d} {row % 977 + 1}.{row % 90 + 10}" for row in range(rows))
    names = "; ".join(f"项目{row:05d}" for row in range(rows))
    return f"""measure 金额 in 万元 {{ 元; 万元 = 10000元 }}
dimension 项目 {{ {names} }}
ledger 支出 {{ 项目; 金额 : 金额 }}
items 支出 in 万元 {{
{facts}
}}
document "长表" style std.style.公文 {{ "共{{支出}}。" }}
"""


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--quick", action="store_true", help="fewer runs")
    quick = parser.parse_args().quick
    runs = 5 if quick else 20
    with tempfile.TemporaryDirectory() as folder:
        report, long = os.path.join(folder, "report.budget"), os.path.join(folder, "list", "long.budget")
        os.mkdir(os.path.dirname(long))
        with open(REPORT, encoding="utf-8") as text, open(report, "w", encoding="utf-8") as copy:
            copy.write(text.read())
        with open(long, "w", encoding="utf-8") as text:
            text.write(long_list(20_000))
        fair = measure("the report", report, 30, runs)
        fair &= measure("20,000 rows", long, 150, runs)
        early, late = level(report, 200 if quick else 10_000)
    print(f"\nmemory after a tenth of the edits {early:.0f} MB, after all {late:.0f} MB")
    sys.exit(0 if fair and late < early * 1.1 else 1)


if __name__ == "__main__":
    main()
