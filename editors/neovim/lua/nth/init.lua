-- The language server of nth, in any Neovim from 0.7 on.

local M = {}

--- Files and folders that mark the root of a project.
M.markers = { '.git', '.hg' }

--- Configuration of the server. `vim.g.nth_server` changes parts of it: `{ cmd = { '/opt/nth/bin/nth', 'lsp' } }`.
function M.config()
  local config = {
    name = 'nth',
    cmd = { 'nth', 'lsp' },
    filetypes = { 'nth' },
    root_markers = M.markers,
    settings = { nth = {} },
  }
  return vim.tbl_deep_extend('force', config, vim.g.nth_server or {})
end

--- Folder of the project of a file: the nearest one above it that has a marker, else the folder of the file.
function M.root(file)
  local folder = vim.fn.fnamemodify(file, ':p:h')
  local at = folder
  while true do
    for _, marker in ipairs(M.markers) do
      if vim.loop.fs_stat(at .. '/' .. marker) then
        return at
      end
    end
    local up = vim.fn.fnamemodify(at, ':h')
    if up == at then
      return folder
    end
    at = up
  end
end

-- Clients by root, where `vim.lsp.start` is missing (Neovim 0.7).
local clients = {}

--- Has keys of Neovim ask the server: `Ctrl-x Ctrl-o` completes, `Ctrl-]` goes to the definition. Later versions do so.
local function set_options(buffer)
  for option, value in pairs({ omnifunc = 'v:lua.vim.lsp.omnifunc', tagfunc = 'v:lua.vim.lsp.tagfunc' }) do
    if vim.bo[buffer][option] == '' then
      vim.bo[buffer][option] = value
    end
  end
end

--- Attaches the server to a buffer, and starts it if none runs for the same root.
function M.attach(buffer)
  local config = M.config()
  config.root_dir = M.root(vim.api.nvim_buf_get_name(buffer))
  config.filetypes, config.root_markers = nil, nil
  if vim.fn.executable(config.cmd[1]) == 0 then
    vim.notify_once('nth: the command ' .. config.cmd[1] .. ' is not found', vim.log.levels.WARN)
    return
  end
  if vim.lsp.start then
    local id = vim.lsp.start(config, { bufnr = buffer })
    if id then
      set_options(buffer)
    end
    return id
  end
  local root = config.root_dir
  local id = clients[root]
  if not id or not vim.lsp.get_client_by_id(id) then
    config.workspace_folders = { { uri = vim.uri_from_fname(root), name = root } }
    id = vim.lsp.start_client(config)
    clients[root] = id
  end
  if id then
    vim.lsp.buf_attach_client(buffer, id)
    set_options(buffer)
  end
  return id
end

return M
