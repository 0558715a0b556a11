"""Chromium for the tests of what a reader sees: no network, and a note of all that asks for it or goes wrong."""

import os
import shutil
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field

import pytest

ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]


@dataclass
class Seen:
    """What a page did that it must not do."""

    requests: list[str] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)


def chromium_path():
    """Return Chromium's path; without one the test is skipped, or failed where CI=true."""
    path = next(filter(None, map(shutil.which, ("chromium", "chromium-browser"))), None)
    if path is None:
        reason = "needs Chromium: apt-get install chromium"
        if os.environ.get("CI") == "true":
            pytest.fail(f"{reason}; a test that must run in CI cannot be skipped")
        pytest.skip(reason)
    return path


@contextmanager
def started_chromium():
    """A headless Chromium, closed at the end."""
    path = chromium_path()
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=ARGUMENTS)
        try:
            yield browser
        finally:
            browser.close()


@contextmanager
def opened(browser, path, **options):
    """A page of a local file without network, and what it did that it must not do.

    ``options`` go to Playwright's ``new_context``: viewport, has_touch, reduced_motion ...
    """
    seen = Seen()
    context = browser.new_context(offline=True, **{"viewport": {"width": 1280, "height": 900}, **options})

    def local_only(route):
        if route.request.url.startswith(("file:", "data:")):
            route.continue_()
        else:
            seen.requests.append(route.request.url)
            route.abort()

    context.route("**/*", local_only)
    page = context.new_page()
    page.on("console", lambda message: message.type == "error" and seen.errors.append(message.text))
    page.on("pageerror", lambda error: seen.errors.append(str(error)))
    try:
        page.goto(path.as_uri())
        yield page, seen
    finally:
        context.close()


@contextmanager
def watched(browser):
    """A function that opens a local file; at the end no page may have asked for anything or reported an error."""
    notes = []
    with ExitStack() as pages:

        def shown(path, query="", **options):
            page, seen = pages.enter_context(opened(browser, path, **options))
            notes.append(seen)
            if query:
                page.goto(path.as_uri() + query)
            return page

        yield shown
    assert [seen.requests for seen in notes if seen.requests] == []
    assert [seen.errors for seen in notes if seen.errors] == []
