// The extension in VS Code: finds the command `nth`, starts `nth lsp`, and adds tasks and commands.

import * as fs from 'node:fs';
import * as os from 'node:os';
import * as vscode from 'vscode';
import { LanguageClient, TransportKind } from 'vscode-languageclient/node';
import { findBinary, type Machine } from './binary';
import { Features } from './features';
import { webview } from './panel';
import { MATCHERS, taskProvider } from './tasks';

let client: LanguageClient | undefined;
let features: Features | undefined;
let log: vscode.LogOutputChannel | undefined;

function machine(): Machine {
  return {
    env: process.env,
    home: os.homedir(),
    windows: process.platform === 'win32',
    isFile: (name) => fs.statSync(name, { throwIfNoEntry: false })?.isFile() ?? false,
  };
}

/** The command, or undefined: then a message has said so. */
function binary(): string | undefined {
  const setting = vscode.workspace.getConfiguration('nth').get<string>('path') ?? '';
  const found = findBinary(setting, vscode.workspace.workspaceFolders?.[0]?.uri.fsPath, machine());
  if ('command' in found) {
    return found.command;
  }
  found.searched.forEach((place) => log?.info(`there is no ${place}`));
  void missing(setting);
  return undefined;
}

async function missing(setting: string): Promise<void> {
  const where = setting === '' ? 'in no folder of PATH' : `not at ${setting}`;
  const choice = await vscode.window.showErrorMessage(
    `The command nth is ${where}. Install it, or set nth.path; then restart the language server.`,
    'Set nth.path',
    'Restart',
  );
  if (choice === 'Set nth.path') {
    await vscode.commands.executeCommand('workbench.action.openSettings', 'nth.path');
  } else if (choice === 'Restart') {
    await start();
  }
}

async function start(): Promise<void> {
  await stop();
  const command = binary();
  if (command === undefined) {
    return;
  }
  const args = vscode.workspace.getConfiguration('nth').get<string[]>('arguments') ?? [];
  const server = { command, args: [...args, 'lsp'], transport: TransportKind.stdio };
  client = new LanguageClient('nth', 'nth', server, { ...features?.options(), outputChannel: log });
  features?.use(client);
  try {
    await client.start();
  } catch (error) {
    log?.error(`${command} did not start: ${String(error)}`);
    void vscode.window.showErrorMessage(`${command} lsp did not start; the log says why.`);
  }
}

async function stop(): Promise<void> {
  const old = client;
  client = undefined;
  features?.use(undefined);
  if (old?.needsStop()) {
    // A server that hangs is ended all the same.
    await old.stop().catch((error: unknown) => log?.warn(String(error)));
  }
}

/** Runs words in a terminal that has this name. */
function inTerminal(name: string, args: string[]): void {
  const command = binary();
  if (command !== undefined) {
    const terminal = vscode.window.createTerminal({ name, shellPath: command, shellArgs: args });
    terminal.show();
  }
}

async function runFile(): Promise<void> {
  const document = vscode.window.activeTextEditor?.document;
  if (document?.languageId !== 'nth') {
    return;
  }
  await document.save();
  const command = binary();
  if (command === undefined) {
    return;
  }
  const folder = vscode.workspace.getWorkspaceFolder(document.uri);
  const definition = { type: 'nth', command: 'check', args: [document.uri.fsPath] };
  const run = new vscode.ProcessExecution(command, ['check', document.uri.fsPath]);
  const scope = folder ?? vscode.TaskScope.Workspace;
  await vscode.tasks.executeTask(new vscode.Task(definition, scope, 'check this file', 'nth', run, MATCHERS));
}

export async function activate(context: vscode.ExtensionContext): Promise<void> {
  log = vscode.window.createOutputChannel('nth', { log: true });
  const setting = (): string => vscode.workspace.getConfiguration('nth').get<string>('path') ?? '';
  const command = (): string => {
    const found = findBinary(setting(), vscode.workspace.workspaceFolders?.[0]?.uri.fsPath, machine());
    return 'command' in found ? found.command : 'nth';
  };
  features = new Features(webview);
  context.subscriptions.push(
    log,
    features,
    vscode.tasks.registerTaskProvider('nth', taskProvider(command)),
    vscode.commands.registerCommand('nth.restartServer', start),
    vscode.commands.registerCommand('nth.showLog', () => log?.show()),
    vscode.commands.registerCommand('nth.openRepl', () => inTerminal('nth repl', ['repl'])),
    vscode.commands.registerCommand('nth.runFile', runFile),
    vscode.workspace.onDidChangeConfiguration((e) => {
      if (e.affectsConfiguration('nth.path') || e.affectsConfiguration('nth.arguments')) {
        void start();
      }
    }),
  );
  await start();
}

export async function deactivate(): Promise<void> {
  await stop();
}
