// The page of the panel: terms and plot of a sequence, as HTML. Knows nothing of VS Code.

import type { Sequence } from './protocol';

const ESCAPES: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };

/** Text as it stands in HTML. */
export function escape(text: string): string {
  return text.replace(/[&<>"']/g, (c) => ESCAPES[c] ?? c);
}

/** A picture of the server, if it is one: SVG without scripts. The page forbids scripts as well. */
function picture(svg: string | undefined): string {
  if (svg === undefined || /<script|<foreignObject|\son\w+\s*=/i.test(svg)) {
    return '';
  }
  const at = svg.indexOf('<svg');
  return at < 0 ? '' : `<figure>${svg.slice(at)}</figure>`;
}

/** The whole page. Nothing in it is loaded from elsewhere, and nothing runs. */
export function page(sequence: Sequence | undefined): string {
  const policy = "default-src 'none'; style-src 'unsafe-inline'; img-src data:";
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<style>
body { font-family: var(--vscode-font-family, sans-serif); color: var(--vscode-foreground, #333); padding: 0 1em; }
h1 { font-size: 1.2em; } h1 code { font-size: 1.1em; }
code, td { font-family: var(--vscode-editor-font-family, monospace); }
td { padding: 0 1em 0 0; vertical-align: top; overflow-wrap: anywhere; } td:first-child { text-align: right; opacity: .7; }
figure { margin: 0; background: #fff; } figure svg { width: 100%; height: auto; display: block; }
.note { opacity: .8; }
</style></head><body>
${sequence === undefined ? nothing() : body(sequence)}
</body></html>
`;
}

function nothing(): string {
  return '<p class="note">Put the cursor into a sequence.</p>';
}

function body(sequence: Sequence): string {
  const rows = sequence.terms.map(([index, term]) => `<tr><td>${escape(index)}</td><td>${escape(term)}</td></tr>`);
  const notes = sequence.notes.map((n) => `<p class="note">${escape(n)}</p>`);
  return [
    `<h1><code>${escape(sequence.name)}</code></h1>`,
    ...notes,
    picture(sequence.svg),
    `<table>${rows.join('')}</table>`,
  ].join('\n');
}
