/**
 * @file The grammar of nth for tree-sitter, after `grammar/nth.ebnf` and `crates/lang/syntax`.
 * @license MIT OR Apache-2.0
 *
 * Names and comments come from `src/scanner.c`: names because a reserved word is none, wherever it stands, and comments
 * because they nest. `make grammar` writes `src/` again.
 */

/// <reference types="tree-sitter-cli/dsl" />
// @ts-check

// Levels of precedence, those of `LEVELS` in `crates/lang/syntax/src/grammar.rs`.
const LEVEL = {
  open: 0, // if, let, nth and lambdas extend to the right as far as they can
  pipe: 1,
  or: 2,
  and: 3,
  not: 4,
  compare: 5,
  range: 6,
  append: 7,
  sum: 8,
  product: 9,
  negate: 10,
  power: 11,
  postfix: 12,
};

// Infix operators: level, how they associate, and their tokens. Comparisons do not associate in the language.
const OPERATORS = [
  [LEVEL.pipe, prec.left, ["|>"]],
  [LEVEL.or, prec.left, ["or"]],
  [LEVEL.and, prec.left, ["and"]],
  [LEVEL.compare, prec.left, ["==", "!=", "<", "<=", ">", ">="]],
  [LEVEL.range, prec.left, ["..", "..="]],
  [LEVEL.append, prec.right, ["++"]],
  [LEVEL.sum, prec.left, ["+", "-"]],
  [LEVEL.product, prec.left, ["*", "/", "%"]],
  [LEVEL.power, prec.right, ["^"]],
];

/**
 * What stands there, or nothing: the scanner says so before a word that begins the next item. So a definition that is
 * being written does not take the next one with it.
 * @param {RuleOrLiteral[]} parts
 */
function unless_cut($, ...parts) {
  return choice(seq(...parts), $.incomplete);
}

/**
 * One or more, with commas between them and perhaps a last one.
 * @param {RuleOrLiteral} rule
 */
function list(rule) {
  return seq(rule, repeat(seq(",", rule)), optional(","));
}

export default grammar({
  name: "nth",

  // The order is that of `enum Token` in `src/scanner.c`.
  externals: ($) => [
    $.identifier,
    $.line_comment,
    $.block_comment,
    $._bare_doc,
    $._doc_mark,
    $._doc_prompt,
    $._bare_module_doc,
    $._module_doc_mark,
    $.doc_text,
    $.doc_example,
    $.incomplete,
    $._recovery,
  ],

  extras: ($) => [/[ \t\r\n\f\uFEFF]/, $.line_comment, $.block_comment, $.doc_comment, $.module_doc],

  supertypes: ($) => [$.item, $.expression, $.type],

  inline: ($) => [$._operand, $._type_operand],

  rules: {
    // A file. An expression alone is what a prompt shows, and an example in documentation. It is not one of the items: what
    // begins an expression must not follow one, or a tree could not be brought up to date by its changes alone.
    source_file: ($) => choice(repeat($.item), $.expression),

    // --- documentation ---

    doc_comment: ($) => 
      choice($._bare_doc, seq($._doc_mark, $.doc_text), seq($._doc_prompt, $.doc_example), $._stray_doc),
    // The scanner leaves to the grammar what stands where an item could be cut, but is not.
    _stray_doc: (_) => /\/\/\/[^\r\n]*/,
    module_doc: ($) => choice($._bare_module_doc, seq($._module_doc_mark, $.doc_text)),

    // --- items ---

    item: ($) => choice($.use_item, $.definition, $.check_item),

    use_item: ($) => 
      seq("use", unless_cut($, field("module", $.module_path), optional(field("names", $.imports)))),
    module_path: ($) => seq($.identifier, repeat(seq(".", unless_cut($, $.identifier)))),
    imports: ($) => seq("(", optional(list($.identifier)), unless_cut($, ")")),

    definition: ($) =>
      seq(
        repeat($.oeis),
        field("kind", choice("seq", "triangle", "array", "fn")),
        unless_cut(
          $,
          field("name", $.identifier),
          unless_cut(
            $,
            field("parameters", $.parameters),
            optional(seq("->", field("result", $._type_operand))),
            unless_cut($, "=", field("body", $._operand)),
          ),
        ),
      ),
    oeis: (_) => /@[A-Za-z0-9_']*/,
    parameters: ($) => seq("(", optional(list($.parameter)), unless_cut($, ")")),
    parameter: ($) =>
      seq(
        field("name", $.identifier),
        optional(seq(":", field("type", $._type_operand))),
        optional(field("from", $.offset)),
      ),
    offset: ($) => seq("from", unless_cut($, $._signed)),

    check_item: ($) =>
      seq(
        "check",
        unless_cut(
          $,
          field("name", $.identifier),
          optional(field("from", $.offset)),
          unless_cut($, "=", unless_cut($, field("terms", $.terms))),
        ),
      ),
    terms: ($) => list($._signed),
    _signed: ($) => choice($.integer, $.negative_integer),
    negative_integer: ($) => seq("-", unless_cut($, $.integer)),

    // --- types ---

    type: ($) => choice($.type_identifier, $.list_type, $.parenthesized_type, $.function_type),
    type_identifier: ($) => $.identifier,
    list_type: ($) => seq("[", field("element", $._type_operand), unless_cut($, "]")),
    parenthesized_type: ($) => seq("(", $.type, unless_cut($, ")")),
    function_type: ($) =>
      prec.right(
        choice(
          seq(field("parameters", $.type), "->", field("result", $._type_operand)),
          seq(field("parameters", $.type_list), unless_cut($, "->", field("result", $._type_operand))),
        ),
      ),
    // Types that are no type by themselves: none, several, or one with a comma.
    type_list: ($) => seq("(", optional(seq($.type, ",", optional(list($.type)))), unless_cut($, ")")),
    _type_operand: ($) => choice($.type, $.incomplete),

    // --- expressions ---

    expression: ($) =>
      choice(
        $.identifier,
        $.qualified_name,
        $.integer,
        $.boolean,
        $.hole,
        $.parenthesized_expression,
        $.list_expression,
        $.call_expression,
        $.index_expression,
        $.unary_expression,
        $.binary_expression,
        $.if_expression,
        $.let_expression,
        $.nth_expression,
        $.lambda,
      ),

    _operand: ($) => choice($.expression, $.incomplete),

    qualified_name: ($) => seq(field("module", $.identifier), ".", unless_cut($, field("name", $.identifier))),
    integer: (_) => /[0-9][0-9_]*/,
    boolean: (_) => choice("true", "false"),
    hole: (_) => "?",
    parenthesized_expression: ($) => seq("(", $._operand, unless_cut($, ")")),
    list_expression: ($) => seq("[", optional(list($.expression)), unless_cut($, "]")),

    call_expression: ($) =>
      prec(LEVEL.postfix, seq(field("function", $.expression), field("arguments", $.arguments))),
    arguments: ($) => seq("(", optional(list($.expression)), unless_cut($, ")")),
    index_expression: ($) =>
      prec(
        LEVEL.postfix,
        seq(field("list", $.expression), "[", field("index", $._operand), unless_cut($, "]")),
      ),

    unary_expression: ($) =>
      choice(
        prec(LEVEL.negate, seq(field("operator", "-"), field("operand", $._operand))),
        prec(LEVEL.not, seq(field("operator", "not"), field("operand", $._operand))),
      ),
    binary_expression: ($) =>
      choice(
        ...OPERATORS.map(([level, associate, tokens]) =>
          associate(
            level,
            seq(
              field("left", $.expression),
              field("operator", tokens.length === 1 ? tokens[0] : choice(...tokens)),
              field("right", $._operand),
            ),
          ),
        ),
      ),

    if_expression: ($) =>
      prec.right(
        LEVEL.open,
        seq(
          "if",
          field("condition", $._operand),
          unless_cut(
            $,
            "then",
            field("consequence", $._operand),
            unless_cut($, "else", field("alternative", $._operand)),
          ),
        ),
      ),
    let_expression: ($) =>
      prec.right(
        LEVEL.open,
        seq(
          "let",
          unless_cut(
            $,
            field("name", $.identifier),
            unless_cut($, "=", field("value", $._operand), unless_cut($, "in", field("body", $._operand))),
          ),
        ),
      ),
    nth_expression: ($) =>
      prec.right(
        LEVEL.open,
        seq(
          "nth",
          unless_cut(
            $,
            field("name", $.identifier),
            unless_cut($, "from", field("start", $._operand), unless_cut($, "where", field("condition", $._operand))),
          ),
        ),
      ),
    lambda: ($) =>
      prec.right(LEVEL.open, seq(field("parameters", $.lambda_parameters), field("body", $._operand))),
    lambda_parameters: ($) => seq("|", unless_cut($, list($.identifier), unless_cut($, "|"))),
  },
});
