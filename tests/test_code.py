"""A function is read in one look: it has at most forty lines of code."""

import ast
import io
import tokenize
from collections.abc import Iterator
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parents[1] / "src" / "reported"
MOST_LINES = 40
ALLOWED: dict[str, str] = {}  # function by file and name, with the reason why it is longer; none is now
NOT_CODE = {
    tokenize.COMMENT,
    tokenize.NL,
    tokenize.NEWLINE,
    tokenize.INDENT,
    tokenize.DEDENT,
    tokenize.ENDMARKER,
}


def lines_of_functions(code: str) -> Iterator[tuple[str, int]]:
    """Yield each function's name and its lines of code, without docstring, comments and blank lines."""
    spans = [
        (token.start[0], token.end[0])
        for token in tokenize.generate_tokens(io.StringIO(code).readline)
        if token.type not in NOT_CODE
    ]
    lines = {line for first, last in spans for line in range(first, last + 1)}
    for node in ast.walk(ast.parse(code)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            own = lines & set(range(node.lineno, node.end_lineno + 1))
            if ast.get_docstring(node) is not None:
                own -= set(range(node.body[0].lineno, node.body[0].end_lineno + 1))
            yield node.name, len(own)


class TestLength:
    @pytest.mark.parametrize(
        "path", [path.relative_to(PACKAGE).as_posix() for path in sorted(PACKAGE.rglob("*.py"))]
    )
    def test_no_function_has_more_than_forty_lines_of_code(self, path):
        code = (PACKAGE / path).read_text(encoding="utf-8")
        found = {f"{path}: {name}": lines for name, lines in lines_of_functions(code)}
        too_long = {name: lines for name, lines in found.items() if lines > MOST_LINES}
        assert too_long.keys() - ALLOWED.keys() == set(), too_long

    def test_docstring_comments_and_blank_lines_are_not_counted(self):
        code = 'def one():\n    """Say\n    two."""\n\n    # three\n    return (\n        1,  # four\n    )\n'
        assert dict(lines_of_functions(code)) == {"one": 4}

    def test_a_text_over_many_lines_counts_with_each_of_them(self):
        assert dict(lines_of_functions('def one():\n    return """1\n2\n\n4"""\n')) == {"one": 5}
