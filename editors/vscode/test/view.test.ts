import assert from 'node:assert/strict';
import { test } from 'node:test';
import { sequence } from '../src/protocol';
import { page } from '../src/view';

const fibonacci = { name: 'fib', terms: [['0', '0'], ['1', '1']] as [string, string][], notes: ['A000045  Fibonacci numbers'] };

test('terms, notes and plot are shown', () => {
  const html = page({ ...fibonacci, svg: '<?xml version="1.0"?>\n<svg viewBox="0 0 1 1"><path d="M0 0"/></svg>' });
  assert.match(html, /<td>1<\/td><td>1<\/td>/);
  assert.match(html, /Fibonacci numbers/);
  assert.match(html, /<figure><svg viewBox/);
});

test('names and notes are text, not HTML', () => {
  const html = page({ ...fibonacci, name: '<b>', notes: ['a < b & "c"'] });
  assert.match(html, /&lt;b&gt;/);
  assert.match(html, /a &lt; b &amp; &quot;c&quot;/);
});

test('a picture with a script is not shown, and the page forbids scripts', () => {
  for (const svg of ['<svg><script>1</script></svg>', '<svg onload="1"></svg>', '<svg><foreignObject/></svg>']) {
    assert.doesNotMatch(page({ ...fibonacci, svg }), /<figure>/);
  }
  assert.match(page(undefined), /default-src 'none'/);
});

test('terms of the server have their indices', () => {
  const found = sequence('a', { text: '3 terms of `a`', first: -1, terms: ['5', '6', '7'], svg: '<svg/>' });
  assert.deepEqual(found.terms, [['-1', '5'], ['0', '6'], ['1', '7']]);
  assert.deepEqual(found.notes, ['3 terms of `a`']);
  const run = sequence('a', { text: '5, 6\na(2): has very many digits', first: 0, terms: ['5', '6'] });
  assert.deepEqual(run.notes, ['a(2): has very many digits']);
});
