"""The command line: what each command prints, and 0, 1 or 2 as its help says."""

import base64
import csv
import errno
import os
import signal
import subprocess
import sys

import pytest

import changed_packs
from reported import run as runner
from reported.cli import main
from small_project import PARAMETERS, SAVE, contents, make_project, published, write_notebook

STORY = "aawsat-2019-02-22"


@pytest.fixture
def project(tmp_path, monkeypatch):
    """A project with one notebook, `a`, whose folder is the current one."""
    folder = make_project(tmp_path / "project", a=["1 + 1"])
    monkeypatch.chdir(folder)
    return folder


@pytest.fixture
def given(monkeypatch):
    """The calls of the function that runs a notebook, which here does nothing."""
    calls = []

    def note(source, places, parameters):
        runner.check_parameters(source, parameters)
        calls.append((places.root, places.out, parameters))

    monkeypatch.setattr(runner, "run_notebook", note)
    return calls


@pytest.fixture
def usual_signals():
    """Signals end this process as usual, though `nohup` and a job in the background have them ignored."""
    usual = dict.fromkeys((signal.SIGTERM, signal.SIGHUP), signal.SIG_DFL)
    usual[signal.SIGINT] = signal.default_int_handler
    before = {number: signal.signal(number, handler) for number, handler in usual.items()}
    yield
    for number, handler in before.items():
        signal.signal(number, handler)


def command(*arguments, **surroundings):
    """Start the command line as a person does."""
    usual = {name: text for name, text in os.environ.items() if name != "PYTHONUNBUFFERED"}
    return subprocess.Popen(
        [sys.executable, "-m", "reported", *arguments],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env={**usual, **surroundings},
    )


class TestHelp:
    @pytest.mark.parametrize("arguments", [["--help"], ["check", "--help"], ["run", "-h"], ["verify", "-h"]])
    def test_help_is_printed_and_all_is_well(self, capsys, arguments):
        assert main(arguments) == 0
        assert "--help" in capsys.readouterr().out

    def test_help_has_the_commands_and_the_exit_codes(self, capsys):
        main(["--help"])
        told = capsys.readouterr().out
        assert [
            word for word in ("check", "run", "verify", "exit codes: 0", "examples:") if word not in told
        ] == []

    def test_no_command_prints_the_help_and_is_a_fault(self):
        process = command()
        out, told = process.communicate()
        assert (process.returncode, out) == (2, b"")
        assert b"exit codes: 0 all is well" in told

    @pytest.mark.parametrize("arguments", [["chekc"], ["run"], ["verify"], ["run", "a.ipynb", "-p", "start"]])
    def test_what_is_no_command_is_a_fault(self, capsys, arguments):
        assert main(arguments) == 2
        assert "error:" in capsys.readouterr().err


class TestCheck:
    def test_a_faultless_ledger_is_summed_up(self, small_ledger, capsys):
        assert main(["check", "--ledger", str(small_ledger)]) == 0
        told = capsys.readouterr().out
        assert told.startswith(f"{small_ledger}: 34 claims, 4 sources and ")
        assert told.count("\n") == 1

    def test_every_fault_is_printed_and_counted(self, small_ledger, capsys):
        for file, old, new in [
            ("claims.csv", b",IQ-NI,", b",IQ-XX,"),
            ("sources.csv", b",2019-02-22,", b",2019-02-30,"),
            ("coding.csv", b"5000", b"5e3"),
        ]:
            text = (small_ledger / file).read_bytes()
            assert old in text
            (small_ledger / file).write_bytes(text.replace(old, new, 1))
        assert main(["check", "--ledger", str(small_ledger)]) == 1
        told = capsys.readouterr().out
        assert [name for name in ("'IQ-XX'", "'2019-02-30'", "'5e3'") if name not in told] == []
        assert "problems in 3 files." in told.splitlines()[-1]

    @pytest.mark.parametrize("name", ["nowhere", "file"])
    def test_what_is_no_folder_is_a_fault_of_the_command(self, project, capsys, name):
        (project / "file").write_text("")
        assert main(["check", "--ledger", name]) == 2
        assert (
            capsys.readouterr().err
            == f"reported: {name} is no folder; give the folder of a ledger with --ledger\n"
        )


class TestRun:
    def test_a_good_run_says_so(self, project, capsys):
        write_notebook(
            project, "a", SAVE, 'save("figures/c/c.csv", start)', parameters=f'{PARAMETERS}\nstart = "x"'
        )
        assert main(["run", "notebooks/a.ipynb", "-p", "start", "2018-02"]) == 0
        told = capsys.readouterr()
        assert told.out.startswith("a: done in ")
        assert told.err == ""
        assert published(project) == {"figures/c/c.csv": b"2018-02"}

    def test_a_failing_notebook_is_told_without_a_traceback(self, project, capfd):
        write_notebook(project, "a", "[][0]")
        assert main(["run", "notebooks/a.ipynb"]) == 1
        told = capfd.readouterr()
        assert told.out == ""
        assert told.err.splitlines() == [
            "a.ipynb: cell 3 failed",
            "    [][0]",
            "  IndexError: list index out of range",
            "  The whole run is in build/failed/a.ipynb.",
        ]

    @pytest.mark.parametrize(
        "arguments, words",
        [
            (["notebooks/b.ipynb"], "notebooks/b.ipynb is no notebook; give a file such as"),
            (["notebooks"], "is no notebook"),
            (["notebooks/a.txt"], "is no notebook"),
            (["a.ipynb"], "does not lie in a project's notebooks/"),
            (["notebooks/broken.ipynb"], "broken.ipynb is no notebook: it is not JSON"),
            (["notebooks/a.ipynb", "-p", "ledgr", "x"], "unknown parameter 'ledgr': did you mean 'ledger'?"),
            (["notebooks/a.ipynb", "-p", "ledger", "5"], "'ledger' takes str as 'data/raw', not int 5"),
            (["notebooks/a.ipynb", "-p", "out", "/tmp"], "'out' is not yours to give: give --out"),
            (["notebooks/a.ipynb", "-p", "root", "/tmp"], "'root' is not yours to give"),
            (
                ["notebooks/a.ipynb", "--out", "../x"],
                "outputs cannot go to '../x': give a folder below build/",
            ),
            (["notebooks/a.ipynb", "--out", "/tmp/x"], "outputs cannot go to '/tmp/x'"),
            (["notebooks/a.ipynb", "--out", "build/../../x"], "outputs cannot go to 'build/../../x'"),
            (["notebooks/a.ipynb", "--out", "notebooks"], "outputs cannot go to 'notebooks'"),
            (["notebooks/a.ipynb", "--ledger", "nowhere"], "nowhere is no folder"),
        ],
    )
    def test_what_cannot_be_done_is_told_and_nothing_is_written(self, project, capsys, arguments, words):
        (project / "notebooks/a.txt").write_text("")
        (project / "a.ipynb").write_text("")
        (project / "notebooks/broken.ipynb").write_text("{")
        before = contents(project.parent)
        assert main(["run", *arguments]) == 2
        told = capsys.readouterr().err
        assert told.startswith("reported: ")
        assert words in told
        assert told.count("\n") == 1
        assert contents(project.parent) == before

    @pytest.mark.parametrize(
        "arguments, words",
        [
            (["--out", "../x"], "outputs cannot go to '../x'"),
            (["--ledger", "nowhere"], "nowhere is no folder"),
            (["--ledger", "data/raw", "--out", "build/mine"], "raw/claims.csv: the file is missing"),
        ],
    )
    def test_a_site_of_what_is_not_there_is_refused(self, project, capsys, arguments, words):
        assert main(["site", *arguments]) > 0
        assert words in capsys.readouterr().err

    @pytest.mark.parametrize(
        "value, literal",
        [
            ("5", 5),
            ("0.5", 0.5),
            ("True", True),
            ("2018-01", "2018-01"),
            ("[1]", "[1]"),
            ("x y", "x y"),
            ("", ""),
        ],
    )
    def test_a_number_or_truth_value_is_read_as_such(self, project, given, value, literal):
        write_notebook(project, "a", parameters=f"{PARAMETERS}\nx = {literal!r}")
        assert main(["run", "notebooks/a.ipynb", "-p", "x", value]) == 0
        assert repr(given[0][2]["x"]) == repr(literal)

    def test_the_ledger_is_seen_from_the_current_folder_and_told_from_the_project(
        self, project, given, monkeypatch
    ):
        elsewhere = project.parent / "elsewhere"
        (elsewhere / "mine").mkdir(parents=True)
        monkeypatch.chdir(elsewhere)
        notebook = str(project / "notebooks/a.ipynb")
        main(["run", notebook])
        main(["run", notebook, "--ledger", "mine"])
        main(["run", notebook, "--ledger", str(project / "data/raw/")])
        assert [(root, parameters["ledger"]) for root, _, parameters in given] == [
            (project, "data/raw"),
            (project, "../elsewhere/mine"),
            (project, "data/raw"),
        ]

    def test_another_folder_of_outputs_has_its_own_tables(self, project, given):
        write_notebook(project, "a", parameters=f'{PARAMETERS}\nprocessed = "data/processed"')
        main(["run", "notebooks/a.ipynb", "--out", "build/mine/"])
        main(["run", "notebooks/a.ipynb", "--out", "build/mine", "-p", "processed", "data/processed"])
        main(["run", "notebooks/a.ipynb"])
        assert [(out, parameters.get("processed")) for _, out, parameters in given] == [
            ("build/mine", "build/mine/data/processed"),
            ("build/mine", "data/processed"),
            (".", None),
        ]

    def test_a_full_disk_is_one_sentence(self, project, monkeypatch, capsys):
        def fail(*_):
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

        monkeypatch.setattr(runner, "_papermill", fail)
        assert main(["run", "notebooks/a.ipynb"]) == 1
        assert capsys.readouterr().err.startswith("a: the disk is full: free some space and run again.")

    @pytest.mark.parametrize(
        "number, code", [(signal.SIGINT, 130), (signal.SIGTERM, 143), (signal.SIGHUP, 129)]
    )
    def test_a_run_that_is_told_to_stop_says_so(
        self, project, monkeypatch, capsys, usual_signals, number, code
    ):
        before = signal.getsignal(number)
        monkeypatch.setattr(runner, "_papermill", lambda *_: os.kill(os.getpid(), number))
        assert main(["run", "notebooks/a.ipynb"]) == code
        assert capsys.readouterr().err.startswith("reported: stopped; ")
        assert signal.getsignal(number) is before


class TestReaderWhoHasGone:
    @pytest.mark.parametrize("arguments", [["--help"], ["check", "--ledger"]])
    def test_a_closed_pipe_is_no_traceback(self, small_ledger, arguments):
        process = command(*arguments, *([small_ledger] if "--ledger" in arguments else []))
        process.stdout.close()
        assert process.stderr.read() == b""
        assert process.wait() in (0, 1)

    def test_a_good_run_stays_good(self, project, given, monkeypatch):
        read, write = os.pipe()
        os.close(read)
        with os.fdopen(write, "w") as nobody:
            monkeypatch.setattr(sys, "stdout", nobody)
            assert main(["run", "notebooks/a.ipynb"]) == 0


@pytest.fixture
def texts(tmp_path):
    """An empty folder for the texts of pages."""
    folder = tmp_path / "texts"
    folder.mkdir()
    return folder


class TestVerify:
    def test_every_wording_that_stands_is_well(self, small_ledger, texts, tmp_path, capsys):
        wordings = _wordings(small_ledger / "claims.csv", "unami-2018-06")
        (texts / "unami-2018-06.txt").write_text("\n\n".join(wordings), encoding="utf-8")
        audit = tmp_path / "audit.csv"
        assert (
            main(["verify", "--ledger", str(small_ledger), "--texts", str(texts), "--out", str(audit)]) == 0
        )
        told = capsys.readouterr()
        assert audit.read_text("utf-8") == told.out
        assert told.out.startswith("claim_id,source_id,wording,found,paragraphs\nunami-2018-06-01,")
        assert told.err.startswith("12 of 12 wordings stand in 1 text")

    @pytest.mark.parametrize(
        "locator, code, words",
        [
            (
                "",
                0,
                "12 of 12 wordings stand in 1 text (12 in several paragraphs, and no locator says which).",
            ),
            ("para 1", 0, "12 of 12 wordings stand in 1 text."),
            (
                "para 9",
                1,
                "12 of 12 wordings stand in 1 text (12 in other paragraphs than their locators say).",
            ),
        ],
    )
    def test_where_wordings_stand_is_summed_up(self, small_ledger, texts, capsys, locator, code, words):
        claims = small_ledger / "claims.csv"
        with claims.open(encoding="utf-8", newline="") as file:
            rows = list(csv.DictReader(file))
        with claims.open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, rows[0], lineterminator="\n")
            writer.writeheader()
            writer.writerows({**row, "locator": locator} for row in rows)
        all_of_them = " and ".join(_wordings(claims, "unami-2018-06"))
        (texts / "unami-2018-06.txt").write_text(f"{all_of_them}\n\n{all_of_them}", encoding="utf-8")
        assert main(["verify", "--ledger", str(small_ledger), "--texts", str(texts)]) == code
        assert capsys.readouterr().err == f"{words}\n"

    def test_a_wording_that_is_not_found_is_a_fault(self, small_ledger, texts, capsys):
        (texts / f"{STORY}.txt").write_text("Nothing of it.", encoding="utf-8")
        (texts / "other.txt").write_text("x", encoding="utf-8")
        (texts / "unami-2018-06.txt").write_bytes(b"\xff\xfe1\x006\x00")
        assert main(["verify", "--ledger", str(small_ledger), "--texts", str(texts)]) == 1
        assert capsys.readouterr().err.splitlines() == [
            "note: other.txt: no source of the ledger has this id; name the file <source_id>.txt",
            "note: unami-2018-06.txt: is not UTF-8 text; save it as UTF-8",
            "0 of 16 wordings stand in 1 text.",
        ]

    def test_a_terminal_that_lacks_letters_is_served(self, small_ledger, texts):
        claims = small_ledger / "claims.csv"
        claims.write_text(claims.read_text("utf-8").replace("16 killed", "16 killed – “all”", 1), "utf-8")
        (texts / "unami-2018-06.txt").write_text("Nothing of it.")
        process = command("verify", "--ledger", small_ledger, "--texts", texts, PYTHONIOENCODING="ascii")
        out, told = process.communicate()
        assert (process.returncode, told) == (1, b"0 of 12 wordings stand in 1 text.\n")
        assert rb"16 killed \u2013 \u201call\u201d" in out

    @pytest.mark.parametrize(
        "make, words",
        [
            (
                lambda texts: texts.rmdir(),
                "No such file or directory; give a folder with <source_id>.txt files",
            ),
            (
                lambda texts: texts.rename(texts.parent / "t") and texts.write_text(""),
                "Not a directory; give a folder",
            ),
            (lambda texts: (texts / "other.txt").write_text("x"), "holds no text of a source"),
        ],
    )
    def test_a_folder_without_texts_is_a_fault_of_the_command(self, small_ledger, texts, capsys, make, words):
        make(texts)
        assert main(["verify", "--ledger", str(small_ledger), "--texts", str(texts)]) == 2
        assert words in capsys.readouterr().err

    def test_a_faulty_ledger_is_to_be_mended_first(self, small_ledger, texts, capsys):
        (small_ledger / "coding.csv").write_text("")
        assert main(["verify", "--ledger", str(small_ledger), "--texts", str(texts)]) == 1
        told = capsys.readouterr().err
        assert told.startswith("the ledger has faults; mend them first:\ncoding.csv: ")

    @pytest.mark.parametrize(
        "out, words",
        [
            (".", ". is a folder; give the file to write, such as audit.csv"),
            ("nowhere/audit.csv", "nowhere/audit.csv cannot be written: No such file or directory"),
        ],
    )
    def test_a_place_that_takes_no_file_is_told(
        self, small_ledger, texts, tmp_path, monkeypatch, capsys, out, words
    ):
        monkeypatch.chdir(tmp_path)
        (texts / f"{STORY}.txt").write_text("Nothing of it.")
        assert main(["verify", "--ledger", str(small_ledger), "--texts", str(texts), "--out", out]) == 2
        told = capsys.readouterr()
        assert told.out == ""
        assert told.err == f"reported: {words}\n"


def _wordings(claims, source_id):
    """Return the wordings of a source's claims as claims.csv has them."""
    with claims.open(encoding="utf-8", newline="") as file:
        return [row["wording"] for row in csv.DictReader(file) if row["source_id"] == source_id]


class TestDiff:
    def test_two_equal_folders_differ_in_nothing(self, tmp_path, capsys):
        old, new = (changed_packs.copy_project(tmp_path / name) for name in ("old", "new"))
        assert main(["diff", str(old), str(new), "--page", str(tmp_path / "page.html"), "--exit-code"]) == 0
        assert "Nothing changed" in capsys.readouterr().out

    def test_what_moved_is_told_and_the_exit_code_is_for_the_asking(self, tmp_path, capsys):
        old, new = (changed_packs.copy_project(tmp_path / name) for name in ("old", "new"))
        changed_packs.change_marks(new / "figures/fighter-estimates", changed_packs.raise_story)
        given = ["diff", str(old), str(new), "--page", str(tmp_path / "page.html")]
        assert (main(given), main([*given, "--exit-code"])) == (0, 1)
        assert "5,000–7,000 → 5,000–9,000" in capsys.readouterr().out
        assert (tmp_path / "page.html").read_text("utf-8").startswith("<!DOCTYPE html>")

    def test_a_state_that_there_is_not_is_a_usage_error(self, tmp_path, capsys):
        assert main(["diff", str(tmp_path / "nowhere"), "."]) == 2
        assert "nowhere" in capsys.readouterr().err


class TestInspect:
    def test_a_chart_says_what_it_is(self, capsys):
        picture = changed_packs.ROOT / "figures/hedging/hedging.svg"
        assert main(["inspect", str(picture)]) == 0
        assert "hedging (page size)" in capsys.readouterr().out

    def test_a_table_that_was_changed_is_no_chart_of_ours(self, tmp_path, capsys):
        table = tmp_path / "hedging.csv"
        table.write_text("a,b\n1,2\n", encoding="utf-8")
        assert main(["inspect", str(table)]) == 2
        assert "no pack was found" in capsys.readouterr().err


class TestCheckBriefing:
    def test_a_stale_chart_is_an_exit_code_of_1(self, tmp_path, capsys):
        packs = changed_packs.copy_project(tmp_path) / "figures"
        paper = tmp_path / "paper.html"
        picture = base64.b64encode((packs / "hedging/hedging.png").read_bytes()).decode()
        paper.write_text(f'<img src="data:image/png;base64,{picture}">', encoding="utf-8")
        given = ["check-briefing", str(paper), "--packs", str(packs)]
        assert main(given) == 0
        changed_packs.change_words(packs / "hedging", title="Another reported title")
        assert main(given) == 1
        assert "stale    hedging" in capsys.readouterr().out

    def test_a_broken_document_is_named(self, tmp_path, capsys):
        paper = tmp_path / "paper.docx"
        paper.write_bytes(b"no zip")
        assert main(["check-briefing", str(paper), "--packs", str(changed_packs.ROOT / "figures")]) == 2
        assert "paper.docx" in capsys.readouterr().err
