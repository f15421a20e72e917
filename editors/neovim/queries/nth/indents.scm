; Written by `cargo xtask gen` from grammar/tree-sitter-nth/queries/indents.scm; do not edit.
; Indentation, as `nth fmt` writes it: one step for what belongs to an item, to brackets, to a branch.
; The names are those of Neovim.

[
  (definition)
  (check_item)
  (imports)
  (parameters)
  (arguments)
  (list_expression)
  (parenthesized_expression)
] @indent.begin

; The value of a branch or of a `let` that begins on the next line.
(if_expression
  consequence: (_) @indent.begin)

(if_expression
  alternative: (_) @indent.begin)

(let_expression
  value: (_) @indent.begin)

; The closing bracket of a definition's body stands below its first column.
[
  ")"
  "]"
] @indent.branch

[
  (block_comment)
] @indent.ignore

(ERROR) @indent.auto
