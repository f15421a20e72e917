-- Configuration of the language server, for Neovim 0.11 and later: `vim.lsp.enable('nth')`.
return require('nth').config()
