// What the extension adds to a running client: sources of the library, results of commands, the panel. The same in
// VS Code and in a browser.

import * as vscode from 'vscode';
import type { BaseLanguageClient, DocumentSymbol, LanguageClientOptions } from 'vscode-languageclient';
import { type Open, SequencePanel } from './panel';
import { ABILITIES, type Argument, LIBRARY_SCHEME, type Outcome, SOURCE_REQUEST, type Sequence, sequence } from './protocol';
import { showResult } from './results';

/** The client, and what belongs to it. */
export class Features implements vscode.Disposable {
  private client: BaseLanguageClient | undefined;
  private readonly panel: SequencePanel;
  private readonly subscriptions: vscode.Disposable[];

  constructor(open: Open) {
    this.panel = new SequencePanel((document, position, token) => this.sequenceAt(document, position, token), open);
    const library: vscode.TextDocumentContentProvider = {
      provideTextDocumentContent: (uri, token) =>
        this.client?.sendRequest<string>(SOURCE_REQUEST, { uri: uri.toString() }, token),
    };
    this.subscriptions = [
      this.panel,
      vscode.workspace.registerTextDocumentContentProvider(LIBRARY_SCHEME, library),
      vscode.commands.registerCommand('nth.showSequence', () => this.panel.show()),
    ];
  }

  /** Takes the client of now: a restart makes a new one. */
  use(client: BaseLanguageClient | undefined): void {
    this.client = client;
  }

  /** Options of a client. Settings below `nth` are asked for by the server, and it is told when they change. */
  options(): LanguageClientOptions {
    return {
      documentSelector: [{ language: 'nth' }],
      synchronize: { configurationSection: 'nth' },
      initializationOptions: () => ({ ...vscode.workspace.getConfiguration('nth'), ...ABILITIES }),
      markdown: { isTrusted: false, supportHtml: false },
      middleware: {
        executeCommand: async (command, args, next) => {
          const outcome = (await next(command, args)) as Outcome | null | undefined;
          if (outcome && this.client !== undefined) {
            const argument = args[0] as Argument | undefined;
            await showResult(command, argument, outcome, this.client, (s) => this.panel.present(s));
          }
          return outcome;
        },
      },
    };
  }

  private async sequenceAt(
    document: vscode.TextDocument,
    position: vscode.Position,
    token: vscode.CancellationToken,
  ): Promise<Sequence | undefined> {
    const client = this.client;
    const name = client && (await nameAt(client, document, position, token));
    if (client === undefined || name === undefined) {
      return undefined;
    }
    const argument: Argument = { uri: document.uri.toString(), name };
    const parameters = { command: 'nth.plot', arguments: [argument] };
    try {
      return sequence(name, await client.sendRequest<Outcome>('workspace/executeCommand', parameters, token));
    } catch (error) {
      if (token.isCancellationRequested) {
        throw error;
      }
      // A definition without terms, or one that cannot run: the server says why.
      return { name, terms: [], notes: [error instanceof Error ? error.message : String(error)] };
    }
  }

  dispose(): void {
    this.subscriptions.forEach((s) => s.dispose());
  }
}

/** Name of the definition that a place belongs to: the one around it, or the one that a `check` is of. */
async function nameAt(
  client: BaseLanguageClient,
  document: vscode.TextDocument,
  position: vscode.Position,
  token: vscode.CancellationToken,
): Promise<string | undefined> {
  const parameters = { textDocument: { uri: document.uri.toString() } };
  const symbols = await client.sendRequest<DocumentSymbol[] | null>('textDocument/documentSymbol', parameters, token);
  const at = symbols?.find(({ range: { start, end } }) => {
    const range = new vscode.Range(start.line, start.character, end.line, end.character);
    return range.contains(position);
  });
  return at?.name ?? /^\s*check\s+([\w']+)/.exec(document.lineAt(position.line).text)?.[1];
}
