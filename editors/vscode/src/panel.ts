// The panel with the terms and the plot of the sequence under the cursor. It follows the cursor.

import * as vscode from 'vscode';
import type { Sequence } from './protocol';
import { page } from './view';

/** Time after the last move of the cursor before the panel asks, in milliseconds. */
const PAUSE = 150;

/** Asks the server for the sequence at a place. */
export type Ask = (
  document: vscode.TextDocument,
  position: vscode.Position,
  token: vscode.CancellationToken,
) => Promise<Sequence | undefined>;

export class SequencePanel implements vscode.Disposable {
  private panel: vscode.WebviewPanel | undefined;
  private asked: vscode.CancellationTokenSource | undefined;
  private timer: ReturnType<typeof setTimeout> | undefined;
  private readonly subscriptions: vscode.Disposable[];

  constructor(private readonly ask: Ask) {
    this.subscriptions = [
      vscode.window.onDidChangeTextEditorSelection((e) => this.later(e.textEditor)),
      vscode.workspace.onDidChangeTextDocument((e) => {
        const editor = vscode.window.activeTextEditor;
        if (editor?.document === e.document) {
          this.later(editor);
        }
      }),
    ];
  }

  /** Opens the panel beside the editor, for the sequence under the cursor. */
  async show(): Promise<void> {
    const editor = vscode.window.activeTextEditor;
    if (this.panel === undefined) {
      const place = { viewColumn: vscode.ViewColumn.Beside, preserveFocus: true };
      this.panel = vscode.window.createWebviewPanel('nth.sequence', 'nth', place, { enableScripts: false });
      this.panel.onDidDispose(() => {
        this.panel = undefined;
      });
    } else {
      this.panel.reveal(undefined, true);
    }
    await this.refresh(editor);
  }

  private later(editor: vscode.TextEditor): void {
    if (this.panel === undefined || editor.document.languageId !== 'nth') {
      return;
    }
    clearTimeout(this.timer);
    this.timer = setTimeout(() => void this.refresh(editor), PAUSE);
  }

  private async refresh(editor: vscode.TextEditor | undefined): Promise<void> {
    this.asked?.cancel();
    const source = new vscode.CancellationTokenSource();
    this.asked = source;
    let sequence: Sequence | undefined;
    if (editor !== undefined && editor.document.languageId === 'nth') {
      try {
        sequence = await this.ask(editor.document, editor.selection.active, source.token);
      } catch {
        // A request that was cancelled, or a server that restarts: the panel shows what it showed.
        return;
      }
    }
    if (this.panel !== undefined && !source.token.isCancellationRequested) {
      this.panel.title = sequence === undefined ? 'nth' : `nth: ${sequence.name}`;
      this.panel.webview.html = page(sequence);
    }
  }

  dispose(): void {
    clearTimeout(this.timer);
    this.asked?.cancel();
    this.panel?.dispose();
    this.subscriptions.forEach((s) => s.dispose());
  }
}
