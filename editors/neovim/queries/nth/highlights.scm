; Written by `cargo xtask gen` from grammar/tree-sitter-nth/queries/highlights.scm; do not edit.
; Where two patterns name a node, the later one counts.

; --- names ---

(identifier) @variable

(call_expression
  function: (identifier) @function.call)

(binary_expression
  operator: "|>"
  right: (identifier) @function.call)

((identifier) @function.builtin
  (#any-of? @function.builtin
    "add" "sub" "mul" "div" "mod" "pow" "neg" "eq" "ne" "lt" "le" "gt" "ge" "cond"
    "loop" "loop2" "compr" "search" "abs" "min" "max" "gcd" "isqrt" "powmod"
    "is_prime" "next_prime" "previous_prime" "nth_prime" "count_primes" "factor"
    "bit_and" "bit_or" "bit_xor" "bit_length" "cons" "range" "range_inclusive"
    "length" "get" "head" "tail" "append" "reverse" "take" "drop" "sort" "distinct"
    "map" "filter" "fold" "scan" "all" "any" "zip_with"))

(qualified_name
  name: (identifier) @variable)

(call_expression
  function: (qualified_name
    name: (identifier) @function.call))

(binary_expression
  operator: "|>"
  right: (qualified_name
    name: (identifier) @function.call))

(qualified_name
  module: (identifier) @module)

(module_path
  (identifier) @module)

(imports
  (identifier) @function)

(definition
  name: (identifier) @function)

(check_item
  name: (identifier) @function)

(parameter
  name: (identifier) @variable.parameter)

(lambda_parameters
  (identifier) @variable.parameter)

(let_expression
  name: (identifier) @variable)

(nth_expression
  name: (identifier) @variable)

; --- types ---

(type_identifier
  (identifier) @type)

((type_identifier
  (identifier) @type.builtin)
  (#any-of? @type.builtin "Int" "Bool"))

; --- literals ---

(integer) @number

(boolean) @boolean

(hole) @constant.builtin

(oeis) @attribute

; --- words ---

[
  "seq" "triangle" "array" "fn"
] @keyword.function

[
  "use"
] @keyword.import

[
  "if" "then" "else"
] @keyword.conditional

[
  "or" "and" "not"
] @keyword.operator

[
  "check" "from" "let" "in" "nth" "where"
] @keyword

; --- marks ---

[
  "|>"
  "=="
  "!="
  "<"
  "<="
  ">"
  ">="
  ".."
  "..="
  "++"
  "+"
  "-"
  "*"
  "/"
  "%"
  "^"
  "="
  "->"
] @operator

(negative_integer
  "-" @number)

[
  "("
  ")"
  "["
  "]"
] @punctuation.bracket

(lambda_parameters
  "|" @punctuation.bracket)

[
  ","
  ":"
  "."
] @punctuation.delimiter

; --- comments ---

[
  (line_comment)
  (block_comment)
] @comment

[
  (doc_comment)
  (module_doc)
] @comment.documentation
