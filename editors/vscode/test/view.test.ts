import assert from 'node:assert/strict';
import { test } from 'node:test';
import { page } from '../src/view';

const sequence = { name: 'fib', terms: [['0', '0'], ['1', '1']] as [string, string][], notes: ['A000045  Fibonacci numbers'] };

test('terms, notes and plot are shown', () => {
  const html = page({ ...sequence, svg: '<?xml version="1.0"?>\n<svg viewBox="0 0 1 1"><path d="M0 0"/></svg>' });
  assert.match(html, /<td>1<\/td><td>1<\/td>/);
  assert.match(html, /Fibonacci numbers/);
  assert.match(html, /<figure><svg viewBox/);
});

test('names and notes are text, not HTML', () => {
  const html = page({ ...sequence, name: '<b>', notes: ['a < b & "c"'] });
  assert.match(html, /&lt;b&gt;/);
  assert.match(html, /a &lt; b &amp; &quot;c&quot;/);
});

test('a picture with a script is not shown, and the page forbids scripts', () => {
  for (const svg of ['<svg><script>1</script></svg>', '<svg onload="1"></svg>', '<svg><foreignObject/></svg>']) {
    assert.doesNotMatch(page({ ...sequence, svg }), /<figure>/);
  }
  assert.match(page(undefined), /default-src 'none'/);
});
