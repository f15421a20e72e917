// A page with the editor of VS Code, the contributions of the extension's package.json, and its client over a WebSocket.

import { initialize } from '@codingame/monaco-vscode-api';
import { ExtensionHostKind, registerExtension } from '@codingame/monaco-vscode-api/extensions';
import configuration, { initUserConfiguration } from '@codingame/monaco-vscode-configuration-service-override';
import * as monaco from '@codingame/monaco-vscode-editor-api';
import editorService from '@codingame/monaco-vscode-editor-service-override';
import {
  RegisteredFileSystemProvider,
  RegisteredMemoryFile,
  registerFileSystemOverlay,
} from '@codingame/monaco-vscode-files-service-override';
import languages from '@codingame/monaco-vscode-languages-service-override';
import models from '@codingame/monaco-vscode-model-service-override';
import textmate from '@codingame/monaco-vscode-textmate-service-override';
import '@codingame/monaco-vscode-theme-defaults-default-extension';
import themes from '@codingame/monaco-vscode-theme-service-override';
import * as vscode from 'vscode';
import 'vscode/localExtensionHost';
import { LanguageClient } from 'vscode-languageclient/browser';
import { WebSocketMessageReader, WebSocketMessageWriter, toSocket } from 'vscode-ws-jsonrpc';
import { Features } from './extension/src/features';
import type { Surface } from './extension/src/panel';

const WORKERS: Record<string, string> = {
  editorWorkerService: 'editor.worker.js',
  TextMateWorker: 'textmate.worker.js',
};

// What the page is told: the folder of the project.
const parameters = new URLSearchParams(location.search);
const project = parameters.get('project') ?? '/';

(self as unknown as { MonacoEnvironment: unknown }).MonacoEnvironment = {
  getWorkerUrl: (_: string, label: string) => new URL(WORKERS[label] ?? label, location.href).toString(),
  getWorkerOptions: () => ({ type: 'module' }),
};

/** The files that the contributions of the extension name. */
async function extension(): Promise<void> {
  const manifest = await (await fetch('extension/package.json')).json();
  // The code is part of this page: only the contributions are taken.
  delete manifest.main;
  const registered = registerExtension(manifest, ExtensionHostKind.LocalProcess);
  const { languages: own, grammars, snippets } = manifest.contributes;
  const names = [...own.map((l: { configuration: string }) => l.configuration), ...[...grammars, ...snippets].map((g) => g.path)];
  for (const name of names) {
    registered.registerFileUrl(name.replace(/^\.\//, '/'), new URL(`extension/${name}`, location.href).toString());
  }
  await registered.whenReady();
  await registered.setAsDefaultApi();
}

/** The panel is a frame beside the editor. */
function frame(): Surface {
  const element = document.getElementById('panel') as HTMLIFrameElement;
  element.hidden = false;
  return {
    show: (title, html) => {
      element.title = title;
      element.srcdoc = html;
    },
    reveal: () => undefined,
    dispose: () => {
      element.hidden = true;
    },
  };
}

async function connect(features: Features): Promise<void> {
  const socket = new WebSocket(new URL('lsp', location.href.replace(/^http/, 'ws')));
  await new Promise((resolve, reject) => {
    socket.onopen = resolve;
    socket.onerror = reject;
  });
  const wrapped = toSocket(socket);
  const transports = { reader: new WebSocketMessageReader(wrapped), writer: new WebSocketMessageWriter(wrapped) };
  const client = new LanguageClient('nth', 'nth', async () => transports, features.options());
  features.use(client);
  await client.start();
}

async function main(): Promise<void> {
  await initUserConfiguration(
    JSON.stringify({ 'workbench.colorTheme': 'Default Light Modern', 'editor.fontSize': 15, 'editor.minimap.enabled': false }),
  );
  const folderUri = vscode.Uri.file(project);
  const services = {
    ...configuration(),
    ...editorService(async () => undefined),
    ...languages(),
    ...models(),
    ...textmate(),
    ...themes(),
  };
  const workspaceProvider = { trusted: true, workspace: { folderUri }, open: async () => false };
  await initialize(services, document.body, { workspaceProvider });
  const uri = monaco.Uri.file(`${project}/sequences.nth`);
  const files = new RegisteredFileSystemProvider(false);
  files.registerFile(new RegisteredMemoryFile(uri, ''));
  registerFileSystemOverlay(1, files);
  await extension();
  const model = await monaco.editor.createModelReference(uri);
  const editor = monaco.editor.create(document.getElementById('editor') as HTMLElement, {
    model: model.object.textEditorModel,
    automaticLayout: true,
    fixedOverflowWidgets: true,
  });
  editor.focus();
  await connect(new Features(frame));
  const text = (): string => editor.getValue();
  const position = (part: string, shift: number): monaco.Position => {
    const at = text().indexOf(part);
    if (at < 0) {
      throw new Error(`the text has no ${part}`);
    }
    return model.object.textEditorModel!.getPositionAt(at + shift);
  };
  // What the driver of the test asks and does.
  Object.assign(window, {
    test: {
      text,
      go: (part: string, shift: number) => {
        editor.focus();
        editor.setPosition(position(part, shift));
        editor.revealPosition(editor.getPosition()!);
      },
      place: (part: string, shift: number) => {
        const at = editor.getScrolledVisiblePosition(position(part, shift))!;
        const box = editor.getDomNode()!.getBoundingClientRect();
        return { x: box.left + at.left, y: box.top + at.top + at.height / 2 };
      },
      end: () => {
        editor.focus();
        editor.setPosition(model.object.textEditorModel!.getFullModelRange().getEndPosition());
      },
      problems: () => monaco.editor.getModelMarkers({ resource: uri }).map((m) => m.message),
      command: (name: string) => vscode.commands.executeCommand(name),
      action: (name: string) => editor.trigger('test', name, undefined),
    },
  });
}

main().catch((error: unknown) => {
  document.title = `failed: ${String(error)}`;
  console.error(error);
});
