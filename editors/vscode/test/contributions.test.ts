// The contributions of package.json: files exist, commands are registered, patterns match what nth prints, snippets are programs.
// NTH is the command, REPOSITORY the checkout.

import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { test } from 'node:test';
import { StreamMessageReader, StreamMessageWriter, createMessageConnection } from 'vscode-languageserver-protocol/node';

const NTH = process.env['NTH'] ?? 'nth';
const REPOSITORY = process.env['REPOSITORY'] ?? '../..';
const manifest = JSON.parse(readFileSync('package.json', 'utf8'));
const { contributes } = manifest;

interface Pattern {
  regexp: string;
  file?: number;
  line?: number;
  column?: number;
  severity?: number;
  code?: number;
  message?: number;
}

type Problem = Record<string, string>;

/** What a problem matcher makes of an output, as VS Code does: its patterns match lines that follow each other. */
function problems(name: string, output: string): Problem[] {
  const matcher = contributes.problemMatchers.find((m: { name: string }) => m.name === name);
  const patterns: Pattern[] = [matcher.pattern].flat();
  const lines = output.split('\n');
  const found: Problem[] = [];
  for (let at = 0; at < lines.length; at += 1) {
    const problem: Problem = {};
    const all = patterns.every((pattern, i) => {
      const match = new RegExp(pattern.regexp).exec(lines[at + i] ?? '');
      for (const [key, group] of Object.entries(pattern)) {
        if (match !== null && typeof group === 'number') {
          problem[key] = match[group] ?? '';
        }
      }
      return match !== null;
    });
    if (all) {
      found.push(problem);
    }
  }
  return found;
}

/** Problems in an order that does not depend on the matcher. */
function sorted(list: Problem[]): string[] {
  return list.map((p) => JSON.stringify(Object.entries(p).sort())).sort();
}

function nth(args: string[]): { status: number | null; output: string } {
  const run = spawnSync(NTH, args, { cwd: REPOSITORY, encoding: 'utf8' });
  assert.equal(run.error, undefined);
  return { status: run.status, output: run.stdout + run.stderr };
}

test('files that are named exist', () => {
  const named = [
    ...contributes.languages.map((l: { configuration: string }) => l.configuration),
    ...[...contributes.grammars, ...contributes.snippets].map((c: { path: string }) => c.path),
    ...contributes.walkthroughs.flatMap((w: { steps: { media: { markdown: string } }[] }) => w.steps.map((s) => s.media.markdown)),
  ];
  assert.deepEqual(named.filter((f: string) => !existsSync(f)), []);
});

test('commands that are contributed are registered, and the other way round', () => {
  const sources = readdirSync('src').map((f) => readFileSync(`src/${f}`, 'utf8')).join('\n');
  const registered = [...sources.matchAll(/registerCommand\(\s*'([^']+)'/g)].map((m) => m[1]);
  const contributed = contributes.commands.map((c: { command: string }) => c.command);
  assert.deepEqual(registered.sort(), contributed.sort());
});

test('the problem matchers find every message of nth check', () => {
  const files = readdirSync(path.join(REPOSITORY, 'tests/diagnostics')).filter((f) => f.endsWith('.nth'));
  let count = 0;
  for (const file of files) {
    const name = `tests/diagnostics/${file}`;
    const long = nth(['check', name]).output;
    const short = nth(['--error-format=short', 'check', name]).output;
    // A message about a very long line comes in one line.
    const found = [...problems('nth', long), ...problems('nth-short', long)];
    assert.deepEqual(sorted(found), sorted(problems('nth-short', short)), name);
    const messages = long.split('\n').filter((l) => /^(\S+:\d+:\d+: )?(error|warning|note)\[/.test(l));
    assert.equal(found.length, messages.length, name);
    found.forEach((p) => assert.match(p['file'] ?? '', /\.nth$/));
    count += found.length;
  }
  assert.ok(count > 100, `${count} messages`);
});

/** Text of a snippet with the texts that it offers. */
function filled(body: string[]): string {
  const texts = new Map<string, string>();
  const offered = body.join('\n').replace(/\$\{(\d+):([^}]*)\}/g, (_, number: string, text: string) => {
    texts.set(number, texts.get(number) ?? text);
    return texts.get(number) ?? '';
  });
  return offered.replace(/\$(\d+)/g, (_, number: string) => texts.get(number) ?? '');
}

test('snippets are programs', () => {
  const snippets = JSON.parse(readFileSync('snippets/nth.json', 'utf8'));
  const folder = mkdtempSync(path.join(tmpdir(), 'nth-snippets-'));
  try {
    for (const [name, snippet] of Object.entries<{ body: string[] }>(snippets)) {
      const text = filled(snippet.body);
      // A part of a definition needs one around it.
      const isItem = /^(seq|triangle|array|fn|\/\/\/[^>]*\n)/.test(text);
      const isExample = text.startsWith('/// >>>');
      const source = isItem ? text : isExample ? `${text}\nseq s(n) = n` : `seq s(n) = ${text}`;
      const file = path.join(folder, 's.nth');
      writeFileSync(file, `${source}\n`);
      const hasHole = text.includes('?');
      const { status, output } = nth([hasHole ? 'fmt' : 'test', ...(hasHole ? ['--check'] : []), file]);
      assert.equal(status, 0, `${name}: ${output}`);
      assert.equal(nth(['fmt', '--check', file]).status, 0, `${name} is not formatted: ${source}`);
    }
  } finally {
    rmSync(folder, { recursive: true });
  }
});

/** Messages that the server shows for settings at its start. */
async function complaints(settings: unknown): Promise<string[]> {
  const server = spawn(NTH, ['lsp'], { stdio: ['pipe', 'pipe', 'ignore'] });
  const connection = createMessageConnection(new StreamMessageReader(server.stdout), new StreamMessageWriter(server.stdin));
  const shown: string[] = [];
  connection.onNotification('window/showMessage', (p: { message: string }) => {
    shown.push(p.message);
  });
  connection.listen();
  const initializationOptions = settings;
  await connection.sendRequest('initialize', { processId: process.pid, rootUri: null, capabilities: {}, initializationOptions });
  // Messages are written in their order, so what is shown comes before a later answer.
  await connection.sendNotification('initialized', {});
  await connection.sendRequest('shutdown');
  await connection.sendNotification('exit');
  await new Promise((resolve) => server.once('close', resolve));
  connection.dispose();
  return shown;
}

/** A setting in its place: `a.b` is `{ a: { b: value } }`. */
function nested(name: string, value: unknown): unknown {
  return name.split('.').reduceRight((inner, part) => ({ [part]: inner }), value);
}

test('the server knows every setting that is not of the extension', async () => {
  const own = ['nth.path', 'nth.arguments', 'nth.trace.server'];
  const properties = Object.entries<{ default: unknown }>(contributes.configuration.properties);
  for (const [name, property] of properties.filter(([name]) => !own.includes(name))) {
    assert.deepEqual(await complaints(nested(name, property.default)), [], name);
    const wrong = await complaints(nested(name, 'a wrong value'));
    assert.match(wrong.join('\n'), /settings/, `the server takes any value for ${name}, so it does not know it`);
  }
});
