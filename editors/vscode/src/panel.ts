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

/** Where the page is shown. */
export interface Surface {
  show(title: string, html: string): void;
  reveal(): void;
  dispose(): void;
}

/** Opens a place for the page; `closed` is called when the user closes it. */
export type Open = (closed: () => void) => Surface;

/** A panel of VS Code beside the editor. */
export function webview(closed: () => void): Surface {
  const place = { viewColumn: vscode.ViewColumn.Beside, preserveFocus: true };
  const panel = vscode.window.createWebviewPanel('nth.sequence', 'nth', place, { enableScripts: false });
  panel.onDidDispose(closed);
  return {
    show: (title, html) => {
      panel.title = title;
      panel.webview.html = html;
    },
    reveal: () => panel.reveal(undefined, true),
    dispose: () => panel.dispose(),
  };
}

export class SequencePanel implements vscode.Disposable {
  private surface: Surface | undefined;
  private asked: vscode.CancellationTokenSource | undefined;
  private timer: ReturnType<typeof setTimeout> | undefined;
  private readonly subscriptions: vscode.Disposable[];

  constructor(
    private readonly ask: Ask,
    private readonly open: Open,
  ) {
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

  /** Opens the panel for the sequence under the cursor. */
  async show(): Promise<void> {
    // The editor is taken first: opening the panel may move the focus.
    const editor = vscode.window.activeTextEditor;
    this.opened().reveal();
    await this.refresh(editor);
  }

  /** Shows a sequence that was asked for elsewhere. */
  present(sequence: Sequence | undefined): void {
    const title = sequence === undefined ? 'nth' : `nth: ${sequence.name}`;
    this.opened().show(title, page(sequence));
  }

  private opened(): Surface {
    this.surface ??= this.open(() => {
      this.surface = undefined;
    });
    return this.surface;
  }

  private later(editor: vscode.TextEditor): void {
    if (this.surface === undefined || editor.document.languageId !== 'nth') {
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
    if (editor?.document.languageId === 'nth') {
      try {
        sequence = await this.ask(editor.document, editor.selection.active, source.token);
      } catch {
        // A request that was cancelled, or a server that restarts: the panel shows what it showed.
        return;
      }
    }
    if (this.surface !== undefined && !source.token.isCancellationRequested) {
      this.present(sequence);
    }
  }

  dispose(): void {
    clearTimeout(this.timer);
    this.asked?.cancel();
    this.surface?.dispose();
    this.subscriptions.forEach((s) => s.dispose());
  }
}
