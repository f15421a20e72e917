vim.filetype.add({ extension = { nth = 'nth' } })
