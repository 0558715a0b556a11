"""Two states of the project are compared: what moved, from what to what, by which claims, the largest change first."""

import re
import shutil

import pytest

from changed_packs import (
    CLAIM,
    FINDING,
    change_marks,
    change_words,
    commit,
    copy_project,
    first_to,
    raise_story,
    read_table,
    redraw,
    write_table,
)
from reported.comparison import (
    CompareError,
    compare,
    compare_marks,
    open_state,
    report_html,
    report_text,
    write_html,
)
from reported.comparison.rows import shift_of

FINDINGS = "data/processed/findings.csv"
CLAIMS = "data/raw/claims.csv"
STORY_CLAIM = "aawsat-2019-02-22-07"


@pytest.fixture
def old(tmp_path):
    """Three real charts, a finding and a claim."""
    return copy_project(tmp_path / "old")


@pytest.fixture
def new(old, tmp_path):
    """The same in another folder."""
    return shutil.copytree(old, tmp_path / "new")


@pytest.fixture
def repository(new):
    """The same, committed."""
    commit(new)
    return new


def mark(mark_id, high, **cells):
    """Return a mark as its table has it, by its id."""
    place = {"panel": "p", "series": "AP", "x": "2019-02-22"}
    return {
        mark_id: {
            "mark_id": mark_id,
            **place,
            "low": "1",
            "best": "",
            "high": high,
            "claim_ids": "c1",
            **cells,
        }
    }


class TestShift:
    @pytest.mark.parametrize(
        "before, after, shift",
        [("10", "20", 0.5), ("20", "10", 0.5), ("0", "3", 1), ("", "3", 1), ("3", "", 1), ("3", "3.0", 0)],
    )
    def test_it_is_a_share_of_the_larger_and_whole_where_a_value_came_or_went(self, before, after, shift):
        assert shift_of(before, after) == shift

    def test_the_last_digits_of_a_quotient_are_no_change(self):
        assert shift_of("25.88235294117647", "25.88235294117648") == 0


class TestMarks:
    def test_a_mark_that_moved_says_which_columns_did(self):
        (change,) = compare_marks(mark("m1", "2"), mark("m1", "4", kind="range"))
        assert (change.kind, change.columns, change.shift) == ("moved", ("high", "kind"), 0.5)

    def test_a_mark_whose_id_names_its_value_is_paired_by_its_place(self):
        (change,) = compare_marks(mark("ap-1-2", "2"), mark("ap-1-4", "4"))
        assert (change.kind, change.old_key, change.key) == ("moved", "ap-1-2", "ap-1-4")

    def test_where_two_marks_stand_at_one_place_none_is_paired(self):
        changes = compare_marks(mark("a", "2") | mark("b", "3"), mark("c", "4"))
        assert {change.key: change.kind for change in changes} == {"a": "gone", "b": "gone", "c": "new"}

    def test_claims_that_came_and_went_are_told_whatever_their_order(self):
        assert not compare_marks(mark("m", "2", claim_ids="c1;c2"), mark("m", "2", claim_ids="c2;c1"))
        (change,) = compare_marks(mark("m", "2", claim_ids="c1;c2"), mark("m", "2", claim_ids="c2;c3"))
        assert (change.kind, change.claims_added, change.claims_dropped) == ("changed", ["c3"], ["c1"])

    def test_a_mark_without_figures_moves_by_its_other_numbers(self):
        (change,) = compare_marks(mark("m", "", low="", lat="34"), mark("m", "", low="", lat="35"))
        assert (change.kind, change.columns) == ("moved", ("lat",))


class TestCompare:
    def test_two_equal_states_do_not_differ(self, old, new):
        found = compare(old, new)
        assert not found
        assert found.same == ("crossings", "fighter-estimates", "hedging")
        assert report_text(found).endswith("Nothing changed: 3 charts, findings and claims are alike.")

    def test_a_mark_that_moved_is_told_from_what_to_what_with_its_claims(self, old, new):
        change_marks(new / "figures/fighter-estimates", raise_story)
        found = compare(old, new)
        assert [(chart.slug, chart.kind) for chart in found.charts] == [("fighter-estimates", "data")]
        lines = report_text(found).split("\n")
        assert "    Iraq, AP, 2019-02-22: 5,000–7,000 → 5,000–9,000 (+29 %)" in lines
        assert STORY_CLAIM in lines[-1]

    def test_the_claim_that_changed_is_named_first_behind_its_mark(self, old, new):
        change_marks(new / "figures/fighter-estimates", raise_story)
        (moved,) = compare(old, new).charts[0].marks
        first, *_, last = moved.claims
        write_table(old / CLAIMS, [CLAIM | {"claim_id": last}])
        write_table(new / CLAIMS, [CLAIM | {"claim_id": last, "wording": "5,000 to 9,000"}])
        assert f"claims: {last} (changed), {first}" in report_text(compare(old, new))

    def test_findings_come_with_the_largest_change_first(self, old, new):
        rows = [FINDING, FINDING | {"finding_id": "b", "sentence": "It is 100.", "high": "100"}]
        write_table(old / FINDINGS, rows)
        write_table(
            new / FINDINGS, [rows[0] | {"high": "11"}, rows[1] | {"high": "300", "sentence": "It is 300."}]
        )
        lines = report_text(compare(old, new)).split("\n")
        start = lines.index("Findings: 2 moved")
        assert lines[start + 1 : start + 3] == ["  b: 10–100 → 10–300 persons (+200 %)", "    It is 300."]
        assert lines[start + 4] == "  a-finding: 10 → 10–11 persons (+10 %)"

    def test_an_end_that_opened_is_told_as_such(self, old, new):
        write_table(new / FINDINGS, [FINDING | {"high": "", "best": ""}])
        assert "a-finding: 10 → 10 or more persons (the best value went)" in report_text(compare(old, new))

    def test_claims_that_changed_came_and_went_are_told(self, old, new):
        write_table(old / CLAIMS, [CLAIM, CLAIM | {"claim_id": "c2"}])
        write_table(new / CLAIMS, [CLAIM | {"wording": "9,000"}, CLAIM | {"claim_id": "c3"}])
        text = report_text(compare(old, new))
        assert "Claims: 1 changed, 1 new, 1 gone" in text
        assert "  c1: wording 5,000 to 7,000 → 9,000" in text
        assert "  c2: gone, 5,000 to 7,000" in text

    def test_charts_that_came_and_went_and_those_of_other_words_are_told(self, old, new):
        shutil.rmtree(old / "figures/crossings")
        shutil.rmtree(new / "figures/hedging")
        change_words(new / "figures/fighter-estimates", title="Another reported title")
        found = {chart.slug: chart.kind for chart in compare(old, new).charts}
        assert found == {"crossings": "new", "hedging": "gone", "fighter-estimates": "words"}
        assert "fighter-estimates: in words alone (title)" in report_text(compare(old, new))

    def test_another_ledger_alone_changes_no_chart(self, old, new):
        pack = new / "figures/hedging"
        change_words(pack, ledger_checksum="ab" * 32, citation="of another ledger")
        redraw(pack)
        assert not compare(old, new)

    def test_a_chart_drawn_otherwise_from_the_same_data_is_told(self, old, new):
        redraw(new / "figures/hedging")
        assert [(chart.slug, chart.kind) for chart in compare(old, new).charts] == [("hedging", "drawing")]

    def test_the_chart_that_moved_most_comes_first(self, old, new):
        change_marks(new / "figures/fighter-estimates", raise_story)
        change_marks(new / "figures/hedging", first_to(low="10", best="10", high="10"))
        assert [chart.slug for chart in compare(old, new).charts] == ["hedging", "fighter-estimates"]

    def test_a_table_that_both_sides_lack_is_not_told(self, old, new):
        for folder in (old, new):
            (folder / FINDINGS).unlink()
        found = compare(old, new)
        assert not found and not found.notes

    def test_a_chart_without_a_picture_is_compared_by_its_data(self, old, new):
        for folder in (old, new):
            for suffix in ("png", "svg"):
                (folder / f"figures/hedging/hedging.{suffix}").unlink()
        assert not compare(old, new)

    def test_findings_that_one_side_lacks_are_not_called_new(self, old, new):
        (old / FINDINGS).unlink()
        found = compare(old, new)
        assert not found.findings
        assert found.notes == (f"{FINDINGS} is not in {old}, so it was not compared",)

    def test_a_cell_cannot_command_the_terminal(self, old, new):
        write_table(new / CLAIMS, [CLAIM | {"wording": "9,000\x1b[31m\u202e"}])
        assert re.search("[\x00-\x09\x0b-\x1f\u202e]", report_text(compare(old, new))) is None


class TestBroken:
    @pytest.mark.parametrize("content", ["", "{", "[]", "null", '{"slug": 1}'])
    def test_a_pack_that_is_none_is_named_with_the_next_step(self, old, new, content):
        (new / "figures/hedging/hedging.json").write_text(content)
        with pytest.raises(
            CompareError, match=r"figures/hedging cannot be read .*take it from version control"
        ):
            compare(old, new)

    def test_a_table_without_ids_or_with_an_id_twice_is_named(self, old, new):
        write_table(new / CLAIMS, [CLAIM, CLAIM])
        with pytest.raises(CompareError, match=r"claims.csv: claim_id 'c1' stands there twice"):
            compare(old, new)
        write_table(new / CLAIMS, [{"a": "1"}])
        with pytest.raises(CompareError, match=r"claims.csv: there is no column claim_id"):
            compare(old, new)


class TestStates:
    def test_the_last_commit_is_compared_with_the_working_tree(self, repository):
        change_marks(repository / "figures/fighter-estimates", raise_story)
        with open_state("HEAD", root=repository) as old, open_state(".", root=repository) as new:
            found = compare(old, new)
            laid_out = old.folder
        assert [chart.slug for chart in found.charts] == ["fighter-estimates"]
        assert (found.new, re.sub("[0-9a-f]{7}", "0", found.old)) == ("the working tree", "HEAD (0)")
        assert not laid_out.exists()

    def test_a_project_below_the_repositorys_root_is_found(self, old):
        commit(old.parent)
        with open_state("HEAD", root=old) as state:
            assert (state.folder / "figures/hedging/hedging.csv").is_file()

    @pytest.mark.parametrize("name", ["nothing", "--help", "HEAD~9", "HEAD:figures"])
    def test_an_unknown_revision_is_named(self, repository, name):
        with (
            pytest.raises(CompareError, match="neither a folder nor a revision"),
            open_state(name, root=repository),
        ):
            pass

    def test_without_a_repository_two_folders_are_asked_for(self, old, monkeypatch):
        monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(old.parent))
        with (
            pytest.raises(CompareError, match=r"no git repository here.*give two folders"),
            open_state("x", root=old),
        ):
            pass

    def test_a_folder_or_a_revision_that_holds_nothing_is_refused(self, tmp_path):
        (tmp_path / "empty").mkdir()
        (tmp_path / "file").write_text("x")
        commit(tmp_path)
        for name in ("empty", "HEAD"):
            with (
                pytest.raises(CompareError, match="holds neither figures/ nor"),
                open_state(name, root=tmp_path),
            ):
                pass


class TestPage:
    def test_it_shows_both_pictures_of_each_chart_and_asks_nothing_of_the_network(self, old, new):
        change_marks(new / "figures/fighter-estimates", raise_story)
        page = report_html(compare(old, new))
        assert page.count('src="data:image/png;base64,') == 2
        assert re.findall(r"(?:src|href)=\"(?!data:|#)", page) == []
        assert "default-src 'none'" in page

    def test_charts_stand_in_the_order_of_their_change(self, old, new):
        change_marks(new / "figures/fighter-estimates", raise_story)
        change_marks(new / "figures/hedging", first_to(low="10", best="10", high="10"))
        page = report_html(compare(old, new))
        assert page.index('id="chart-hedging"') < page.index('id="chart-fighter-estimates"')

    def test_every_mark_that_differs_is_on_it_though_not_in_the_terminal(self, old, new):
        def halve(marks):
            return [row | {"low": str(float(row["low"] or 8) / 2)} for row in marks]

        change_marks(new / "figures/hedging", halve)
        found = compare(old, new)
        marks = len(read_table(old / "figures/hedging/hedging.csv"))
        assert report_html(found).count('<th scope="row">') == marks
        assert f"and {marks - 8} more, on the page" in report_text(found)

    def test_text_cannot_become_markup(self, old, new):
        evil = '"><script>alert(1)</script>'
        change_words(new / "figures/hedging", title=evil, alt_text=evil, caption=evil)
        write_table(new / CLAIMS, [CLAIM | {"wording": evil}])
        write_table(new / FINDINGS, [FINDING | {"sentence": evil, "high": "12"}])
        page = report_html(compare(old, new))
        assert "<script" not in page
        assert page.count("&lt;script&gt;") >= 5

    def test_a_claim_that_is_new_or_gone_has_one_side_only(self, old, new):
        write_table(old / CLAIMS, [CLAIM, CLAIM | {"claim_id": "c2", "wording": "200"}])
        write_table(new / CLAIMS, [CLAIM, CLAIM | {"claim_id": "c3", "wording": "300"}])
        page = report_html(compare(old, new))
        sides = {
            claim: re.findall(r">([^<>]*)</td>", page.partition(f'<th scope="row">{claim}')[2])[:3]
            for claim in ("c2", "c3")
        }
        assert sides == {"c2": ["200", "", "gone"], "c3": ["", "300", "new"]}

    def test_a_value_that_was_or_is_zero_moved_by_no_percentage(self, old, new):
        write_table(old / FINDINGS, [FINDING | {"high": "0"}])
        assert "(from 0)" in report_text(compare(old, new))
        assert "(to 0)" in report_text(compare(new, old))

    def test_what_follows_from_a_findings_value_is_named_and_its_claims_are_counted(self, old, new):
        write_table(new / FINDINGS, [FINDING | {"n_originators": "2", "claim_ids": "c1;c2"}])
        said = report_text(compare(old, new))
        assert "also its n_originators; +1 claim" in said

    def test_a_chart_that_is_new_has_no_picture_before(self, old, new):
        shutil.rmtree(old / "figures/hedging")
        page = report_html(compare(old, new))
        assert page.count("No chart of this name.") == page.count("<img ") == 1

    def test_it_is_written_whole_or_not_at_all(self, old, new, tmp_path):
        found = compare(old, new)
        page = write_html(found, tmp_path / "build/diff/index.html")
        assert page.read_text("utf-8") == report_html(found)
        page.write_text("earlier")
        with pytest.raises(AttributeError):
            write_html(None, page)
        assert [path.name for path in page.parent.iterdir()] == ["index.html"]
        assert page.read_text() == "earlier"

    def test_where_nothing_changed_it_says_so(self, old, new):
        assert "Nothing changed." in report_html(compare(old, new))
