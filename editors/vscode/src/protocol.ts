// Commands and answers of `nth lsp` beyond the protocol of language servers.

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
