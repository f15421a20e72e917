// What the extension adds to a running client: sources of the library, commands, the panel. The same in VS Code and in
// a browser.

import * as vscode from 'vscode';
import type { BaseLanguageClient, LanguageClientOptions } from 'vscode-languageclient';
import { type Open, SequencePanel } from './panel';
import { LIBRARY_SCHEME, SOURCE_REQUEST, type Sequence } from './protocol';

/** The client of now: a restart makes a new one. */
export type Client = () => BaseLanguageClient | undefined;

/** Options of the client. Settings below `nth` are asked for by the server, and it is told when they change. */
export function clientOptions(): LanguageClientOptions {
  return {
    documentSelector: [{ language: 'nth' }],
    synchronize: { configurationSection: 'nth' },
    // The server gives the sources of the library as text, instead of writing them as files.
    initializationOptions: () => ({ ...vscode.workspace.getConfiguration('nth'), virtualDocuments: true }),
    markdown: { isTrusted: false, supportHtml: false },
  };
}

/** Adds what belongs to a client. */
export function register(client: Client, open: Open): vscode.Disposable[] {
  const panel = new SequencePanel((document, position, token) => sequenceAt(client, document, position, token), open);
  const library: vscode.TextDocumentContentProvider = {
    provideTextDocumentContent: (uri, token) =>
      client()?.sendRequest<string>(SOURCE_REQUEST, { uri: uri.toString() }, token),
  };
  return [
    panel,
    vscode.workspace.registerTextDocumentContentProvider(LIBRARY_SCHEME, library),
    vscode.commands.registerCommand('nth.showSequence', () => panel.show()),
  ];
}

async function sequenceAt(
  client: Client,
  document: vscode.TextDocument,
  position: vscode.Position,
  token: vscode.CancellationToken,
): Promise<Sequence | undefined> {
  return undefined;
}
