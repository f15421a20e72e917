-- Starts the language server for buffers of nth, unless `vim.g.nth_lsp` is false.

if vim.g.loaded_nth or vim.g.nth_lsp == false then
  return
end
vim.g.loaded_nth = true

if vim.lsp.enable then
  vim.lsp.enable('nth')
else
  vim.api.nvim_create_autocmd('FileType', {
    pattern = 'nth',
    callback = function(event)
      require('nth').attach(event.buf)
    end,
  })
end
