" A visit to the files of Vim without a screen: `vim -es -u NONE -S`. PROJECT is a folder with a copy of `project`, ROOT the
" repository; nth is in PATH. Exit status 0: every check holds.

let s:count = 0
let s:failed = 0
let s:lines = []

function! s:Check(ok, what)
  let s:count += 1
  let s:failed = s:failed || !a:ok
  call add(s:lines, (a:ok ? 'ok     ' : 'FAILED ') . a:what)
endfunction

" The lines that the guide gives for a ~/.vimrc.
function! s:Guide()
  let text = readfile($ROOT . '/docs/guide/editors.md')
  let text = text[index(text, '## Vim') + 1:]
  let text = text[:match(text, '^## ') - 1]
  return map(filter(text, 'v:val =~# "^    "'), 'substitute(trim(v:val), "PATH", fnameescape($ROOT), "")')
endfunction

function! s:Visit()
  set nocompatible noswapfile
  for line in s:Guide()
    execute line
  endfor
  execute 'cd' fnameescape($PROJECT)
  edit sample.nth
  call s:Check(&filetype ==# 'nth', 'the file type is nth')
  call s:Check(&commentstring ==# '// %s', 'comments are // …')
  let row = search('^seq fib')
  call s:Check(synIDattr(synID(row, 1, 1), 'name') ==# 'nthDefine', 'words have a colour')
  call s:Check(synIDattr(synID(row - 2, 1, 1), 'name') ==# 'nthDoc', 'documentation has a colour')
  silent make
  let found = filter(getqflist(), 'v:val.text =~# "unknown-name"')
  call s:Check(len(found) == 1, ':make finds the mistake')
  if len(found) == 1
    call s:Check(found[0].text =~# '^\s*\[unknown-name\]: nothing is named `fibb`$', 'its text is whole: ' . found[0].text)
    call s:Check(found[0].type ==? 'e', 'it is an error')
    call s:Check(found[0].lnum == row && found[0].col == stridx(getline(row), 'fibb') + 1, 'its place is right')
  endif
  silent %s/fibb/fib/
  NthFmt
  call s:Check(search('^seq squares(n) = n \* n$', 'w') > 0, ':NthFmt formats')
  write
endfunction

try
  call s:Visit()
catch
  call s:Check(0, v:exception . ' ' . v:throwpoint)
endtry
call add(s:lines, printf('%s: %d checks', s:failed ? 'FAILED' : 'ok', s:count))
call writefile(s:lines, '/dev/stdout')
execute s:failed ? 'cquit' : 'qall!'
