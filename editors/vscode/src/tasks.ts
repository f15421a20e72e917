// Tasks of type `nth`: the commands of nth that people run over and over.

import * as vscode from 'vscode';

/** Task as `tasks.json` defines it. */
interface NthTask extends vscode.TaskDefinition {
  command: string;
  args?: string[];
}

/** Messages with their source; those of very long lines come in one line each. */
export const MATCHERS = ['$nth', '$nth-short'];

/** Tasks that are offered without a `tasks.json`: name, command, arguments. */
const OFFERED: [string, string, string[]][] = [
  ['check this folder', 'check', ['.']],
  ['test this folder', 'test', ['.']],
  ['check this file', 'check', ['${file}']],
];

/** The provider. `command` is the path of nth. */
export function taskProvider(command: () => string): vscode.TaskProvider {
  const make = (definition: NthTask, scope: vscode.WorkspaceFolder | vscode.TaskScope, name: string): vscode.Task => {
    const words = [definition.command, ...(definition.args ?? [])];
    const run = new vscode.ProcessExecution(command(), words);
    const task = new vscode.Task(definition, scope, name, 'nth', run, MATCHERS);
    task.group = definition.command === 'test' ? vscode.TaskGroup.Test : vscode.TaskGroup.Build;
    return task;
  };
  return {
    provideTasks: () =>
      (vscode.workspace.workspaceFolders ?? []).flatMap((folder) =>
        OFFERED.map(([name, word, args]) => make({ type: 'nth', command: word, args }, folder, name)),
      ),
    resolveTask: (task) => {
      const definition = task.definition as NthTask;
      return make(definition, task.scope ?? vscode.TaskScope.Workspace, task.name);
    },
  };
}
