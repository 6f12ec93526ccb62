// Drives the packed extension without VS Code: a stand-in for its API records what the client registers, and the test asks that.
//
//     BUDGETC=PATH npm run client-test
"use strict";

const assert = require("node:assert");
const fs = require("node:fs");
const Module = require("node:module");
const os = require("node:os");
const path = require("node:path");
const { pathToFileURL, fileURLToPath } = require("node:url");

const registered = { completion: [], diagnostics: [], commands: new Map() };
const events = new Map();

/** An event, and how it is raised by name. */
function event(name) {
  const listeners = new Set();
  events.set(name, (value) => [...listeners].map((listener) => listener(value)));
  return (listener, self) => {
    const own = self ? listener.bind(self) : listener;
    listeners.add(own);
    return { dispose: () => listeners.delete(own) };
  };
}

class Position {
  constructor(line, character) {
    Object.assign(this, { line, character });
  }
}
class Range {
  constructor(start, end, line, character) {
    const flat = typeof start === "number";
    Object.assign(this, flat ? { start: new Position(start, end), end: new Position(line, character) } : { start, end });
  }
}
class Uri {
  constructor(text) {
    this.text = text;
    this.scheme = text.slice(0, text.indexOf(":"));
    this.fsPath = this.scheme === "file" ? fileURLToPath(text) : text;
    this.path = this.fsPath;
  }
  static parse(text) {
    return new Uri(text);
  }
  static file(file) {
    return new Uri(pathToFileURL(file).href);
  }
  toString() {
    return this.text;
  }
}
class EventEmitter {
  constructor() {
    this.listeners = new Set();
    this.event = (listener, self) => {
      const own = self ? listener.bind(self) : listener;
      this.listeners.add(own);
      return { dispose: () => this.listeners.delete(own) };
    };
  }
  fire(value) {
    this.listeners.forEach((listener) => listener(value));
  }
  dispose() {}
}
class Source {
  constructor() {
    const emitter = new EventEmitter();
    this.token = { isCancellationRequested: false, onCancellationRequested: emitter.event };
  }
  cancel() {}
  dispose() {}
}

class Disposable {
  constructor(end) {
    this.end = end;
  }
  dispose() {
    this.end?.();
  }
  static from(...all) {
    return new Disposable(() => all.forEach((one) => one?.dispose?.()));
  }
}

/** Whatever the client only needs to be there: a class, an enumeration, a function. */
function anything(name) {
  const made = class {
    constructor(...given) {
      this.given = given;
    }
    dispose() {}
  };
  Object.defineProperty(made, "name", { value: name });
  return new Proxy(made, { get: (own, key) => (key in own ? own[key] : typeof key === "string" && /^[A-Z]/.test(key) ? key : undefined) });
}

/** An object that has what is said, and does nothing where it is asked for more. */
function lenient(own) {
  return new Proxy(own, {
    get(target, key) {
      if (!(key in target) && typeof key === "string") {
        target[key] = /^on[A-Z]/.test(key) ? event(key) : () => ({ dispose() {} });
      }
      return target[key];
    },
  });
}

const folder = fs.mkdtempSync(path.join(os.tmpdir(), "budget-"));
const file = path.join(folder, "report.budget");
const WRONG = fs.readFileSync(path.join(__dirname, "..", "..", "..", "stdlib", "starter", "2024.budget"), "utf8");
fs.writeFileSync(file, WRONG);
const document = {
  uri: Uri.file(file),
  fileName: file,
  languageId: "budget",
  version: 1,
  isUntitled: false,
  isClosed: false,
  text: WRONG,
  getText() {
    return this.text;
  },
  save: async () => true,
};

const channel = lenient({ logLevel: 3, show() {}, appendLine: (line) => process.env.VERBOSE && console.log(line) });
const api = {
  version: "1.91.0",
  Position,
  Range,
  Uri,
  EventEmitter,
  Disposable,
  CancellationTokenSource: Source,
  CodeActionKind: Object.assign(class Kind {
    constructor(value) {
      this.value = value;
    }
    append(part) {
      return new Kind(this.value ? `${this.value}.${part}` : part);
    }
  }, {}),
  CancellationError: class extends Error {},
  env: lenient({ language: "zh-cn", appName: "test" }),
  l10n: { t: (text, ...values) => text.replace(/\{(\d)\}/g, (_, at) => values[at]) },
  workspace: lenient({
    textDocuments: [document],
    notebookDocuments: [],
    workspaceFolders: [{ uri: Uri.file(folder), name: "w", index: 0 }],
    getConfiguration: () => ({ get: (key) => (key === "path" ? process.env.BUDGETC : undefined) }),
    asRelativePath: (own) => own,
    createFileSystemWatcher: () => lenient({}),
  }),
  window: lenient({
    activeTextEditor: { document, selection: { active: new Position(0, 0) } },
    visibleTextEditors: [{ document }],
    tabGroups: lenient({ all: [] }),
    createOutputChannel: () => channel,
    createStatusBarItem: () => ({ show() {}, dispose() {} }),
    showErrorMessage: async (message) => assert.fail(message),
  }),
  commands: lenient({
    registerCommand: (name, run) => (registered.commands.set(name, run), { dispose() {} }),
  }),
  tasks: lenient({}),
  languages: lenient({
    match: () => 10,
    createDiagnosticCollection: () =>
      lenient({ set: (uri, found) => registered.diagnostics.push([uri.toString(), found ?? []]), has: () => false }),
    registerCompletionItemProvider: (_, provider) => (registered.completion.push(provider), { dispose() {} }),
  }),
};
const vscode = new Proxy(api, { get: (own, key) => (key in own || typeof key !== "string" ? own[key] : (own[key] = anything(key))) });
for (const name of ["QuickFix", "Refactor", "RefactorExtract", "RefactorInline", "RefactorRewrite", "RefactorMove", "Source", "SourceOrganizeImports", "SourceFixAll", "Notebook", "Empty"]) {
  api.CodeActionKind[name] = new api.CodeActionKind(name === "Empty" ? "" : name.toLowerCase());
}
const load = Module._load;
Module._load = (name, ...rest) => (name === "vscode" ? vscode : load(name, ...rest));

async function until(what, ready) {
  for (let tries = 0; tries < 600; tries += 1) {
    const found = ready();
    if (found) {
      return found;
    }
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  return assert.fail(`waited in vain for ${what}`);
}

async function main() {
  const extension = require("../dist/main.js");
  assert.deepStrictEqual([[0, 0, 9], [0, 1, 0], [1, 0, 0]].map((own) => extension.isOlder(own, [0, 1, 0])), [true, false, false]);
  await extension.activate({ subscriptions: [] });
  for (const name of ["build", "explain", "diff", "coverage", "restart", "output"]) {
    assert.ok(registered.commands.has(`budgetc.${name}`), name);
  }
  const provider = await until("completion", () => registered.completion[0]);
  const at = WRONG.split("\n").findIndex((line) => /^items 支出/.test(line));
  const lines = WRONG.split("\n");
  lines.splice(at + 1, 0, "  jgsydwjb");
  document.text = lines.join("\n");
  document.version = 2;
  events.get("onDidChangeTextDocument")({ document, contentChanges: [{ text: document.text }], reason: undefined });
  const offered = await provider.provideCompletionItems(document, new Position(at + 1, 10), new Source().token, {});
  const list = offered.items ?? offered.given?.[0] ?? offered;
  const labels = list.map((item) => item.given?.[0] ?? item.label);
  assert.ok(labels.some((label) => String(label).includes("机关事业单位基本养老保险缴费")), JSON.stringify(labels));
  const [, found] = await until("findings", () => registered.diagnostics.findLast(([uri, all]) => uri === document.uri.toString() && all.length > 0));
  assert.ok(found.length > 0);
  await extension.deactivate();
  fs.rmSync(folder, { recursive: true });
  console.log(`completed by initials: ${labels[0]}; pulled findings: ${found.length}`);
}

main().then(() => process.exit(0), (error) => {
  console.error(error);
  process.exit(1);
});
