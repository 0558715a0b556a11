"""Execute a notebook: keep the first of what each cell prints, note where it was cut, and take exit() for an error.

A cell that prints in a loop would otherwise fill memory, the executed copy and the site's page. One long line
is worse: nbclient looks for carriage returns in it in quadratic time, minutes for a megabyte, and no limit stops it.
"""

from __future__ import annotations

from collections import Counter

import nbformat
from papermill.clientwrap import PapermillNotebookClient
from papermill.engines import NBClientEngine
from papermill.log import logger

PRINTED = 20_000  # characters kept of each stream of a cell: some 250 lines
SHOWN = 200_000  # characters kept of a value shown as text, such as a finding with its claims
NOTE = "\n[Cut here: of this, a notebook keeps the first {kept:,} characters. Write a file instead, or print less.]\n"


class BriefClient(PapermillNotebookClient):
    """A client that drops the rest as it comes: it needs no memory for it."""

    def __init__(self, *given: object, **options: object) -> None:
        super().__init__(*given, **options)
        self.printed: Counter[str] = Counter()  # characters that the cell has printed, by stream
        self.on_cell_executed = refuse_exit

    def output(self, outs: list, msg: dict, display_id: str | None, cell_index: int) -> dict | None:
        """Take one output of a cell and cut it where there is no room left."""
        out = super().output(outs, msg, display_id, cell_index)
        if out is None:
            return None
        if len(outs) == 1:  # the cell's first, or the first after the cell has cleared what it showed
            self.printed.clear()
        if out.output_type == "stream":
            before = self.printed[out.name]
            self.printed[out.name] += len(out.text)
            if before > PRINTED:  # the note stands there already
                outs.pop()
            else:
                out.text = cut(out.text, PRINTED, before)
        elif "text/plain" in out.get("data", {}):
            out.data["text/plain"] = cut(out.data["text/plain"], SHOWN)
        return out


def refuse_exit(cell: dict, cell_index: int, execute_reply: dict) -> None:
    """Take exit() for the error that it is in a script: a kernel goes on for a moment, and then is found dead."""
    content = execute_reply["content"]
    if any(payload.get("source") == "ask_exit" for payload in content.get("payload", ())):
        error = {"ename": "SystemExit", "evalue": "exit() ended the notebook", "traceback": []}
        content.update(error, status="error")
        cell["outputs"].append(nbformat.v4.new_output("error", **error))


def cut(text: str, kept: int, before: int = 0) -> str:
    """Return what belongs to the first ``kept`` characters, some of which came before, and a note if not all does."""
    room = kept - before
    return text if len(text) <= room else text[:room] + NOTE.format(kept=kept)


class BriefEngine(NBClientEngine):
    """papermill's engine, with the client above."""

    @classmethod
    def execute_managed_notebook(
        cls,
        nb_man: object,
        kernel_name: str,
        *,
        start_timeout: int,
        execution_timeout: int,
        input_path: str,  # which papermill gives, and nbclient does not know
        **options: object,
    ) -> object:
        """Execute the notebook that papermill manages."""
        client = BriefClient(
            nb_man,
            kernel_name=kernel_name,
            startup_timeout=start_timeout,
            timeout=execution_timeout,
            iopub_timeout=execution_timeout,  # what was printed may come late, on a busy machine seconds after the end
            log=logger,
            **options,
        )
        return client.execute()
