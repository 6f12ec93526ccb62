// The extension: it starts `budgetc lsp`, and runs the commands of `budgetc` as tasks.
"use strict";

const { execFile } = require("node:child_process");
const vscode = require("vscode");
const { LanguageClient, State } = require("vscode-languageclient/node");

/** The oldest program that has what this extension asks for. */
const OLDEST = [0, 1, 0];

let client;
let status;

function settings() {
  return vscode.workspace.getConfiguration("budgetc");
}

function program() {
  return settings().get("path") || "budgetc";
}

/** The version that the program says, as three numbers; none where there is no such program. */
function version(path) {
  return new Promise((resolve) => {
    execFile(path, ["--version"], { timeout: 10_000 }, (error, said) => {
      const found = error ? null : /(\d+)\.(\d+)\.(\d+)/.exec(said);
      resolve(found && found.slice(1).map(Number));
    });
  });
}

function isOlder(one, other) {
  const at = one.findIndex((number, place) => number !== other[place]);
  return at >= 0 && one[at] < other[at];
}

/** Says why there is no server, with a way to mend it. */
async function missing(message) {
  status.text = "$(error) budgetc";
  status.tooltip = message;
  const open = vscode.l10n.t("Open Settings");
  if ((await vscode.window.showErrorMessage(message, open)) === open) {
    await vscode.commands.executeCommand("workbench.action.openSettings", "budgetc.path");
  }
}

async function start(context) {
  const path = program();
  const found = await version(path);
  if (!found) {
    void missing(vscode.l10n.t("`{0}` is not found. Install budgetc, or set budgetc.path to where it lies.", path));
    return;
  }
  if (isOlder(found, OLDEST)) {
    const names = [path, found.join("."), OLDEST.join(".")];
    void missing(vscode.l10n.t("`{0}` is version {1}; this extension needs {2} or later.", ...names));
    return;
  }
  const server = { command: path, args: ["lsp"] };
  client = new LanguageClient("budgetc", "budgetc", { run: server, debug: server }, {
    documentSelector: [{ language: "budget" }],
    outputChannelName: "budgetc",
    initializationOptions: { inlayHints: settings().get("inlayHints") === true },
  });
  context.subscriptions.push(client.onDidChangeState(({ newState }) => {
    status.text = newState === State.Running ? "budgetc" : "$(loading~spin) budgetc";
  }));
  status.tooltip = `${path} ${found.join(".")}`;
  await client.start();
}

async function restart(context) {
  await client?.dispose();
  client = undefined;
  await start(context);
}

/** A run of the program as a task. */
function task(name, args, definition) {
  const run = new vscode.ShellExecution(program(), args);
  const made = new vscode.Task(definition, vscode.TaskScope.Workspace, name, "budgetc", run, "$budgetc");
  made.presentationOptions = { reveal: vscode.TaskRevealKind.Always, clear: true };
  return made;
}

/** The report that is being edited, stored. */
async function report() {
  const editor = vscode.window.activeTextEditor;
  if (editor?.document.languageId !== "budget" || editor.document.isUntitled) {
    void vscode.window.showInformationMessage(vscode.l10n.t("Open a .budget file first."));
    return undefined;
  }
  await editor.document.save();
  return editor;
}

const COMMANDS = {
  build: (file) => ["build", file],
  coverage: (file) => ["coverage", file],
  diff: (file) => ["diff", "HEAD", "--", file],
  explain: (file, place) => ["explain", file, `${place.line + 1}:${place.character + 1}`],
};

async function run(name) {
  const editor = await report();
  if (editor) {
    const file = editor.document.uri.fsPath;
    const args = COMMANDS[name](file, editor.selection.active);
    await vscode.tasks.executeTask(task(`${name} ${vscode.workspace.asRelativePath(file)}`, args, { type: "budgetc", command: name }));
  }
}

/** The tasks that *Run Task…* offers. */
const tasks = {
  provideTasks: () => ["check", "build"].map((command) =>
    task(`${command} \${relativeFile}`, command === "check" ? ["check", "-q", "--format", "short", "${file}"] : ["build", "${file}"], {
      type: "budgetc",
      command,
    })),
  resolveTask: ({ definition }) =>
    task(definition.command, [definition.command, ...(definition.args ?? ["${file}"])], definition),
};

async function activate(context) {
  status = vscode.window.createStatusBarItem("budgetc", vscode.StatusBarAlignment.Right);
  status.name = "budgetc";
  status.text = "budgetc";
  status.command = "budgetc.output";
  status.show();
  const commands = Object.keys(COMMANDS).map((name) => vscode.commands.registerCommand(`budgetc.${name}`, () => run(name)));
  context.subscriptions.push(
    status,
    ...commands,
    vscode.commands.registerCommand("budgetc.output", () => client?.outputChannel.show()),
    vscode.commands.registerCommand("budgetc.restart", () => restart(context)),
    vscode.tasks.registerTaskProvider("budgetc", tasks),
    vscode.workspace.onDidChangeConfiguration((change) => {
      if (change.affectsConfiguration("budgetc.path")) {
        void restart(context);
      }
    }),
  );
  await start(context);
  // what a test that drives the extension asks
  return { client: () => client };
}

async function deactivate() {
  await client?.dispose();
}

module.exports = { activate, deactivate, isOlder };
