"""Tables are written whole, the same everywhere, and read whatever a spreadsheet made of them."""

import errno
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from reported.tables import UnreadableTable, csv_text, read_csv_text, write_csv


class TestWriting:
    def test_the_last_bits_of_a_float_do_not_reach_a_file(self):
        one, other = (pd.DataFrame({"x": [value]}) for value in (0.9482659851759751, 0.9482659851759752))
        assert csv_text(one) == csv_text(other) == "x\n0.948265985176\n"

    def test_whole_numbers_days_and_missing_values_are_plain(self):
        frame = pd.DataFrame(
            {
                "low": [12.0, np.nan, 0.5],
                "count": pd.array([1, None, 3], dtype="Int64"),
                "start": pd.to_datetime(["2019-02-22", None, "2019-01-01"]),
                "place": ["Mosul, east", "", 'the "city"'],
            }
        )
        assert csv_text(frame) == (
            'low,count,start,place\n12,1,2019-02-22,"Mosul, east"\n,,,\n0.5,3,2019-01-01,"the ""city"""\n'
        )

    def test_file_has_unix_line_ends_and_no_index(self, tmp_path):
        path = write_csv(pd.DataFrame({"a": [1]}, index=[7]), tmp_path / "a.csv")
        assert path.read_bytes() == b"a\n1\n"

    def test_full_disk_leaves_the_old_file_and_nothing_else(self, tmp_path, monkeypatch):
        path = tmp_path / "a.csv"
        path.write_text("old")

        def half(self, content):
            self.write_text(content.decode()[:1])
            raise OSError(errno.ENOSPC, "No space left on device")

        monkeypatch.setattr(Path, "write_bytes", half)
        with pytest.raises(OSError, match="No space"):
            write_csv(pd.DataFrame({"a": [1]}), path)
        monkeypatch.undo()
        assert [entry.name for entry in tmp_path.iterdir()] == ["a.csv"]
        assert path.read_text() == "old"

    def test_run_stopped_before_the_end_leaves_the_old_file(self, tmp_path, monkeypatch):
        path = tmp_path / "a.csv"
        path.write_text("old")

        def stop(self, target):
            raise KeyboardInterrupt

        monkeypatch.setattr(Path, "replace", stop)
        with pytest.raises(KeyboardInterrupt):
            write_csv(pd.DataFrame({"a": [1]}), path)
        assert path.read_text() == "old"
        assert [entry.name for entry in tmp_path.iterdir()] == ["a.csv"]


class TestReading:
    @pytest.fixture
    def read(self, tmp_path):
        """A function from a file's bytes to what is read."""

        def from_bytes(data, **options):
            path = tmp_path / "a.csv"
            path.write_bytes(data)
            return read_csv_text(path, **options)

        return from_bytes

    def test_cells_are_text_and_rows_keep_their_length(self, read):
        table = read(b'a,b\n1,"x, y"\n2\n')
        assert (table.header, table.rows, table.notes) == (["a", "b"], [("1", "x, y"), ("2",)], [])

    def test_row_has_the_line_that_a_spreadsheet_shows(self, read):
        assert read(b"a,b\n1,2\n3,4\n").line(1) == 3
        assert read(b"sep=;\na;b\n1;2\n").line(0) == 3

    def test_known_columns_decide_between_separators(self, read):
        table = read(b"a;b, c, d\n1;2\n", columns=["a", "b, c, d"])
        assert table.header == ["a", "b, c, d"]

    @pytest.mark.parametrize(
        "data", [b"", b"\n\n", b"\xef\xbb\xbf", b",,,\n", b"PK\x03\x04", b"\na\n", b'a\n"' + b"x" * 2_000_000]
    )
    def test_file_without_a_table_is_refused(self, read, data):
        with pytest.raises(UnreadableTable):
            read(data)

    @given(data=st.binary(max_size=60))
    def test_any_bytes_are_read_or_refused(self, tmp_path_factory, data):
        path = tmp_path_factory.mktemp("any") / "a.csv"
        path.write_bytes(data)
        try:
            assert any(read_csv_text(path).header)
        except UnreadableTable as refusal:
            assert refusal.remedy
