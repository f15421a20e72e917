// What the extension adds to a running client: commands and the panel. The same in VS Code and in a browser.

import * as vscode from 'vscode';
import type { BaseLanguageClient, LanguageClientOptions } from 'vscode-languageclient';
import { SequencePanel } from './panel';

/** Documents that the server is told of. */
export const SELECTOR: { language: string; scheme?: string }[] = [{ language: 'nth' }];

/** Options of the client. Settings below `nth` are asked for by the server, and it is told when they change. */
export function clientOptions(): LanguageClientOptions {
  return {
    documentSelector: SELECTOR,
    synchronize: { configurationSection: 'nth' },
    initializationOptions: () => vscode.workspace.getConfiguration('nth'),
    markdown: { isTrusted: false, supportHtml: false },
  };
}

/** Adds commands and the panel. `client` is the client of now: a restart makes a new one. */
export function register(client: () => BaseLanguageClient | undefined): vscode.Disposable[] {
  const panel = new SequencePanel(async (document, position, token) => undefined);
  return [panel, vscode.commands.registerCommand('nth.showSequence', () => panel.show())];
}
