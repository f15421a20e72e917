" Settings of a buffer of nth: comments, names, and the indentation that `nth fmt` writes.

if exists('b:did_ftplugin')
  finish
endif
let b:did_ftplugin = 1

setlocal comments=s1:/*,mb:*,ex:*/,:///,://!,://
setlocal commentstring=//\ %s
setlocal formatoptions-=t formatoptions+=croql
setlocal expandtab shiftwidth=4 softtabstop=4
setlocal iskeyword=@,48-57,_,'
setlocal suffixesadd=.nth

" `:NthFmt` formats the file, if it can be; `:make` lists errors.
if executable('nth')
  setlocal makeprg=nth\ check\ --error-format=short\ %:S
  " The text of a message begins with its code: `[unknown-name]: nothing is named …`.
  setlocal errorformat=%f:%l:%c:\ %trror%m,%f:%l:%c:\ %tarning%m,%f:%l:%c:\ %tote%m
  command! -buffer NthFmt call s:Format()
endif

function! s:Format() abort
  let lines = systemlist('nth fmt -', getline(1, '$'))
  if v:shell_error
    echohl ErrorMsg | echo join(lines, "\n") | echohl None
    return
  endif
  let view = winsaveview()
  if len(lines) < line('$')
    silent execute (len(lines) + 1) . ',$delete _'
  endif
  call setline(1, lines)
  call winrestview(view)
endfunction

let b:undo_ftplugin = 'setlocal comments< commentstring< formatoptions< expandtab< shiftwidth< softtabstop<'
  \ . ' iskeyword< suffixesadd< makeprg< errorformat<'
  \ . ' | silent! delcommand NthFmt'
