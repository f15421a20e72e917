// Serves the page, and connects each WebSocket to a process `nth lsp` of its own.
import { createReadStream, existsSync, statSync } from 'node:fs';
import { createServer } from 'node:http';
import path from 'node:path';
import { createConnection, createServerProcess, forward } from 'vscode-ws-jsonrpc/server';
import { WebSocketMessageReader, WebSocketMessageWriter } from 'vscode-ws-jsonrpc';
import { WebSocketServer } from 'ws';

const TYPES = {
  '.html': 'text/html',
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.json': 'application/json',
  '.svg': 'image/svg+xml',
  '.wasm': 'application/wasm',
};

/** Starts on a free port of this machine. Answers the address, and how to end. */
export async function serve(folder, nth) {
  const server = createServer((request, response) => {
    const name = new URL(request.url, 'http://localhost').pathname;
    const file = path.join(folder, name === '/' ? 'index.html' : path.normalize(decodeURIComponent(name)));
    if (!file.startsWith(folder) || !existsSync(file) || !statSync(file).isFile()) {
      response.writeHead(404).end();
      return;
    }
    response.writeHead(200, { 'content-type': TYPES[path.extname(file)] ?? 'application/octet-stream' });
    createReadStream(file).pipe(response);
  });
  const sockets = new WebSocketServer({ server });
  sockets.on('connection', (socket) => {
    const wrapped = {
      send: (content) => socket.send(content),
      onMessage: (take) => socket.on('message', (data) => take(data.toString())),
      onError: (take) => socket.on('error', take),
      onClose: (take) => socket.on('close', take),
      dispose: () => socket.close(),
    };
    const client = createConnection(new WebSocketMessageReader(wrapped), new WebSocketMessageWriter(wrapped), () => socket.close());
    const process = createServerProcess('nth', nth, ['lsp']);
    forward(client, process, (message) => message);
    socket.on('close', () => process.dispose());
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  const end = () => {
    sockets.clients.forEach((s) => s.terminate());
    sockets.close();
    server.close();
    server.closeAllConnections();
  };
  return { address: `http://127.0.0.1:${server.address().port}/`, end };
}
