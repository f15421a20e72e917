// Where the command `nth` is: the setting, the folders of PATH, cargo's folder of programs. Knows nothing of VS Code.

import * as path from 'node:path';

/** What the search for the command asks the machine. */
export interface Machine {
  env: Record<string, string | undefined>;
  home: string;
  windows: boolean;
  isFile(name: string): boolean;
}

/** Result of the search: the command, or the places where it was looked for. */
export type Found = { command: string } | { searched: string[] };

/** A path of the settings, with `~` and `${workspaceFolder}` written out. */
export function expand(setting: string, home: string, workspace: string | undefined): string {
  const inWorkspace = workspace === undefined ? setting : setting.replaceAll('${workspaceFolder}', workspace);
  return inWorkspace.replace(/^~(?=$|[/\\])/, home);
}

/** The command `nth`. A path in the settings is the only one that is tried. */
export function findBinary(setting: string, workspace: string | undefined, machine: Machine): Found {
  const name = machine.windows ? 'nth.exe' : 'nth';
  const join = machine.windows ? path.win32.join : path.posix.join;
  if (setting.trim() !== '') {
    const command = expand(setting.trim(), machine.home, workspace);
    // A name without a folder is looked for in PATH, as a shell does.
    if (/[/\\]/.test(command)) {
      return machine.isFile(command) ? { command } : { searched: [command] };
    }
    return first(folders(machine).map((f) => join(f, command)), machine);
  }
  const cargo = machine.env['CARGO_HOME'] ?? join(machine.home, '.cargo');
  const places = [...folders(machine), join(cargo, 'bin')].map((f) => join(f, name));
  return first(places, machine);
}

function folders(machine: Machine): string[] {
  const list = machine.env['PATH'] ?? machine.env['Path'] ?? '';
  return list.split(machine.windows ? ';' : ':').filter((f) => f !== '');
}

function first(places: string[], machine: Machine): Found {
  const command = places.find((p) => machine.isFile(p));
  return command === undefined ? { searched: places } : { command };
}
