;;; nth-words.el --- Words of nth -*- lexical-binding: t -*-

;; Written by `cargo xtask gen` from xtask/templates/nth-words.el; do not edit.

;;; Code:

(defconst nth-words-definition
  '({definition})
  "Words that begin a definition.")

(defconst nth-words-import
  '({import})
  "Words that begin an import.")

(defconst nth-words-conditional
  '({conditional})
  "Words of conditional expressions.")

(defconst nth-words-logic
  '({logic})
  "Operators that are words.")

(defconst nth-words-boolean
  '({boolean})
  "Truth values.")

(defconst nth-words-other
  '({other})
  "Other reserved words.")

(defconst nth-words-primitive
  '({primitives})
  "Names of the primitives.")

(provide 'nth-words)

;;; nth-words.el ends here
