; Indentation, with the names of Zed.

[
  (definition)
  (check_item)
  (imports)
  (parameters)
  (arguments)
  (list_expression)
  (parenthesized_expression)
] @indent

(_ "(" ")" @end) @indent

(_ "[" "]" @end) @indent
