// Requests and commands of `nth lsp` beyond the protocol of language servers.

/** Scheme of the sources of the library, which the server gives as text. */
export const LIBRARY_SCHEME = 'nth-std';

/** Request for the text of a source of the library: `{ uri }`, answered by the text. */
export const SOURCE_REQUEST = 'nth/source';

/** Commands of code lenses. Their arguments come with the lens. */
export const RUN = 'nth.run';
export const PLOT = 'nth.plot';

/** A sequence as the panel shows it. */
export interface Sequence {
  name: string;
  /** Index and term, as text: a term may have any number of digits. */
  terms: [string, string][];
  /** Sentences about it: entries of the OEIS, why the terms end. */
  notes: string[];
  /** Plot, as SVG. */
  svg?: string;
}
