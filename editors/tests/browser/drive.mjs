// A visit to the page by keyboard and mouse, in Chromium without a screen. NTH is the command, CHROMIUM the browser, PROJECT a folder,
// PICTURES a folder for pictures, or empty. Exit status 0: every check holds.
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import puppeteer from 'puppeteer-core';
import { serve } from './serve.mjs';

const { NTH, CHROMIUM, PROJECT, PICTURES } = process.env;
// Longest time to wait for anything, in milliseconds. Only a failure takes so long.
const PATIENCE = 120_000;
// Time after which something is done again that had no effect, in milliseconds.
const AGAIN = 5_000;

let count = 0;
let failed = false;
/** What the page shows, for a check that failed. */
let state = async () => '';

function check(ok, what) {
  count += 1;
  failed ||= !ok;
  console.log(`${ok ? 'ok    ' : 'FAILED'} ${what}`);
}

/** Asks again and again until the answer is neither false nor empty, and does something before, again now and then. */
async function until(what, ask, act = async () => undefined) {
  const end = Date.now() + PATIENCE;
  let answer;
  let acted = 0;
  do {
    if (Date.now() > acted + AGAIN) {
      acted = Date.now();
      await act();
    }
    answer = await ask();
    if (!answer) await new Promise((resolve) => setTimeout(resolve, 30));
  } while (!answer && Date.now() < end);
  check(Boolean(answer), what);
  if (!answer) console.log(await state());
  return answer;
}

const site = await serve(path.resolve('dist'), NTH);
const browser = await puppeteer.launch({
  executablePath: CHROMIUM,
  // A container has no namespaces for the sandbox; the page is our own.
  args: ['--no-sandbox', '--disable-gpu', '--disable-dev-shm-usage', '--font-render-hinting=none'],
  headless: true,
  protocolTimeout: PATIENCE,
});

/** Takes a picture of the upper part of the page. */
async function picture(page, name, height) {
  if (PICTURES) {
    // What fades in is there after a while.
    await new Promise((resolve) => setTimeout(resolve, 700));
    const image = await page.screenshot({ type: 'png', clip: { x: 0, y: 0, width: 900, height } });
    writeFileSync(path.join(PICTURES, `editor-${name}.png`), image);
  }
}

async function visit() {
  const page = await browser.newPage();
  await page.setViewport({ width: 900, height: 420 });
  page.on('pageerror', (error) => console.log(`page: ${error.message}`));
  if (process.env.VERBOSE) page.on('console', (m) => console.log(`console: ${m.text()}`));
  await page.goto(`${site.address}?project=${encodeURIComponent(PROJECT)}`);
  const ask = (body, ...args) => page.evaluate(body, ...args);
  const text = () => ask(() => window.test.text());
  const shown = (selector) =>
    ask((s) => [...document.querySelectorAll(s)].map((e) => e.innerText.replaceAll('\u00a0', ' ')).join('\n'), selector);

  if (!(await until('the page and the server start', () => ask(() => window.test !== undefined)))) return;

  state = async () => `--- text\n${await text()}\n--- suggestions\n${await shown('.suggest-widget.visible .monaco-list-row')}\n---`;

  await page.keyboard.type('/// Each number is the sum of the two before it.\n');
  await page.keyboard.press('Backspace', { delay: 0 });
  await ask(() => window.test.end());
  // The editor goes on with the comment: its mark is removed.
  while (!(await text()).endsWith('\n')) await page.keyboard.press('Backspace');
  await page.keyboard.type('seq fib(n) = if n < 2 then n else fib(n - 1) + fibb(n - 2)');
  await page.keyboard.press('Escape');
  check((await text()).endsWith('fib(n - 1) + fibb(n - 2)'), 'what is typed is what is there');
  await until('a mistake is underlined', () => ask(() => document.querySelector('.squiggly-error') !== null));
  await until('its message names it', () => ask(() => window.test.problems().some((m) => m.includes('fibb'))));
  await ask(() => window.test.go('fibb', 2));
  await picture(page, 'mistake', 110);
  const repair = () => ask(() => window.test.action('editor.action.quickFix'));
  await until('the repair is offered', async () => (await shown('.action-widget')).includes('fib'), repair);
  await page.keyboard.press('Enter');
  await until('the repair is made', async () => !(await text()).includes('fibb'));
  await until('the line under it goes away', () => ask(() => document.querySelector('.squiggly-error') === null));

  await until('lenses are shown', async () => (await shown('.codelens-decoration')).includes('plot'));
  await until('the first terms are shown', async () => (await shown('.view-lines')).includes('0, 1, 1, 2'));
  const hover = await until('hover shows the head, the documentation and terms', async () => {
    // Lines move while lenses appear, so the place is asked for again.
    const place = await ask(() => window.test.place('fib(n)', 1));
    await page.mouse.move(place.x, place.y + 80);
    await page.mouse.move(place.x, place.y, { steps: 4 });
    await new Promise((resolve) => setTimeout(resolve, 1000));
    const found = await shown('.monaco-hover');
    return ['seq fib', 'sum of the two before', '0, 1, 1, 2'].every((part) => found.includes(part));
  });
  if (hover) await picture(page, 'hover', 300);
  await page.mouse.move(5, 400);

  await ask(() => window.test.end());
  await page.keyboard.type('\n\nseq mystery(n) = ?\n');
  await page.keyboard.press('Escape');
  await page.keyboard.type('check mystery = 1, 2, 5, 14, 42, 132, 429, 1430');
  await page.keyboard.press('Escape');
  await ask(() => window.test.go('= ?', 3));
  const programs = async () => {
    const rows = await shown('.suggest-widget.visible .monaco-list-row');
    return /catalan|binomial/.test(rows) && rows;
  };
  const suggest = async () => {
    // A list that is open stays as it is.
    await page.keyboard.press('Escape');
    await ask(() => window.test.action('editor.action.triggerSuggest'));
  };
  const offered = await until('programs are offered for a hole', programs, suggest);
  if (offered) {
    await picture(page, 'hole', 300);
    await page.keyboard.press('Enter');
  }
  await until('the hole is filled', async () => !(await text()).includes('?'));
  await until('the program has no mistake', () => ask(() => window.test.problems().length === 0));

  await ask(() => window.test.go('mystery(n)', 2));
  await ask(() => window.test.command('nth.showSequence'));
  const panel = () =>
    ask(() => {
      const inside = document.getElementById('panel').contentDocument;
      return { text: inside?.body?.innerText ?? '', plots: inside?.querySelectorAll('svg').length ?? 0 };
    });
  await until('the panel shows the terms', async () => (await panel()).text.includes('1430'));
  await until('the panel shows a plot', async () => (await panel()).plots > 0);
  await picture(page, 'plot', 420);
  await ask(() => window.test.go('fib(n)', 1));
  await until('the panel follows the cursor', async () => (await panel()).text.includes('fib'));
}

try {
  await visit();
} catch (error) {
  check(false, error.stack);
}
console.log(`${failed ? 'FAILED' : 'ok'}: ${count} checks`);
await browser.close();
site.end();
process.exit(failed ? 1 : 0);
