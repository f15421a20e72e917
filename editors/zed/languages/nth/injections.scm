; Written by `cargo xtask gen` from grammar/tree-sitter-nth/queries/injections.scm; do not edit.
; Other languages inside: examples in documentation are nth, documentation is Markdown.

((doc_example) @injection.content
  (#set! injection.language "nth"))

((doc_text) @injection.content
  (#set! injection.language "markdown-inline"))

([
  (line_comment)
  (block_comment)
] @injection.content
  (#set! injection.language "comment"))
