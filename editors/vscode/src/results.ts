// What commands of the server give, shown to the user.

import * as vscode from 'vscode';
import type { BaseLanguageClient } from 'vscode-languageclient';
import { type Argument, type Outcome, type Sequence, sequence } from './protocol';

/** Shows the result of a command; `present` opens the panel. */
export async function showResult(
  command: string,
  argument: Argument | undefined,
  outcome: Outcome,
  client: BaseLanguageClient,
  present: (sequence: Sequence) => void,
): Promise<void> {
  if (outcome.terms !== undefined && argument !== undefined) {
    present(sequence(argument.name, outcome));
  } else if (outcome.suggestions !== undefined && outcome.suggestions.length > 0) {
    const items = outcome.suggestions.map((s) => ({ label: s.text, detail: s.detail, edit: s.edit }));
    const chosen = await vscode.window.showQuickPick(items, { title: outcome.text, placeHolder: 'Write a program' });
    if (chosen !== undefined) {
      await apply(client, chosen.edit);
    }
  } else if (outcome.entries !== undefined && outcome.entries.length > 0) {
    const items = outcome.entries.map((e) => ({ label: e.number, description: e.name ?? '' }));
    const chosen = await vscode.window.showQuickPick(items, { title: 'OEIS', placeHolder: 'Open an entry' });
    if (chosen !== undefined) {
      await vscode.env.openExternal(vscode.Uri.parse(`https://oeis.org/${chosen.label}`));
    }
  } else if (outcome.edit !== undefined) {
    await apply(client, outcome.edit);
  } else {
    void vscode.window.showInformationMessage(`${command}: ${outcome.text}`);
  }
}

async function apply(client: BaseLanguageClient, edit: Parameters<typeof client.protocol2CodeConverter.asWorkspaceEdit>[0]): Promise<void> {
  const changes = await client.protocol2CodeConverter.asWorkspaceEdit(edit);
  if (changes !== undefined && !(await vscode.workspace.applyEdit(changes))) {
    void vscode.window.showWarningMessage('nth: nothing was written, since the text has changed.');
  }
}
