"""The kernel of nth through jupyter_client, and a notebook from end to end. NTH is the command; `.ci/test-jupyter` sets it."""

import os
import queue
import signal
import subprocess
import sys
import time
import unittest
from pathlib import Path

import nbformat
from jupyter_client.manager import KernelManager
from nbclient import NotebookClient

NTH = os.path.abspath(os.environ["NTH"])
HERE = Path(__file__).parent
# A search that goes on for hours, unless something stops it.
ENDLESS = "first_from(|k| k * k == 2, 0)"
TIMEOUT = 60


def setUpModule():
    subprocess.run([NTH, "jupyter", "install"], check=True, stdout=subprocess.DEVNULL)


class Kernel(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.manager = KernelManager(kernel_name="nth")
        cls.manager.start_kernel(stderr=subprocess.DEVNULL)
        cls.client = cls.manager.client()
        cls.client.start_channels()
        cls.client.wait_for_ready(timeout=TIMEOUT)

    @classmethod
    def tearDownClass(cls):
        cls.client.stop_channels()
        cls.manager.shutdown_kernel()

    def setUp(self):
        # Cells that come right behind an error are not run.
        time.sleep(0.1)

    def run_cell(self, code, **options):
        """Runs a cell. Returns the content of the reply, and type and content of each output."""
        outputs = []
        reply = self.client.execute_interactive(
            code,
            timeout=TIMEOUT,
            output_hook=lambda m: outputs.append((m["msg_type"], m["content"])),
            **options,
        )
        kept = [(kind, content) for kind, content in outputs if kind not in ("status", "execute_input")]
        return reply["content"], kept

    def reply(self, method, *arguments, **options):
        """Reply to a request of the shell channel."""
        return getattr(self.client, method)(*arguments, reply=True, timeout=TIMEOUT, **options)["content"]

    def answer(self, ident):
        """Content of the reply to a request; replies to others are skipped."""
        while True:
            message = self.client.get_shell_msg(timeout=TIMEOUT)
            if message["parent_header"]["msg_id"] == ident:
                return message["content"]

    def test_kernel_info(self):
        info = self.reply("kernel_info")
        self.assertEqual(info["status"], "ok")
        self.assertEqual((info["implementation"], info["language_info"]["file_extension"]), ("nth", ".nth"))

    def test_a_value(self):
        reply, outputs = self.run_cell("2 ^ 100")
        self.assertEqual(reply["status"], "ok")
        [(kind, content)] = outputs
        self.assertEqual(kind, "execute_result")
        self.assertIn("1267650600228229401496703205376", content["data"]["text/plain"])
        self.assertEqual(content["execution_count"], reply["execution_count"])

    def test_terms_are_a_table(self):
        self.run_cell("seq jupyter_squares(n from 1) = n * n")
        _, outputs = self.run_cell("jupyter_squares")
        [(kind, content)] = outputs
        self.assertEqual(kind, "execute_result")
        self.assertTrue(content["data"]["text/plain"].startswith("1, 4, 9, 16"))
        self.assertIn("<th>1</th><th>2</th>", content["data"]["text/html"])
        self.assertIn("<td>1</td><td>4</td>", content["data"]["text/html"])

    def test_a_plot_is_a_picture(self):
        _, outputs = self.run_cell(":plot fib 30")
        [(kind, content)] = outputs
        self.assertEqual(kind, "display_data")
        self.assertTrue(content["data"]["image/svg+xml"].startswith("<svg"))
        self.assertIn("fib", content["data"]["text/plain"])

    def test_a_cell_of_several_inputs_shows_each_result(self):
        _, outputs = self.run_cell("1 + 1\nfn doubled(n) = 2 * n\ndoubled(21)")
        self.assertEqual([kind for kind, _ in outputs if kind != "stream"], ["display_data", "execute_result"])
        self.assertIn("42", outputs[-1][1]["data"]["text/plain"])

    def test_errors_are_coloured_and_do_not_end_the_kernel(self):
        reply, outputs = self.run_cell("unknwon + 1")
        self.assertEqual(reply["status"], "error")
        [(kind, content)] = outputs
        self.assertEqual(kind, "error")
        self.assertIn("unknwon", content["evalue"])
        self.assertNotIn("\x1b", content["evalue"])
        self.assertTrue(any("\x1b[" in line for line in content["traceback"]))
        time.sleep(0.1)
        self.assertEqual(self.run_cell("1")[0]["status"], "ok")

    def test_cells_after_an_error_are_aborted(self):
        ids = [self.client.execute(code) for code in ("1 / 0", "2", "3")]
        states = {}
        while len(states) < len(ids):
            message = self.client.get_shell_msg(timeout=TIMEOUT)
            states[message["parent_header"]["msg_id"]] = message["content"]["status"]
        self.assertEqual([states[i] for i in ids], ["error", "aborted", "aborted"])
        time.sleep(0.1)
        self.client.execute("1 / 0", stop_on_error=False)
        last = self.client.execute("2")
        while True:
            message = self.client.get_shell_msg(timeout=TIMEOUT)
            if message["parent_header"]["msg_id"] == last:
                break
        self.assertEqual(message["content"]["status"], "ok")

    def test_silent_cells_publish_nothing(self):
        before = self.run_cell("1")[0]["execution_count"]
        reply, outputs = self.run_cell("2", silent=True)
        self.assertEqual((reply["status"], outputs), ("ok", []))
        self.assertEqual(self.run_cell("3")[0]["execution_count"], before + 1)

    def test_completion_counts_code_points(self):
        code = "// 𝄞\n1 + isq"
        content = self.reply("complete", code, len(code))
        self.assertIn("isqrt", content["matches"])
        self.assertEqual((content["cursor_start"], content["cursor_end"]), (len(code) - 3, len(code)))
        self.assertIn("plot", self.reply("complete", ":plo", 4)["matches"])
        self.assertEqual(self.reply("complete", "", 0)["status"], "ok")

    def test_inspection(self):
        content = self.reply("inspect", "1 + isqrt(2)", 6)
        self.assertTrue(content["found"])
        self.assertIn("isqrt(a: Int) -> Int", content["data"]["text/plain"])
        self.assertFalse(self.reply("inspect", "no_such_name_at_all", 3)["found"])

    def test_continuation_lines(self):
        for code, status in [("seq a(n) =", "incomplete"), ("f(1", "incomplete"), ("1 + 1", "complete")]:
            asked = self.client.is_complete(code)
            self.assertEqual(self.answer(asked)["status"], status, code)

    def test_history(self):
        self.run_cell("40 + 2")
        content = self.reply("history", hist_access_type="tail", n=1)
        self.assertEqual(content["history"][-1][2], "40 + 2")

    def test_comm_info(self):
        self.assertEqual(self.reply("comm_info")["comms"], {})

    def interrupted(self, interrupt):
        """Starts a cell that does not end, interrupts it, and returns its reply."""
        ident = self.client.execute(ENDLESS)
        # The cell has begun when it is echoed.
        while True:
            message = self.client.get_iopub_msg(timeout=TIMEOUT)
            if message["msg_type"] == "execute_input" and message["parent_header"]["msg_id"] == ident:
                break
        time.sleep(0.3)
        interrupt()
        while True:
            message = self.client.get_shell_msg(timeout=TIMEOUT)
            if message["parent_header"]["msg_id"] == ident:
                return message["content"]

    def test_interrupt_by_message(self):
        self.run_cell("kept = 17")
        content = self.interrupted(self.manager.interrupt_kernel)
        self.assertEqual((content["status"], content["ename"]), ("error", "interrupted"))
        time.sleep(0.1)
        self.assertIn("17", self.run_cell("kept")[1][0][1]["data"]["text/plain"])

    def test_interrupt_by_signal(self):
        pid = self.manager.provisioner.process.pid
        content = self.interrupted(lambda: os.kill(pid, signal.SIGINT))
        self.assertEqual(content["ename"], "interrupted")
        # Signals while nothing runs change nothing.
        for _ in range(3):
            os.kill(pid, signal.SIGINT)
            time.sleep(0.05)
        self.assertEqual(self.run_cell("1")[0]["status"], "ok")

    def test_completion_waits_for_the_cell_but_interrupts_do_not(self):
        self.client.execute(ENDLESS)
        asked = self.client.complete("isq", 3)
        time.sleep(0.3)
        self.manager.interrupt_kernel()
        while True:
            message = self.client.get_shell_msg(timeout=TIMEOUT)
            if message["parent_header"]["msg_id"] == asked:
                break
        self.assertIn("isqrt", message["content"]["matches"])

    def test_messages_with_wrong_signatures_have_no_answer(self):
        key, self.client.session.key = self.client.session.key, b"another key"
        try:
            self.client.kernel_info()
            with self.assertRaises(queue.Empty):
                self.client.get_shell_msg(timeout=0.5)
        finally:
            self.client.session.key = key
        self.assertEqual(self.run_cell("1")[0]["status"], "ok")


class Life(unittest.TestCase):
    def test_restart_forgets(self):
        manager = KernelManager(kernel_name="nth")
        manager.start_kernel(stderr=subprocess.DEVNULL)
        manager.restart_kernel(now=False)
        client = manager.client()
        client.start_channels()
        client.wait_for_ready(timeout=TIMEOUT)
        client.stop_channels()
        began = time.monotonic()
        manager.shutdown_kernel()
        self.assertFalse(manager.is_alive())
        self.assertLess(time.monotonic() - began, 5)

    def test_a_kernel_without_its_client_ends(self):
        script = (
            "import sys, time\n"
            "from jupyter_client.manager import KernelManager\n"
            "m = KernelManager(kernel_name='nth')\n"
            "m.start_kernel()\n"
            "print(m.provisioner.process.pid, flush=True)\n"
            "import os\n"
            "os._exit(0)\n"
        )
        env = dict(os.environ)
        out = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, env=env, check=True, timeout=TIMEOUT)
        pid = int(out.stdout)
        for _ in range(100):
            try:
                os.kill(pid, 0)
            except ProcessLookupError:
                return
            if Path(f"/proc/{pid}/stat").exists() and Path(f"/proc/{pid}/stat").read_text().split(")")[1].split()[0] == "Z":
                return
            time.sleep(0.1)
        os.kill(pid, signal.SIGKILL)
        self.fail("the kernel goes on without the process that started it")

    def test_a_connection_file_that_is_none(self):
        bad = subprocess.run(
            [NTH, "jupyter", "kernel", "--connection-file", str(HERE / "requirements.txt")], capture_output=True, text=True
        )
        self.assertEqual(bad.returncode, 2)
        self.assertIn("no connection file", bad.stderr)


class Notebook(unittest.TestCase):
    def test_from_end_to_end(self):
        notebook = nbformat.read(HERE / "sequences.ipynb", as_version=4)
        NotebookClient(notebook, timeout=TIMEOUT, kernel_name="nth", allow_errors=True).execute()
        nbformat.validate(notebook)
        cells = [c for c in notebook.cells if c.cell_type == "code"]
        kinds = [[o.output_type for o in c.outputs if o.output_type != "stream"] for c in cells]
        self.assertEqual(kinds, [[], ["execute_result"], ["display_data"], ["error"], ["execute_result"]])
        self.assertIn("<table>", cells[1].outputs[-1].data["text/html"])
        self.assertIn("<svg", cells[2].outputs[-1].data["image/svg+xml"])
        self.assertIn("832040", cells[4].outputs[-1].data["text/plain"])


if __name__ == "__main__":
    result = unittest.main(exit=False, verbosity=1).result
    if not result.wasSuccessful():
        sys.exit(1)
    print(f"ok: {result.testsRun} tests of the kernel, one of them a notebook")
