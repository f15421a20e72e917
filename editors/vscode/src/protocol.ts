// Requests and commands of `nth lsp` beyond the protocol of language servers.

import type { WorkspaceEdit } from 'vscode-languageclient';

/** Scheme of the sources of the library, which the server gives as text. */
export const LIBRARY_SCHEME = 'nth-std';

/** Request for the text of a source of the library: `{ uri }`, answered by the text. */
export const SOURCE_REQUEST = 'nth/source';

/** What the client says of itself at the start: it shows sources of the library, and the results of commands. */
export const ABILITIES = { virtualDocuments: true, showsResults: true };

/** Argument of a command. */
export interface Argument {
  /** URI of the document. */
  uri: string;
  /** Name of the definition; empty for the documentation of the module. */
  name: string;
  /** Number of the example, from 0, or the byte of the hole. */
  number?: number;
}

/** Result of a command. */
export interface Outcome {
  /** Text for people. */
  text: string;
  /** Index of the first term, for `nth.run` and `nth.plot`. */
  first?: number;
  /** Terms as decimal texts: a term may have any number of digits. */
  terms?: string[];
  /** Plot, for `nth.plot`. */
  svg?: string;
  /** Entries of the OEIS, for `nth.lookUp`. */
  entries?: { number: string; name?: string; position: number }[];
  /** Programs, the best first, for `nth.find`. */
  suggestions?: { text: string; detail: string; edit: WorkspaceEdit }[];
  /** The value of an example, for `nth.evaluate`. */
  edit?: WorkspaceEdit;
}

/** A sequence as the panel shows it. */
export interface Sequence {
  name: string;
  /** Index and term, as text. */
  terms: [string, string][];
  /** Sentences about it. */
  notes: string[];
  /** Plot, as SVG. */
  svg?: string;
}

/** The sequence that a command gave terms of. */
export function sequence(name: string, outcome: Outcome): Sequence {
  const first = BigInt(outcome.first ?? 0);
  const terms = (outcome.terms ?? []).map((term, i): [string, string] => [String(first + BigInt(i)), term]);
  // The text of `nth.run` begins with the terms; what follows says why they end.
  const notes = outcome.svg === undefined ? outcome.text.split('\n').slice(1) : [outcome.text];
  return { name, terms, notes, svg: outcome.svg };
}
