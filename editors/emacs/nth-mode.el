;;; nth-mode.el --- Major modes for nth -*- lexical-binding: t -*-

;; Version: 0.1.0
;; Package-Requires: ((emacs "28.1"))
;; Keywords: languages

;;; Commentary:

;; `nth-mode' colours, indents and comments in any Emacs from 28 on.  `nth-ts-mode' does the same by tree-sitter, in
;; Emacs 29 and later, where the grammar is installed.  Both know the language server `nth lsp' (M-x eglot), the
;; messages of `nth check' in M-x compile, and `nth fmt'.

;;; Code:

(require 'compile)
(require 'nth-words)

(declare-function eglot-ensure "eglot")
(declare-function treesit-font-lock-rules "treesit")
(declare-function treesit-major-mode-setup "treesit")
(declare-function treesit-node-text "treesit")
(declare-function treesit-node-child-by-field-name "treesit.c")
(declare-function treesit-parser-create "treesit.c")
(declare-function treesit-ready-p "treesit")
(defvar eglot-server-programs)
(defvar treesit-font-lock-feature-list)
(defvar treesit-font-lock-settings)
(defvar treesit-language-source-alist)
(defvar treesit-simple-imenu-settings)
(defvar treesit-simple-indent-rules)

(defgroup nth nil
  "Integer sequences."
  :group 'languages)

(defcustom nth-command "nth"
  "The command nth, with its folder if that is not in `exec-path'."
  :type 'string)

(defcustom nth-indent-offset 4
  "Columns of one step of indentation; `nth fmt' writes 4."
  :type 'integer
  :safe #'integerp)

;;; Syntax

(defvar nth-base-mode-syntax-table
  (let ((table (make-syntax-table)))
    (modify-syntax-entry ?_ "_" table)
    (modify-syntax-entry ?' "_" table)
    (modify-syntax-entry ?@ "_" table)
    ;; `//' to the end of the line, `/* */' nested.
    (modify-syntax-entry ?/ ". 124b" table)
    (modify-syntax-entry ?* ". 23n" table)
    (modify-syntax-entry ?\n "> b" table)
    (dolist (c '(?+ ?- ?% ?^ ?< ?> ?= ?! ?| ??))
      (modify-syntax-entry c "." table))
    table)
  "Syntax of nth.")

(defconst nth-mode--name "[A-Za-z_][A-Za-z0-9_']*")

(defvar nth-mode-font-lock-keywords
  (let ((words (lambda (list) (regexp-opt list 'symbols))))
    `((,(concat (funcall words nth-words-definition) "\\s-+\\(" nth-mode--name "\\)")
       (1 font-lock-keyword-face) (2 font-lock-function-name-face))
      (,(concat "\\_<check\\_>\\s-+\\(" nth-mode--name "\\)") 1 font-lock-function-name-face)
      (,(concat "\\_<use\\_>\\s-+\\(" nth-mode--name "\\(?:\\." nth-mode--name "\\)*\\)") 1 font-lock-constant-face)
      ("@[A-Za-z0-9_']+" . font-lock-preprocessor-face)
      (,(funcall words (append nth-words-definition nth-words-import nth-words-conditional nth-words-logic
                               nth-words-other))
       . font-lock-keyword-face)
      (,(funcall words nth-words-boolean) . font-lock-constant-face)
      ("\\_<\\(?:Int\\|Bool\\)\\_>" . font-lock-type-face)
      (,(funcall words nth-words-primitive) . font-lock-builtin-face)
      (,(concat "\\_<\\(" nth-mode--name "\\)\\s-*(") 1 font-lock-function-name-face)
      ("\\_<[0-9][0-9_]*\\_>" . font-lock-constant-face)
      ("\\?" . font-lock-warning-face)))
  "Colours of `nth-mode'.")

(defun nth-mode--syntactic-face (state)
  "Face of the comment or string of STATE: documentation differs from comments."
  (save-excursion
    (goto-char (nth 8 state))
    (if (looking-at "//[!/]\\(?:[^/]\\|$\\)") 'font-lock-doc-face 'font-lock-comment-face)))

;;; Indentation

(defun nth-mode--depth ()
  "Steps of indentation of the line at point, which begins at a word."
  (let ((state (syntax-ppss (line-beginning-position))))
    (cond
     ((looking-at (regexp-opt (append nth-words-definition nth-words-import '("check")) 'symbols)) 0)
     ((looking-at "@\\|//[!/]") 0)
     (t (let ((brackets (car state)))
          (if (looking-at "[])]") (max 0 (1- brackets))
            (+ brackets (if (nth-mode--inside-item-p) 1 0))))))))

(defun nth-mode--inside-item-p ()
  "Whether the line at point goes on with an item of an earlier line."
  (save-excursion
    (let ((found nil) (done nil))
      (while (and (not done) (zerop (forward-line -1)))
        (back-to-indentation)
        (cond
         ((or (eolp) (looking-at "//")) (when (eolp) (setq done t)))
         ((looking-at (regexp-opt (append nth-words-definition '("check")) 'symbols)) (setq found t done t))
         ((zerop (current-column)) (setq done t))))
      found)))

(defun nth-indent-line ()
  "Indent the line at point: one step inside of an item, one for each bracket."
  (interactive)
  (let ((column (save-excursion
                  (back-to-indentation)
                  (if (nth 4 (syntax-ppss (line-beginning-position)))
                      'noindent
                    (* nth-indent-offset (nth-mode--depth))))))
    (if (eq column 'noindent)
        'noindent
      (if (<= (current-column) (current-indentation))
          (indent-line-to column)
        (save-excursion (indent-line-to column))))))

;;; Commands

(defun nth-format-buffer ()
  "Format the buffer by `nth fmt'; say why if that is not possible."
  (interactive)
  (let ((out (generate-new-buffer " *nth fmt*" t))
        (errors (make-temp-file "nth-fmt")))
    (unwind-protect
        (if (zerop (call-process-region nil nil nth-command nil (list out errors) nil "fmt" "-"))
            (replace-buffer-contents out)
          (message "%s" (with-temp-buffer (insert-file-contents errors) (string-trim (buffer-string)))))
      (delete-file errors)
      (kill-buffer out))))

(defun nth-check ()
  "Check the file of the buffer by `nth check', in a compilation buffer."
  (interactive)
  (save-buffer)
  (compile (mapconcat #'shell-quote-argument (list nth-command "check" "--error-format=short" buffer-file-name) " ")))

;; Messages in one line, and with the source.
(dolist (entry '((nth-short "^\\([^ \n][^:\n]*\\):\\([0-9]+\\):\\([0-9]+\\): \\(?:error\\|\\(warning\\)\\|\\(note\\)\\)\\["
                            1 2 3 (4 . 5))
                 (nth "^\\(?:error\\|\\(warning\\)\\|\\(note\\)\\)\\[[^]\n]*\\]: .*\n *╭─\\[ \\(.+\\):\\([0-9]+\\):\\([0-9]+\\) \\]"
                      3 4 5 (1 . 2))))
  (setf (alist-get (car entry) compilation-error-regexp-alist-alist) (cdr entry))
  (add-to-list 'compilation-error-regexp-alist (car entry)))

;;; Modes

(defvar nth-base-mode-map
  (let ((map (make-sparse-keymap)))
    (define-key map (kbd "C-c C-f") #'nth-format-buffer)
    (define-key map (kbd "C-c C-c") #'nth-check)
    map)
  "Keys of `nth-mode' and `nth-ts-mode'.")

(define-derived-mode nth-base-mode prog-mode "nth"
  "What `nth-mode' and `nth-ts-mode' have in common."
  (setq-local comment-start "// ")
  (setq-local comment-end "")
  (setq-local comment-start-skip "//[!/]?\\s-*\\|/\\*+\\s-*")
  (setq-local parse-sexp-ignore-comments t)
  (setq-local indent-tabs-mode nil)
  (setq-local imenu-generic-expression
              `((nil ,(concat "^" (regexp-opt nth-words-definition 'symbols) "\\s-+\\(" nth-mode--name "\\)") 2))))

;;;###autoload
(define-derived-mode nth-mode nth-base-mode "nth"
  "Major mode for nth, a language for integer sequences."
  (setq-local indent-line-function #'nth-indent-line)
  (setq-local font-lock-defaults
              '(nth-mode-font-lock-keywords
                nil nil nil
                (font-lock-syntactic-face-function . nth-mode--syntactic-face))))

(defun nth-ts-mode--rules ()
  "Colours of `nth-ts-mode'."
  (treesit-font-lock-rules
   :language 'nth :feature 'comment
   '([(line_comment) (block_comment)] @font-lock-comment-face
     [(doc_comment) (module_doc)] @font-lock-doc-face)
   :language 'nth :feature 'definition
   '((definition name: (identifier) @font-lock-function-name-face)
     (check_item name: (identifier) @font-lock-function-name-face)
     (parameter name: (identifier) @font-lock-variable-name-face)
     (lambda_parameters (identifier) @font-lock-variable-name-face))
   :language 'nth :feature 'keyword
   `([,@nth-words-definition ,@nth-words-import ,@nth-words-conditional ,@nth-words-logic ,@nth-words-other]
     @font-lock-keyword-face)
   :language 'nth :feature 'type
   '((type_identifier) @font-lock-type-face)
   :language 'nth :feature 'constant
   '((integer) @font-lock-constant-face
     (boolean) @font-lock-constant-face
     (hole) @font-lock-warning-face
     (oeis) @font-lock-preprocessor-face)
   :language 'nth :feature 'builtin
   `(((identifier) @font-lock-builtin-face
      (:match ,(concat "\\`" (regexp-opt nth-words-primitive) "\\'") @font-lock-builtin-face)))
   :language 'nth :feature 'function
   '((call_expression function: (identifier) @font-lock-function-name-face)
     (module_path (identifier) @font-lock-constant-face))))

(defun nth-ts-mode--name (node)
  "Name of the definition NODE."
  (treesit-node-text (treesit-node-child-by-field-name node "name") t))

;;;###autoload
(define-derived-mode nth-ts-mode nth-base-mode "nth"
  "Major mode for nth by tree-sitter; needs Emacs 29 and the grammar."
  (when (and (require 'treesit nil t) (treesit-ready-p 'nth))
    (treesit-parser-create 'nth)
    (setq-local treesit-font-lock-settings (nth-ts-mode--rules))
    (setq-local treesit-font-lock-feature-list
                '((comment definition) (keyword type) (constant builtin) (function)))
    (setq-local treesit-simple-imenu-settings '((nil "\\`definition\\'" nil nth-ts-mode--name)))
    (setq-local indent-line-function #'nth-indent-line)
    (treesit-major-mode-setup)))

;;;###autoload
(add-to-list 'auto-mode-alist '("\\.nth\\'" . nth-mode))

;; M-x treesit-install-language-grammar RET nth asks for the repository; the folder of the grammar in it is known.
(with-eval-after-load 'eglot
  (add-to-list 'eglot-server-programs (cons '(nth-mode nth-ts-mode) (lambda (&rest _) (list nth-command "lsp")))))

(provide 'nth-mode)

;;; nth-mode.el ends here
