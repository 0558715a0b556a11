"""Our charts are found in documents that others wrote, and said to be current, stale or of unknown state."""

import base64
import io
import json
import re
import shutil
import zipfile

import pypandoc
import pytest
import typst
from PIL import Image
from PIL.PngImagePlugin import PngInfo
from pypdf import PdfReader, PdfWriter
from pypdf.generic import DictionaryObject, NameObject, StreamObject

from changed_packs import (
    CHARTS,
    change_marks,
    change_words,
    commit,
    copy_project,
    first_to,
    raise_story,
    redraw,
)
from reported.briefing import embedded_charts, pictures
from reported.briefing.embedded_charts import check_briefing, describe_briefing, is_stale
from reported.briefing.pictures import UnreadableDocument

KINDS = ("docx", "pptx", "html", "svg.html", "tex", "png.pdf", "pdf.pdf", "pandoc.docx", "pandoc.html")
RELATION = '<Relationship Id="r{0}" Type="image" Target="{1}"/>'
RELATIONS = (
    '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{}</Relationships>'
)
SPACES = (
    'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" '
    'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships" '
    'xmlns:p="http://schemas.openxmlformats.org/presentationml/2006/main" '
    'xmlns:asvg="http://schemas.microsoft.com/office/drawing/2016/SVG/main"'
)


@pytest.fixture(scope="session")
def originals(tmp_path_factory):
    """A folder of three real charts, and beside it a document of each kind with these charts in it."""
    folder = copy_project(tmp_path_factory.mktemp("originals"))
    packs = folder / "figures"
    files = {
        suffix: [packs / slug / f"{slug}.{suffix}" for slug in CHARTS] for suffix in ("png", "svg", "pdf")
    }
    write_docx(folder / "paper.docx", {path.name: path.read_bytes() for path in files["png"]})
    write_pptx(folder / "paper.pptx", [path.read_bytes() for path in files["png"]])
    (folder / "paper.html").write_text("\n".join(f'<img src="{uri(path)}">' for path in files["png"]))
    inline = (path.read_text("utf-8").split("?>", 1)[1] for path in files["svg"])
    (folder / "paper.svg.html").write_text("<p>\n".join(inline), "utf-8")
    included = (
        rf"\includegraphics[width=\textwidth,alt={{a ] b}}]{{{path}}}" for path in relative(files["pdf"])
    )
    (folder / "paper.tex").write_text("\n".join(included))
    for suffix in ("png", "pdf"):
        source = folder / f"{suffix}.typ"
        source.write_text("\n".join(f'#image("{path}", width: 60%)' for path in relative(files[suffix])))
        typst.compile(source, folder / f"paper.{suffix}.pdf")
    for kind, suffix in {"docx": "png", "html": "svg"}.items():
        text = "\n\n".join(f"![A chart]({path})" for path in files[suffix])
        extra = ["--embed-resources", "--standalone"] if kind == "html" else []
        target = str(folder / f"paper.pandoc.{kind}")
        pypandoc.convert_text(text, kind, format="markdown", outputfile=target, extra_args=extra)
    return folder


@pytest.fixture
def packs(originals, tmp_path):
    """The three charts' packs in a folder of their own, to be changed."""
    return shutil.copytree(originals / "figures", tmp_path / "project/figures")


@pytest.fixture
def document(tmp_path):
    """Where a test puts a document of its own."""
    return tmp_path / "paper.docx"


def relative(files):
    """Return files as the documents beside ``figures`` name them."""
    return [f"figures/{path.parent.name}/{path.name}" for path in files]


def uri(path, kind="png"):
    """Return a file as an address that holds it."""
    return f"data:image/{kind};base64,{base64.b64encode(path.read_bytes()).decode()}"


def write_docx(path, media, body=None, *, targets=None):
    """Write the least of a Word file that shows these pictures, in this order."""
    targets = targets or [f"media/{name}" for name in media]
    if body is None:
        body = "".join(f'<a:blip r:embed="r{number}"/>' for number, _ in enumerate(targets))
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("word/document.xml", f"<w {SPACES}>{body}</w>")
        relations = "".join(RELATION.format(number, target) for number, target in enumerate(targets))
        archive.writestr("word/_rels/document.xml.rels", RELATIONS.format(relations))
        for name, content in media.items():
            archive.writestr(f"word/media/{name}", content)


def write_pptx(path, contents):
    """Write the least of a PowerPoint file, whose slides are shown in the reverse order of their names."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        numbers = range(1, len(contents) + 1)
        ids = "".join(f'<p:sldId id="{n}" r:id="r{n}"/>' for n in reversed(numbers))
        archive.writestr("ppt/presentation.xml", f"<p:presentation {SPACES}>{ids}</p:presentation>")
        slides = "".join(RELATION.format(n, f"slides/slide{n}.xml") for n in numbers)
        archive.writestr("ppt/_rels/presentation.xml.rels", RELATIONS.format(slides))
        for n, content in zip(numbers, contents, strict=True):
            archive.writestr(f"ppt/slides/slide{n}.xml", f'<p:sld {SPACES}><a:blip r:embed="r1"/></p:sld>')
            relation = RELATIONS.format(RELATION.format(1, f"../media/image{n}.png"))
            archive.writestr(f"ppt/slides/_rels/slide{n}.xml.rels", relation)
            archive.writestr(f"ppt/media/image{n}.png", content)


def saved_again(content, kind="PNG", **options):
    """Return a picture as a program saves it that drops what stands inside."""
    target = io.BytesIO()
    Image.open(io.BytesIO(content)).convert("RGB").save(target, kind, **options)
    return target.getvalue()


def states(found):
    """Return the state of each chart found."""
    return {chart.chart: chart.status for chart in found}


class TestEachFormat:
    @pytest.mark.parametrize("kind", KINDS)
    def test_charts_of_today_are_current(self, originals, packs, kind):
        found = check_briefing(originals / f"paper.{kind}", packs)
        assert states(found) == dict.fromkeys(CHARTS, "current")
        assert [chart.note for chart in found] == ["", "", ""] and not is_stale(found)

    @pytest.mark.parametrize("kind", KINDS)
    def test_after_one_mark_moved_that_chart_alone_is_stale(self, originals, packs, kind):
        change_marks(packs / "fighter-estimates", raise_story)
        found = check_briefing(originals / f"paper.{kind}", packs)
        assert states(found) == dict.fromkeys(CHARTS, "current") | {"fighter-estimates": "stale"}
        assert is_stale(found) and found[0].chart == "fighter-estimates"

    @pytest.mark.parametrize("kind", ["docx", "png.pdf", "pdf.pdf"])
    def test_history_knows_a_picture_that_is_no_longer_there_and_shows_what_moved(
        self, originals, packs, kind
    ):
        known = commit(packs.parent)
        change_marks(packs / "fighter-estimates", raise_story)
        redraw(packs / "fighter-estimates")
        found = check_briefing(originals / f"paper.{kind}", packs)
        assert [chart.chart for chart in found if chart.status == "stale"] == ["fighter-estimates"]
        text = describe_briefing("paper", found)
        assert f"its data have changed since {known} of " in text
        assert "Iraq, AP, 2019-02-22: 5,000–7,000 → 5,000–9,000 (+29 %)" in text

    def test_where_history_has_no_such_data_the_checksums_are_told(self, originals, packs):
        change_marks(packs / "fighter-estimates", raise_story)
        (stale, *_) = check_briefing(originals / "paper.docx", packs)
        now = json.loads((packs / "fighter-estimates/fighter-estimates.json").read_text("utf-8"))
        assert f"now {now['data_sha256'][:12]}); no revision has its state" in stale.note


class TestState:
    def test_another_ledger_with_the_same_words_and_data_is_current(self, originals, packs):
        change_words(packs / "hedging", ledger_checksum="ab" * 32, citation="of another ledger")
        redraw(packs / "hedging")  # the foot of the chart names the ledger
        found = check_briefing(originals / "paper.docx", packs)
        assert states(found)["hedging"] == "current"
        assert "earlier ledger" in describe_briefing("paper", found)

    def test_other_words_on_the_same_data_are_stale_and_told(self, originals, packs):
        commit(packs.parent)
        change_words(packs / "hedging", title="Another reported title")
        found = check_briefing(originals / "paper.docx", packs)
        text = describe_briefing("paper", found)
        assert re.search(
            r"stale    hedging, picture 3: its words have changed, its data not since \w+ of .*title", text
        )
        assert "title now: Another reported title" in text

    def test_a_chart_that_is_no_more_is_stale(self, originals, packs):
        shutil.rmtree(packs / "hedging")
        (stale, *_) = check_briefing(originals / "paper.docx", packs)
        assert (stale.chart, stale.status) == ("hedging", "stale")
        assert "no chart of this name any more" in stale.note

    def test_pixels_that_were_edited_under_the_old_name_are_not_called_current(self, packs, document):
        content = (packs / "hedging/hedging.png").read_bytes()
        image = Image.open(io.BytesIO(content))
        words = PngInfo()
        words.add_itxt("XML:com.adobe.xmp", image.text["XML:com.adobe.xmp"])
        edited = image.convert("RGB")
        edited.paste("red", (0, 0, 200, 200))
        target = io.BytesIO()
        edited.save(target, "PNG", pnginfo=words)
        write_docx(document, {"image1.png": target.getvalue()})
        (found,) = check_briefing(document, packs)
        assert (found.chart, found.status) == ("hedging", "unknown")
        assert "its pixels are others" in found.note


class TestKnownBy:
    def test_a_picture_saved_again_is_known_by_its_pixels(self, packs, document):
        write_docx(document, {"image1.png": saved_again((packs / "hedging/hedging.png").read_bytes())})
        (found,) = check_briefing(document, packs)
        assert (found.chart, found.status, found.found_by) == ("hedging", "current", "pixels")

    def test_a_small_jpeg_looks_like_a_chart_but_its_state_is_unknown(self, packs, document):
        image = Image.open(packs / "hedging/hedging.png").convert("RGB").resize((900, 653))
        target = io.BytesIO()
        image.save(target, "JPEG", quality=60)
        write_docx(document, {"image1.jpeg": target.getvalue()})
        (found,) = check_briefing(document, packs)
        assert (found.chart, found.status, found.found_by) == ("hedging", "unknown", "looks")

    def test_a_foreign_picture_of_the_same_shape_is_none_of_ours(self, packs, document):
        size = Image.open(packs / "hedging/hedging.png").size
        target = io.BytesIO()
        Image.linear_gradient("L").resize(size).save(target, "PNG")
        write_docx(document, {"image1.png": target.getvalue()})
        (found,) = check_briefing(document, packs)
        assert (found.chart, found.status) == ("", "unknown")

    def test_a_form_of_pdftex_is_known_by_the_information_it_keeps(self, packs, tmp_path):
        info = PdfReader(packs / "hedging/hedging.pdf").metadata
        kept = DictionaryObject({NameObject(name): value for name, value in info.items()})
        form_pdf(tmp_path / "x.pdf", {"/PTEX.InfoDict": kept})
        (found,) = check_briefing(tmp_path / "x.pdf", packs)
        assert (found.chart, found.status, found.found_by) == ("hedging", "current", "identity")
        change_words(packs / "hedging", ledger_checksum="ab" * 32)
        assert states(check_briefing(tmp_path / "x.pdf", packs)) == {"hedging": "current"}
        change_marks(packs / "hedging", first_to(low="1"))
        assert states(check_briefing(tmp_path / "x.pdf", packs)) == {"hedging": "stale"}

    def test_a_form_is_known_by_its_xmp(self, packs, tmp_path):
        stream = StreamObject()
        xmp = (packs / "hedging/hedging.pdf").read_bytes()
        stream.set_data(xmp[xmp.rfind(b"<x:xmpmeta") : xmp.rfind(b"</x:xmpmeta>") + 12])
        form_pdf(tmp_path / "x.pdf", {"/Metadata": stream})
        assert states(check_briefing(tmp_path / "x.pdf", packs)) == {"hedging": "current"}

    def test_a_page_that_is_the_chart_is_known_by_its_drawing_and_other_pages_are_passed_over(
        self, packs, tmp_path
    ):
        writer = PdfWriter()
        writer.add_blank_page(100, 100)
        writer.append(packs / "hedging/hedging.pdf")
        writer.metadata = None
        writer.write(tmp_path / "x.pdf")
        (found,) = check_briefing(tmp_path / "x.pdf", packs)
        assert (found.chart, found.status, found.where) == ("hedging", "current", "page 2")

    def test_charts_on_a_page_that_was_put_into_another_paper_are_found(self, originals, packs, tmp_path):
        typst.compile(b'#image("/paper.png.pdf", page: 1)', tmp_path / "x.pdf", root=originals)
        found = check_briefing(tmp_path / "x.pdf", packs)
        assert {"crossings"} <= {chart.chart for chart in found if chart.status == "current"}

    def test_a_charts_own_pdf_is_known(self, packs):
        (found,) = check_briefing(packs / "hedging/hedging.pdf", packs)
        assert (found.chart, found.status, found.where) == ("hedging", "current", "the whole file")


def form_pdf(path, entries):
    """Write a PDF whose page draws one form with these entries."""
    writer = PdfWriter()
    page = writer.add_blank_page(100, 100)
    form = StreamObject()
    form.set_data(b"0 0 m\n")
    form.update({NameObject("/Type"): NameObject("/XObject"), NameObject("/Subtype"): NameObject("/Form")})
    form.update({NameObject(name): writer._add_object(value) for name, value in entries.items()})
    named = DictionaryObject({NameObject("/Fm1"): writer._add_object(form)})
    page[NameObject("/Resources")] = DictionaryObject({NameObject("/XObject"): named})
    writer.write(path)


class TestPlaces:
    def test_slides_are_numbered_as_they_are_shown(self, originals, packs):
        found = check_briefing(originals / "paper.pptx", packs)
        assert [chart.where for chart in found] == ["slide 1", "slide 2", "slide 3"]
        assert [chart.chart for chart in found] == list(reversed(CHARTS))

    def test_a_picture_shown_twice_is_told_once_with_both_places(self, packs, document):
        body = '<a:blip r:embed="r0"/><a:blip r:embed="r0"/>'
        write_docx(document, {"a.png": (packs / "hedging/hedging.png").read_bytes()}, body)
        assert [chart.where for chart in check_briefing(document, packs)] == ["pictures 1, 2"]

    def test_what_stands_in_for_an_svg_is_no_picture_of_its_own(self, packs, document):
        body = '<a:blip r:embed="r0"><asvg:svgBlip r:embed="r1"/></a:blip>'
        files = {"a.png": b"\x89PNG drawn by Word", "a.svg": (packs / "hedging/hedging.svg").read_bytes()}
        write_docx(document, files, body)
        assert [(chart.chart, chart.status) for chart in check_briefing(document, packs)] == [
            ("hedging", "current")
        ]

    def test_a_linked_picture_is_known_by_its_name_alone(self, packs, document):
        with zipfile.ZipFile(document, "w") as archive:
            archive.writestr("word/document.xml", f'<w {SPACES}><a:blip r:link="r0"/></w>')
            external = RELATION.format(0, "https://example.org/hedging.png").replace(
                "/>", ' TargetMode="External"/>'
            )
            archive.writestr("word/_rels/document.xml.rels", RELATIONS.format(external))
        (found,) = check_briefing(document, packs)
        assert (found.chart, found.status, found.found_by) == ("hedging", "unknown", "name")
        assert "linked, not inside" in found.note

    def test_a_page_names_files_beside_it_and_addresses_elsewhere(self, packs):
        page = packs.parent / "page.html"
        page.write_text(
            '<img src="figures/crossings/crossings.png?v=1">\n<img src="https://example.org/hedging.svg">\n'
            '<object data="figures/fighter-estimates/fighter-estimates.svg"></object>\n'
            '<svg><path d="M0 0"/></svg><img src="data:image/png;base64,AAA"><img src="logo.png">'
        )
        found = check_briefing(page, packs)
        assert [chart.chart for chart in found if "nothing is fetched" in chart.note] == ["hedging"]
        assert len(found) == 5
        assert {chart.where + chart.chart: chart.status for chart in found} == {
            "line 1crossings": "current",
            "line 2hedging": "unknown",
            "line 3fighter-estimates": "current",
            "line 4": "unknown",
        }

    def test_latex_names_files_without_suffix_in_folders_of_its_own(self, packs):
        paper = packs.parent / "paper.tex"
        paper.write_text(
            "% \\includegraphics{figures/crossings/crossings.pdf}\n"
            "\\graphicspath{{figures/hedging/}{figures/crossings/}}\n"
            "\\includegraphics* [width=1cm] {hedging} \\includegraphics{gone/fighter-estimates.pdf}\n"
            "\\includegraphics[never closed"
        )
        found = {chart.chart: (chart.status, chart.where) for chart in check_briefing(paper, packs)}
        assert found == {"hedging": ("current", "line 3"), "fighter-estimates": ("unknown", "line 3")}

    def test_a_document_without_pictures_says_so(self, packs, tmp_path):
        typst.compile(b"Text", tmp_path / "x.pdf")
        found = check_briefing(tmp_path / "x.pdf", packs)
        assert describe_briefing("x.pdf", found).startswith(
            "x.pdf: no picture in it (a chart put into a PDF as SVG"
        )

    def test_a_document_cannot_command_the_terminal(self, packs, document):
        page = document.with_suffix(".html")
        page.write_text('<img src="a\x1b[31m\u202e.png">', "utf-8")
        text = describe_briefing("x\x1b.html", check_briefing(page, packs))
        assert re.search("[\x00-\x09\x0b-\x1f\u202e]", text) is None


class TestRefused:
    def refused(self, path, packs, words):
        with pytest.raises(UnreadableDocument, match=words) as caught:
            check_briefing(path, packs)
        assert "\n" not in str(caught.value)

    @pytest.mark.parametrize("suffix", ["docx", "pptx", "pdf"])
    @pytest.mark.parametrize("content", [b"", b"\x00" * 99, b"PK\x03\x04junk", b"%PDF-1.7\njunk"])
    def test_a_broken_document(self, packs, tmp_path, suffix, content):
        (tmp_path / f"x.{suffix}").write_bytes(content)
        self.refused(tmp_path / f"x.{suffix}", packs, r"x\.\w+ is broken or no .*anew")

    @pytest.mark.parametrize("kind", ["docx", "pptx", "png.pdf"])
    def test_a_document_cut_off_half_way(self, originals, packs, tmp_path, kind):
        content = (originals / f"paper.{kind}").read_bytes()
        path = tmp_path / f"x.{kind}"
        path.write_bytes(content[: len(content) // 2])
        self.refused(path, packs, "is broken")

    def test_a_part_that_unpacks_to_too_much(self, packs, document):
        write_docx(document, {"image1.png": b"\x00" * 60_000_000})
        assert document.stat().st_size < 100_000
        self.refused(document, packs, r"image1.png unpacks to more than can be looked at")

    def test_parts_that_together_unpack_to_too_much(self, packs, document, monkeypatch):
        monkeypatch.setattr(pictures, "MOST_UNPACKED", 30_000)
        write_docx(document, {f"image{number}.png": b"\x00" * 10_000 for number in range(4)})
        self.refused(document, packs, "unpacks to more than can be looked at")

    def test_more_parts_than_a_document_has(self, packs, document, monkeypatch):
        monkeypatch.setattr(pictures, "MOST_PARTS", 3)
        write_docx(document, {f"image{number}.png": b"" for number in range(4)})
        self.refused(document, packs, "has 6 parts")

    @pytest.mark.parametrize("code", ["utf-8", "utf-16"])
    def test_entities_are_not_expanded(self, packs, document, code):
        write_docx(document, {"a.png": b""})
        evil = '<!DOCTYPE w [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><w>&b;</w>'
        content = document.read_bytes()
        with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(document, "w") as new:
            for part in old.namelist():
                new.writestr(part, evil.encode(code) if part == "word/document.xml" else old.read(part))
        self.refused(document, packs, "declares a document type")

    def test_a_picture_with_entities_is_no_chart(self, packs, tmp_path):
        page = tmp_path / "x.html"
        svg = (packs / "hedging/hedging.svg").read_text("utf-8").split("?>", 1)[1]
        evil = '<!DOCTYPE svg [<!ENTITY a "aaaa">]>' + svg
        data = base64.b64encode(evil.encode()).decode()
        page.write_text(f'<img src="data:image/svg+xml;base64,{data}">')
        assert [chart.status for chart in check_briefing(page, packs)] == ["unknown"]

    def test_a_picture_of_too_many_pixels_is_not_decoded(self, packs, document, monkeypatch):
        monkeypatch.setattr(embedded_charts, "MOST_PIXELS", 1000)
        write_docx(document, {"a.png": saved_again((packs / "hedging/hedging.png").read_bytes())})
        assert states(check_briefing(document, packs)) == {"": "unknown"}

    def test_a_zip_of_something_else(self, packs, document):
        with zipfile.ZipFile(document, "w") as archive:
            archive.writestr("x.txt", "x")
        self.refused(document, packs, "has no text and no slides")

    def test_a_pdf_with_a_password(self, originals, packs, tmp_path):
        writer = PdfWriter(clone_from=originals / "paper.png.pdf")
        writer.encrypt("secret", algorithm="RC4-128")
        writer.write(tmp_path / "x.pdf")
        self.refused(tmp_path / "x.pdf", packs, "asks for a password")

    def test_a_file_too_large_a_missing_file_and_another_kind(self, originals, packs, tmp_path, monkeypatch):
        self.refused(tmp_path / "none.docx", packs, "No such file")
        self.refused(tmp_path / "x.odt", packs, "give a .docx, .pptx, .html, .tex or .pdf")
        monkeypatch.setattr(pictures, "MOST_FILE", 10)
        self.refused(originals / "paper.docx", packs, "is larger than")

    def test_a_folder_without_packs(self, originals, tmp_path):
        self.refused(originals / "paper.docx", tmp_path, "holds no chart packs; make them")

    def test_a_pack_whose_table_is_broken(self, originals, packs):
        commit(packs.parent)
        change_marks(packs / "hedging", first_to(low="1"))
        (packs / "hedging/hedging.csv").write_text("")
        self.refused(
            originals / "paper.docx", packs, "a chart pack in .* cannot be read: hedging.csv: .*empty"
        )

    @pytest.mark.parametrize("content", ["", "[]", "{}", '{"slug": 1}'])
    def test_a_json_that_is_no_pack_is_passed_over(self, originals, packs, content):
        (packs / "hedging/other.json").write_text(content)
        assert states(check_briefing(originals / "paper.docx", packs)) == dict.fromkeys(CHARTS, "current")
