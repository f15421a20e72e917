import assert from 'node:assert/strict';
import { test } from 'node:test';
import { expand, findBinary, type Machine } from '../src/binary';

function machine(files: string[], env: Record<string, string>, windows = false): Machine {
  return { env, home: windows ? 'C:\\Users\\a' : '/home/a', windows, isFile: (name) => files.includes(name) };
}

test('the first folder of PATH that has the command wins', () => {
  const there = machine(['/opt/bin/nth', '/usr/bin/nth'], { PATH: '/bin:/opt/bin:/usr/bin' });
  assert.deepEqual(findBinary('', undefined, there), { command: '/opt/bin/nth' });
});

test("cargo's folder is looked into where PATH has none", () => {
  const there = machine(['/home/a/.cargo/bin/nth'], { PATH: '/bin' });
  assert.deepEqual(findBinary('', undefined, there), { command: '/home/a/.cargo/bin/nth' });
  const own = machine(['/cargo/bin/nth'], { PATH: '/bin', CARGO_HOME: '/cargo' });
  assert.deepEqual(findBinary('', undefined, own), { command: '/cargo/bin/nth' });
});

test('a setting is the only place', () => {
  const there = machine(['/bin/nth', '/home/a/nth/nth', '/w/target/nth'], { PATH: '/bin' });
  assert.deepEqual(findBinary('~/nth/nth', undefined, there), { command: '/home/a/nth/nth' });
  assert.deepEqual(findBinary('${workspaceFolder}/target/nth', '/w', there), { command: '/w/target/nth' });
  assert.deepEqual(findBinary('/gone/nth', undefined, there), { searched: ['/gone/nth'] });
  assert.deepEqual(findBinary('nth', undefined, there), { command: '/bin/nth' });
});

test('Windows has its own names', () => {
  const there = machine(['C:\\tools\\nth.exe'], { Path: 'C:\\x;C:\\tools' }, true);
  assert.deepEqual(findBinary('', undefined, there), { command: 'C:\\tools\\nth.exe' });
});

test('a missing command says where it was looked for', () => {
  const found = findBinary('', undefined, machine([], { PATH: '/a:/b' }));
  assert.deepEqual(found, { searched: ['/a/nth', '/b/nth', '/home/a/.cargo/bin/nth'] });
});

test('a home folder is written out at the start only', () => {
  assert.equal(expand('a~b', '/h', undefined), 'a~b');
  assert.equal(expand('~', '/h', undefined), '/h');
});
