"""A copy of the ledger in which every free text holds what some program would take for more than text.

Closed lists, ids, numbers and days stay as they are, by their descriptions, for the check refuses anything else. So do
line breaks and characters that cannot be seen, and a cell that begins as a formula does.
"""

import csv
import json
import shutil

HOST = "evil.test"  # no page of the ledger is there: a link to it is a text that came alive
# Each is meant for other programs: browsers, readers of XML, templates, Markdown, LaTeX, Typst, shells, spreadsheets
# and Word, readers of PDF. None has a digit, so that a wording keeps its figure, or a semicolon, which parts names.
TEXTS = (
    "<script>alert(name)</script>",
    '<img src=x onerror=alert(name)><svg onload=alert(name)><iframe srcdoc="<b>"></iframe>',
    "\"><a href=\"javascript:alert(name)\" onmouseover='alert(name)'>x</a>' onfocus='alert(name)' autofocus='",
    f"</script></style></title></textarea></pre><object data=x><embed src=x><base href=//{HOST}>",
    "]]> --> *--> ?> <!ENTITY x SYSTEM 'file:///etc/passwd'> &lt &x <foreignObject> </x:xmpmeta>",
    "{{x}} {% x %} ${x} #{x} [[chart x]] [[headlines x]] <%= x %> <?php x ?>",
    f"[x](javascript:alert(name)) ![x](http://{HOST}/x.png) [@page] **x** _x_ `x` http://{HOST}/x",
    "$x$ \\input{/etc/passwd} \\write{id} \\href{javascript:alert} ^ ~ _ % # & \\",
    '#import "/etc/passwd" #eval("x") @x <x> // /* x */ ::: {.x onclick=alert(name)} | x |',
    "$(id) `id` && id | id > x $HOME ../../x %x",
    f'=HYPERLINK("http://{HOST}/x","x") +cmd|x!A @SUM(x) DDEAUTO c:\\x "x" INCLUDETEXT "/etc/passwd"',
    ") /AA << /S /JavaScript /JS (alert) >> /OpenAction /Launch (x) endstream endobj xref trailer",
)
# The reader of figures refuses a "<" or "%" away from its number, and notebook 02 wants it to agree with the person
# on 98 of 100 figures. So of four wordings one gets any text, and a note that says why the person's reading holds; one
# gets one of these, with which the reader reads what it read before; two stay, for long wordings are slow to read.
READ = (
    TEXTS[6],
    "$(id) `id` \\input{/etc/passwd} \\write{id}",
    '#import "/etc/passwd" @x',
    "[x](javascript:x)",
)
ANY_WORDING_EVERY = 4
WHY_PERSON = "sum: by hand"  # in the words by which cleaning knows such a note
# Names that charts write beside their marks have no room for more; the first letters tell them apart.
SHORT = ("<script>", "<s onx=x>", "$\\x{x}$", "]]>-->", "{{x}}", "'=X()", "**`x`|")
SHORT_COLUMNS = ("short_name", "ocha_name")
LETTERS_KEPT = 9
# The code asks for these originators by name, so under another name their charts would be empty.
NAMED_IN_CODE = {
    "ACLED", "Antiwar.com", "AP", "CJTF-OIR", "CSIS", "CTC Sentinel", "GTD", "Institute for Economics and Peace",
    "ISIS (own claims)", "KRSC", "Lead Inspector General OIR", "Ministry of Peshmerga", "Musings on Iraq", "UCDP", "UN",
    "UN Monitoring Team", "UNAMI",
}  # fmt: skip
WORDS_OF_DESCRIPTION = ("title", "description", "meaning")


def make_hostile(source, folder):
    """Copy a ledger and put hostile text into every free text of it; return the folder."""
    shutil.copytree(source, folder)
    path = folder / "datapackage.json"
    description = json.loads(path.read_text(encoding="utf-8"))
    with (folder / "originators.csv").open(encoding="utf-8", newline="") as file:
        names = {
            row["originator"]: with_text(row["originator"], number, " ")
            for number, row in enumerate(csv.DictReader(file))
        }
    names |= {name: name for name in NAMED_IN_CODE}
    for resource in description["resources"]:
        if "schema" in resource:
            spoil_table(folder / resource["path"], free_columns(resource), names)
        else:
            spoil_map(folder / resource["path"])
    spoil_words(description)
    path.write_text(json.dumps(description), encoding="utf-8")
    return folder


def free_columns(resource):
    """Return the columns of a table that may hold any text; a scope is words of a closed list."""
    fields = [field for field in resource["schema"]["fields"] if field["type"] == "string"]
    bound = [field["name"] for field in fields if {"pattern", "enum"} & set(field.get("constraints", {}))]
    return [field["name"] for field in fields if field["name"] not in {*bound, "scope"} - {"url"}]


def with_text(text, number, between="; "):
    """Return the text with the hostile one of that number after it."""
    hostile = TEXTS[number % len(TEXTS)]
    return f"{text}{between}{hostile}" if text else f"x {hostile}"


def spoil_table(path, columns, names):
    """Put hostile text into these columns of a CSV file, another one in each row and column."""
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    for number, row in enumerate(rows):
        for place, column in enumerate(columns):
            row[column] = spoilt(row[column], column, number, place, names)
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, rows[0], lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


def spoilt(text, column, number, place, names):
    """Return a cell with hostile text, as much of it as the column takes."""
    if column == "originator":
        return names.get(text) or with_text(text, place, " ")  # a page may have an originator without a claim
    if column in SHORT_COLUMNS:
        mark = SHORT[number % len(SHORT)]
        return text[: max(LETTERS_KEPT, len(text) - len(mark))] + mark
    if column == "url":
        return text and f"{text}?x=\"onmouseover='alert(name)'><script>alert(name)</script>"
    turn, rest = divmod(number, ANY_WORDING_EVERY)
    if column == "wording" and rest:
        return f"{text}; {READ[turn % len(READ)]}" if rest == 1 else text
    if column == "note" and not rest:
        text = f"{text}; {WHY_PERSON}"
    return with_text(text, (turn if column == "wording" else number) + place)


def spoil_map(path):
    """Put hostile text into the names of a GeoJSON file's features."""
    collection = json.loads(path.read_text(encoding="utf-8"))
    for number, feature in enumerate(collection["features"]):
        named = {
            name: text for name, text in feature["properties"].items() if name.startswith("name") and text
        }
        feature["properties"] |= {name: with_text(text, number) for name, text in named.items()}
    path.write_text(json.dumps(collection), encoding="utf-8")


def spoil_words(part, number=0):
    """Put hostile text into every title, description and meaning of a data package, however deep."""
    for place, value in enumerate(part.values() if isinstance(part, dict) else part, number):
        if isinstance(value, dict | list):
            spoil_words(value, place)
    for name in WORDS_OF_DESCRIPTION:
        if isinstance(part, dict) and name in part:
            part[name] = with_text(part[name], number, " ")
