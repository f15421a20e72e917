" Vim syntax file, written by `cargo xtask gen` from xtask/templates/nth.vim; do not edit.
" Language: nth, integer sequences

if exists('b:current_syntax')
  finish
endif

let s:cpo = &cpo
set cpo&vim

syn iskeyword @,48-57,_,'

" Of two matches that begin at one place, the later one counts.
syn match nthDelimiter "[(),:|]\|\[\|\]"
syn match nthOperator "|>\|==\|!=\|<=\|>=\|->\|\.\.=\?\|++\|[-+*/%^<>=]"
syn match nthHole "?"
syn match nthCall "\<[A-Za-z_][A-Za-z0-9_']*\>\ze\s*("
syn match nthNumber "\<\d[0-9_]*\>"
syn match nthOeis "@[A-Za-z0-9_']*"

syn keyword nthType Int Bool
syn keyword nthBoolean true false
syn keyword nthConditional if then else
syn keyword nthLogic or and not
syn keyword nthInclude use nextgroup=nthModule skipwhite
syn match nthModule "\<[A-Za-z_][A-Za-z0-9_'.]*" contained
syn keyword nthKeyword check from let in nth where
syn keyword nthDefine seq triangle array fn nextgroup=nthDefined skipwhite
syn match nthDefined "\<[A-Za-z_][A-Za-z0-9_']*\>" contained
syn keyword nthPrimitive add sub mul div mod pow neg eq ne lt le gt ge cond loop loop2 compr search abs
  \ min max gcd isqrt powmod is_prime next_prime previous_prime nth_prime
  \ count_primes factor bit_and bit_or bit_xor bit_length cons range range_inclusive
  \ length get head tail append reverse take drop sort distinct map filter fold scan
  \ all any zip_with

syn keyword nthTodo TODO FIXME XXX contained
syn match nthComment "//.*$" contains=nthTodo,@Spell
syn region nthComment start="/\*" end="\*/" contains=nthComment,nthTodo,@Spell
syn match nthDoc "\(//!\|///\%(/\)\@!\).*$" contains=nthCode,nthTodo,@Spell
syn match nthCode "`[^`]*`" contained
syn match nthExample "///\s*>>>\s.*$"

hi def link nthOperator Operator
hi def link nthDelimiter Delimiter
hi def link nthHole Special
hi def link nthCall Function
hi def link nthNumber Number
hi def link nthOeis PreProc
hi def link nthType Type
hi def link nthBoolean Boolean
hi def link nthConditional Conditional
hi def link nthLogic Operator
hi def link nthInclude Include
hi def link nthModule Identifier
hi def link nthKeyword Keyword
hi def link nthDefine Structure
hi def link nthDefined Function
hi def link nthPrimitive Identifier
hi def link nthTodo Todo
hi def link nthComment Comment
hi def link nthDoc SpecialComment
hi def link nthCode String
hi def link nthExample PreProc

" A block comment may begin far above the first line shown.
syn sync minlines=200

let b:current_syntax = 'nth'
let &cpo = s:cpo
unlet s:cpo
