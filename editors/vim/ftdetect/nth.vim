" Files of nth.
au BufRead,BufNewFile *.nth setfiletype nth
