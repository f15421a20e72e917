;;; emacs.el --- A visit to `nth lsp' in Emacs without a screen -*- lexical-binding: t -*-

;; `emacs -Q --batch -L editors/emacs -l editors/tests/emacs.el'.  NTH is the command, PROJECT a folder with a copy of
;; `project'.  Exit status 0: every check holds.

;;; Code:

(require 'cl-lib)
(require 'eglot)
(require 'flymake)
(require 'nth-mode)

(defconst test-patience 60
  "Longest time to wait for what the server does, in seconds.  Only a failure takes so long.")
(defvar test-failed nil)
(defvar test-count 0)

(defun test-check (ok what)
  "Note that WHAT holds if OK."
  (cl-incf test-count)
  (unless ok (setq test-failed t))
  (princ (format "%s %s\n" (if ok "ok    " "FAILED") what)))

(defmacro test-wait (what condition)
  "Wait until CONDITION holds, and note WHAT."
  `(let ((end (+ (float-time) test-patience)) found)
     (while (and (not (setq found ,condition)) (< (float-time) end))
       (accept-process-output nil 0.05))
     (test-check found ,what)
     found))

(defun test-go (text &optional shift)
  "Move point to TEXT, and on by SHIFT."
  (goto-char (point-min))
  (search-forward text)
  (goto-char (+ (match-beginning 0) (or shift 0))))

(defun test-unknown-names ()
  "Diagnostics of unknown names."
  (cl-remove-if-not (lambda (d) (string-match-p "fibb" (flymake-diagnostic-text d))) (flymake-diagnostics)))

(defun test-completions ()
  "Names that completion at point offers."
  ;; A request that takes too long on a busy machine is made again.
  (let ((found (ignore-error jsonrpc-error (eglot-completion-at-point))))
    (and found (ignore-error jsonrpc-error (mapcar #'substring-no-properties (all-completions "" (nth 2 found)))))))

(defun test-visit ()
  "The visit."
  (setq nth-command (getenv "NTH")
        eglot-sync-connect test-patience
        eglot-connect-timeout test-patience
        eglot-send-changes-idle-time 0
        make-backup-files nil
        create-lockfiles nil)
  (find-file (expand-file-name "sample.nth" (getenv "PROJECT")))
  (test-check (eq major-mode 'nth-mode) "the mode is nth-mode")
  (font-lock-ensure)
  (test-go "seq fib")
  (test-check (eq (get-text-property (point) 'face) 'font-lock-keyword-face) "words have a colour")
  (test-go "/// Each")
  (test-check (eq (get-text-property (point) 'face) 'font-lock-doc-face) "documentation has a colour")
  (apply #'eglot--connect (eglot--guess-contact))
  (test-check (eglot-managed-p) "the server starts")
  (flymake-mode 1)
  (flymake-start nil)
  (test-wait "a mistake is a diagnostic" (test-unknown-names))
  (test-go "fibb")
  (let ((found (car (test-unknown-names))))
    (test-check (and found (= (flymake-diagnostic-beg found) (point))) "the diagnostic stands at the name"))
  (test-go "fib(n)")
  (let (shown)
    (eglot-hover-eldoc-function (lambda (text &rest _) (setq shown (or text shown))))
    (test-wait "hover shows the head and the documentation"
               (and shown (string-match-p "seq fib" shown) (string-match-p "sum of the two before" shown))))
  (test-go "squares(n) +" 4)
  (test-check (member "squares" (test-completions)) "completion knows names of the file")
  ;; The user's own choice: the first entry of the menu.
  (cl-letf (((symbol-function 'completing-read) (lambda (_prompt table &rest _) (car (all-completions "" table)))))
    (test-go "fibb")
    (eglot-code-actions (point) (+ (point) 4) "quickfix" t))
  (test-wait "a code action repairs the name"
             (save-excursion (goto-char (point-min)) (not (search-forward "fibb" nil t))))
  ;; Eglot tells of changes when nobody types, which does not happen here.
  (eglot--signal-textDocument/didChange)
  (test-go "squares( n )")
  (eglot-rename "powers")
  (test-check (= (how-many "powers" (point-min) (point-max)) 4) "rename changes the definition and its uses")
  (eglot--signal-textDocument/didChange)
  (eglot-format-buffer)
  (test-check (save-excursion (goto-char (point-min)) (search-forward "seq powers(n) = n * n" nil t))
              "the buffer is formatted")
  (eglot--signal-textDocument/didChange)
  (test-go "?" 1)
  (test-wait "completion at a hole offers a program"
             (cl-find-if (lambda (label) (string-match-p "n \\* n\\|n ^ 2\\|powers(n)" label)) (test-completions)))
  (goto-char (point-max))
  (insert "\nseq last(n) =\nn\n")
  (forward-line -1)
  (nth-indent-line)
  (test-check (= (current-indentation) 4) "the body of a definition is indented"))

(condition-case why
    (test-visit)
  (error (test-check nil (format "%S" why))))
(princ (format "%s: %d checks\n" (if test-failed "FAILED" "ok") test-count))
(ignore-errors (eglot-shutdown-all))
(kill-emacs (if test-failed 1 0))

;;; emacs.el ends here
