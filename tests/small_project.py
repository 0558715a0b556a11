"""A project of a few small notebooks to run, and a look at what a run left behind."""

import json
import time

import psutil

PARAMETERS = 'root = ".."\nledger = "data/raw"\nout = "."'
# What a cell needs to write a file below the folder of outputs.
SAVE = """from pathlib import Path
def save(name, text):
    path = Path(root, out, name)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)"""
PUBLISHED = ("data/processed", "figures")


def make_project(folder, **notebooks):
    """Make a project with an empty ledger's folder and notebooks given as lists of code cells."""
    for name in ("notebooks", "data/raw"):
        (folder / name).mkdir(parents=True)
    for name, cells in notebooks.items():
        write_notebook(folder, name, *cells)
    return folder


def write_notebook(project, name, *cells, parameters=PARAMETERS):
    """Write a notebook with a parameters cell and these code cells; return its path."""
    tagged = [(parameters, ["parameters"]), *((code, []) for code in cells)]
    document = {
        "cells": [
            {
                "cell_type": "code",
                "id": f"c{number}",
                "metadata": {"tags": tags},
                "source": code,
                "outputs": [],
                "execution_count": None,
            }
            for number, (code, tags) in enumerate(tagged)
        ],
        "metadata": {"language_info": {"name": "python"}},
        "nbformat": 4,
        "nbformat_minor": 5,
    }
    path = project / "notebooks" / f"{name}.ipynb"
    path.write_text(json.dumps(document), encoding="utf-8")
    return path


def contents(project, *folders):
    """Return the bytes of every file below these folders (default: the whole project) by its path."""
    return {
        path.relative_to(project).as_posix(): path.read_bytes()
        for folder in folders or (".",)
        for path in sorted((project / folder).rglob("*"))
        if path.is_file()
    }


def published(project):
    """Return the published files of a project with their bytes."""
    return contents(project, *PUBLISHED)


def rests(project):
    """Return what a run has left in staging besides its lock, and every half-written file."""
    return [
        name
        for name in contents(project)
        if ("staging/" in name and not name.endswith(".lock")) or name.endswith((".part", ".tmp"))
    ]


def kernels_of(runner):
    """Return the kernels that a process with this number has started and that are still alive."""
    found = []
    for process in psutil.process_iter():
        try:
            parent = process.environ().get("JPY_PARENT_PID")
            if parent == str(runner) and process.status() != psutil.STATUS_ZOMBIE:
                found.append(process.pid)
        except psutil.Error:
            continue
    return found


def wait_until(is_so, seconds=20):
    """Wait until a function returns something true, and return it; fail after some seconds."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if value := is_so():
            return value
        time.sleep(0.02)
    raise AssertionError(f"not so within {seconds} s")
