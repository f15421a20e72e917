;;; nth-words.el --- Words of nth -*- lexical-binding: t -*-

;; Written by `cargo xtask gen` from xtask/templates/nth-words.el; do not edit.

;;; Code:

(defconst nth-words-definition
  '("seq" "triangle" "array" "fn")
  "Words that begin a definition.")

(defconst nth-words-import
  '("use")
  "Words that begin an import.")

(defconst nth-words-conditional
  '("if" "then" "else")
  "Words of conditional expressions.")

(defconst nth-words-logic
  '("or" "and" "not")
  "Operators that are words.")

(defconst nth-words-boolean
  '("true" "false")
  "Truth values.")

(defconst nth-words-other
  '("check" "from" "let" "in" "nth" "where")
  "Other reserved words.")

(defconst nth-words-primitive
  '("add" "sub" "mul" "div" "mod" "pow" "neg" "eq" "ne" "lt" "le" "gt" "ge" "cond"
    "loop" "loop2" "compr" "search" "abs" "min" "max" "gcd" "isqrt" "powmod"
    "is_prime" "next_prime" "previous_prime" "nth_prime" "count_primes" "factor"
    "bit_and" "bit_or" "bit_xor" "bit_length" "cons" "range" "range_inclusive"
    "length" "get" "head" "tail" "append" "reverse" "take" "drop" "sort" "distinct"
    "map" "filter" "fold" "scan" "all" "any" "zip_with")
  "Names of the primitives.")

(provide 'nth-words)

;;; nth-words.el ends here
