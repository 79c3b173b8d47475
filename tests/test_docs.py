"""What README and docs/ show is what happens: commands are run, tables made, examples loaded, links followed.

    python tests/test_docs.py --write     # or `make docs`: put the present outputs and tables in

Three kinds of blocks are checked. A ```console block holds "$ command" lines, each followed by what it prints (both
streams); the commands of a page run one after the other in a folder with a copy of examples/, in the page's language.
A ```pycon block is a doctest. Between `<!-- table: NAME -->` and `<!-- end -->` stands a table made from data.
"""

from __future__ import annotations

import doctest
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import tomllib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from kvkkscan import Policy, Scanner
from kvkkscan.cli import build_parser
from kvkkscan.detect.packfile import CONCEPT_KEYS, LABEL_KEYS, PHRASE_KINDS, RECOGNIZER_KEYS
from kvkkscan.detect.recognizer import KINDS, SHAPES, STRENGTHS, WEIGHTS
from kvkkscan.finding import LABELS, Group
from kvkkscan.operators import OPERATORS, PARAMS
from kvkkscan.placeholders import NAMES
from kvkkscan.policy import OPERATING_POINTS, SETTINGS

ROOT = Path(__file__).resolve().parent.parent
TWINS = ("README.md", "README.tr.md")
DOCS = tuple(sorted(f"docs/{path.name}" for path in (ROOT / "docs").glob("*.md")))
PAGES = (*TWINS, *DOCS, "models/README.md")
LINKED = (*PAGES, "CHANGELOG.md", "benchmarks/README.md")
posix = pytest.mark.skipif(os.name != "posix", reason="the shown commands are those of a POSIX shell")


# --- reading pages ---------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Block:
    """A fenced block: what kind it is, where its body stands in the page, and the body."""

    kind: str
    start: int
    end: int
    body: str


def page(name: str) -> str:
    """The text of a page."""
    return (ROOT / name).read_text(encoding="utf-8")


def language(name: str) -> str:
    """The language of a page."""
    return "tr" if name.endswith(".tr.md") else "en"


def blocks(text: str, kind: str) -> list[Block]:
    """The fenced blocks of one kind, in order."""
    found = re.finditer(r"^```(\w+)\n(.*?)^```$", text, re.MULTILINE | re.DOTALL)
    return [Block(one[1], one.start(2), one.end(2), one[2]) for one in found if one[1] == kind]


def steps(body: str) -> Iterator[tuple[str, str]]:
    """(command, output) of a console block."""
    for part in re.split(r"^\$ ", body, flags=re.MULTILINE)[1:]:
        command, _, output = part.partition("\n")
        yield command, output


# --- console blocks --------------------------------------------------------------------------------------------------


class Shell:
    """A folder with a copy of examples/ where a page's commands run, in the page's language."""

    def __init__(self, folder: Path, lang: str) -> None:
        self.folder = folder
        shutil.copytree(ROOT / "examples", folder / "examples", ignore=shutil.ignore_patterns("__pycache__"))
        shims = folder / ".bin"
        shims.mkdir()
        for name, words in (("kvkkscan", "-m kvkkscan"), ("python", "")):
            (shims / name).write_text(f'#!/bin/sh\nexec "{sys.executable}" {words} "$@"\n')
            (shims / name).chmod(0o755)
        self.environment = {
            **os.environ,
            "PATH": f"{shims}{os.pathsep}{os.environ['PATH']}",
            "LC_ALL": "tr_TR.UTF-8" if lang == "tr" else "C.UTF-8",
            "PYTHONUTF8": "1",
            "COLUMNS": "100",
        }

    def run(self, command: str) -> str:
        """What the command prints, both streams."""
        done = subprocess.run(
            ["/bin/sh", "-c", command],
            cwd=self.folder,
            env=self.environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            timeout=60,
            check=False,
        )
        return done.stdout.decode("utf-8")


def same(command: str, shown: str, now: str) -> bool:
    """Whether two outputs say the same: hashes, times and (in help) the layout of Python's versions aside."""

    def plain(text: str) -> str:
        text = re.sub(r"\b[0-9a-f]{64}\b", "HASH", text)
        text = re.sub(r"\d{4}-\d\d-\d\dT[\d:.]+Z", "TIME", text)
        if command.endswith("--help"):
            text = " ".join(text.split()).replace("-o OUT, --output OUT", "-o, --output OUT")
        return text

    return plain(shown) == plain(now)


def console(name: str, text: str, differs: Callable[[str, str, str], None]) -> str:
    """The page with the present outputs; `differs` hears of (command, shown, now) where they are not the same."""
    with tempfile.TemporaryDirectory() as folder:
        shell = Shell(Path(folder), language(name))
        done, at = [], 0
        for block in blocks(text, "console"):
            body = ""
            for command, shown in steps(block.body):
                now = shell.run(command)
                if not same(command, shown, now):
                    differs(command, shown, now)
                    shown = now  # noqa: PLW2901
                body += f"$ {command}\n{shown}"
            done += [text[at : block.start], body]
            at = block.end
        return "".join([*done, text[at:]])


# --- tables ----------------------------------------------------------------------------------------------------------


def markdown(head: tuple[str, ...], rows: Sequence[tuple[str, ...]]) -> str:
    """A Markdown table."""
    lines = [head, tuple("---" for _ in head), *rows]
    return "".join(f"| {' | '.join(cell.replace('|', chr(92) + '|') for cell in line)} |\n" for line in lines)


def recognizers() -> list[dict[str, Any]]:
    """The recognizers that ship, as their packs say them."""
    files = sorted((ROOT / "recognizers").glob("*.toml"))
    return [one for file in files for one in tomllib.loads(file.read_text("utf-8")).get("recognizer", [])]


def table_labels(_lang: str) -> str:
    """Every label that some rule finds: group and placeholders."""
    known = {one["entity_type"] for one in recognizers()}
    rows = [
        (f"`{label}`", f"`{group}`", f"`[{NAMES[label][0]}]`", f"`[{NAMES[label][1]}]`")
        for label, group in LABELS.items()
        if label in known
    ]
    return markdown(("label", "group", "placeholder (tr)", "placeholder (en)"), rows)


def table_rules(_lang: str) -> str:
    """Every rule but those of statements, by label: what it finds, and where its structure is laid down."""
    rules = recognizers()
    rows = [
        (f"`{label}`", f"`{one['id']}`", one.get("about", ""), one.get("source", ""))
        for label in LABELS
        for one in rules
        if one["entity_type"] == label and one["kind"] not in PHRASE_KINDS
    ]
    return markdown(("label", "rule", "what it finds", "source"), rows)


def table_statements(_lang: str) -> str:
    """Where the rules of each special label stand."""
    rows = []
    for label in [label for label, group in LABELS.items() if group == Group.SPECIAL]:
        files = {kind: [f"`{name}`" for name in packs_with(label, kind)] for kind in PHRASE_KINDS}
        rows.append((f"`{label}`", *(", ".join(files[kind]) for kind in PHRASE_KINDS)))
    return markdown(("label", "statements", "idioms"), rows)


def packs_with(label: str, kind: str) -> list[str]:
    """The pack files that hold a recognizer of this label and kind."""
    files = sorted((ROOT / "recognizers").glob("*.toml"))
    return [
        file.name
        for file in files
        if any(
            (one["entity_type"], one["kind"]) == (label, kind)
            for one in tomllib.loads(file.read_text("utf-8")).get("recognizer", [])
        )
    ]


def table_evidence(_lang: str) -> str:
    """The word classes round statements."""
    listed = tomllib.loads((ROOT / "recognizers" / "evidence.toml").read_text("utf-8"))["concept"]
    return markdown(("concept", "words for"), [(f"`{one['id']}`", one["about"]) for one in listed])


def table_policies(_lang: str) -> str:
    """The policies that ship, in their own words."""
    rows = []
    for name in Policy.names():
        policy = Policy.load(name)
        rows.append((f"`{name}`", policy.operating_point, policy.description["en"]))
    return markdown(("policy", "operating point", "what it does"), rows)


WORDS = {
    "en": {
        "none": "_No measurement is stored in benchmarks/results/ yet; `make bench` makes one._",
        "seven": "the seven labels that all three know",
        "group": "group `{}`, every label in it",
        "cell": "{recall} found, {precision} right",
        "speed": "tickets a second, those seven labels, one process",
        "ratio": "times as fast as Presidio (least to most)",
        "whole": "tickets a second, every label and 5,000 terms more",
        "foot": "Measured {date} on {cpu}, Python {python}; {records} made-up tickets of benchmarks/gold.",
        "set": "tickets",
        "label": "label",
        "statements": "statements",
        "second careful": "second set, careful writing (120 tickets)",
        "second noisy": "second set, careless writing (80 tickets)",
        "second complaints": "second set, complaints, nine in ten without a statement (100)",
        "careful": "careful writing (160 tickets)",
        "noisy": "careless writing, rare wordings (80 tickets)",
        "dev.jsonl": "development tickets (300, not in this repository)",
        "dev-real.jsonl": "real posts (300, not in this repository)",
        "balanced": "`balanced`: covered / touched / right",
        "strict": "`strict`: covered / touched / right",
        "over": "over-redaction: `balanced` / `strict`",
        "all": "all eleven",
    },
    "tr": {
        "none": "_benchmarks/results/ içinde henüz kayıtlı ölçüm yok; `make bench` ile ölçebilirsiniz._",
        "seven": "üçünün de tanıdığı yedi etiket",
        "group": "`{}` grubu, bütün etiketleriyle",
        "cell": "{recall} bulunan, {precision} isabetli",
        "speed": "saniyede kayıt; aynı yedi etiket, tek süreç",
        "ratio": "Presidio'nun kaç katı hızlı (en az–en çok)",
        "whole": "saniyede kayıt; bütün etiketler ve 5.000 ek terim",
        "foot": "Ölçüm: {date}, {cpu}, Python {python}; benchmarks/gold içindeki {records} kurgu destek kaydı.",
        "set": "kayıtlar",
        "label": "etiket",
        "statements": "ifade",
        "second careful": "ikinci küme, özenli yazım (120 kayıt)",
        "second noisy": "ikinci küme, özensiz yazım (80 kayıt)",
        "second complaints": "ikinci küme, şikâyetler, onda dokuzunda ifade yok (100)",
        "careful": "özenli yazım (160 kayıt)",
        "noisy": "özensiz yazım, ender söyleyişler (80 kayıt)",
        "dev.jsonl": "geliştirme kayıtları (300, bu depoda yok)",
        "dev-real.jsonl": "gerçek iletiler (300, bu depoda yok)",
        "balanced": "`balanced`: tamamı / bir kısmı / isabet",
        "strict": "`strict`: tamamı / bir kısmı / isabet",
        "over": "fazladan silinen: `balanced` / `strict`",
        "all": "on bir etiketin tümü",
    },
}


def table_results(lang: str) -> str:
    """The newest stored measurements: accuracy and speed beside the others."""
    words = WORDS[lang]
    found = {kind: sorted((ROOT / "benchmarks" / "results").glob(f"*-{kind}.json")) for kind in ("accuracy", "speed")}
    if not found["accuracy"]:
        return words["none"] + "\n"
    accuracy = json.loads(found["accuracy"][-1].read_text("utf-8"))
    gold = accuracy["sets"]["tickets.jsonl"]
    systems = [name for name in ("kvkkscan", "presidio", "kvkk-pii") if name in gold["seven_labels"]]

    def cell(rows: list[dict[str, Any]]) -> str:
        total, said = sum(one["gold"] for one in rows), sum(one["pred"] for one in rows)
        hit = sum(one["gold"] * (one["recall"] or 0) for one in rows)
        wrong = sum(one["false_alarms"] for one in rows)
        if not total:
            return "–"
        precision = percent((said - wrong) / said, lang) if said else "–"
        return words["cell"].format(recall=percent(hit / total, lang), precision=precision) if said else "–"

    def row(title: str, figures: str, groups: tuple[str, ...]) -> tuple[str, ...]:
        return (title, *(cell([gold[figures][name]["rows"][group] for group in groups]) for name in systems))

    rows = [row(words["seven"], "seven_labels", ("payment", "identity", "contact"))]
    rows += [row(words["group"].format(group), "all_labels", (group,)) for group in Group]
    if found["speed"]:
        speed = json.loads(found["speed"][-1].read_text("utf-8"))
        names = {"kvkkscan": "kvkkscan 7"}
        each = [speed["tickets_per_second"].get(names.get(name, name)) for name in systems]
        rows.append(
            (words["speed"], *(f"{one['wall']['median']:,.0f}".replace(",", " ") if one else "–" for one in each))
        )
        ratio = speed["ratios"].get("kvkkscan 7 is faster than presidio by", {}).get("wall")
        if ratio:
            text = f"{ratio['median']:.1f} ({ratio['min']:.1f}–{ratio['max']:.1f})"
            text = text.replace(".", ",") if lang == "tr" else text
            rows.append((words["ratio"], *(text if name == "kvkkscan" else "–" for name in systems)))
        whole = speed["tickets_per_second"].get("kvkkscan all+5k")
        if whole:
            text = f"{whole['wall']['median']:,.0f}".replace(",", " ")
            rows.append((words["whole"], *(text if name == "kvkkscan" else "–" for name in systems)))
    versions = accuracy["systems"]
    head = ("", *(f"{name} {versions.get(name, '')}".strip() for name in systems))
    machine = accuracy["machine"]
    records = gold["all_labels"]["kvkkscan"]["records"]
    foot = words["foot"].format(
        date=accuracy["date"][:10], cpu=machine["cpu"], python=machine["python"], records=records
    )
    return f"{markdown(head, rows)}\n{foot}\n"


def measured_special() -> dict[str, Any]:
    """The newest stored figures of the special categories, by set."""
    stored = sorted((ROOT / "benchmarks" / "results").glob("*-accuracy.json"))
    return json.loads(stored[-1].read_text("utf-8")).get("special", {}) if stored else {}


def shares(rows: Sequence[dict[str, Any]], lang: str) -> str:
    """Covered, touched and right over some rows of figures."""
    gold, said = sum(one["gold"] for one in rows), sum(one["pred"] for one in rows)
    whole, part = (sum(one["gold"] * (one[key] or 0) for one in rows) for key in ("recall", "partial"))
    right = said - sum(one["false_alarms"] for one in rows)
    pairs = ((whole, gold), (part, gold), (right, said))
    return " / ".join(percent(count / total, lang) if total else "–" for count, total in pairs)


def table_special(lang: str) -> str:
    """The special categories at both operating points, a line for each set."""
    words, stored = WORDS[lang], measured_special()
    if not stored:
        return words["none"] + "\n"
    rows = []
    for name, said in stored.items():
        points = [said[point]["rows"]["special"] for point in OPERATING_POINTS]
        over = " / ".join(percent(said[point]["over_redaction"], lang) for point in OPERATING_POINTS)
        second = "second " if name.startswith("mixed") else ""
        title = words[second + name.rpartition(", ")[2]]
        rows.append((title, str(points[0]["gold"]), *(shares([one], lang) for one in points), over))
    head = ("set", "statements", *OPERATING_POINTS, "over")
    return markdown(tuple(words[key] for key in head), rows)


def table_special_labels(lang: str) -> str:
    """The eleven labels at both operating points, both parts of the project's own set together."""
    words, stored = WORDS[lang], measured_special()
    parts = [said for name, said in stored.items() if name.startswith("special.jsonl")]
    if not parts:
        return words["none"] + "\n"
    rows = []
    for key in ("special", *(label for label, group in LABELS.items() if group == Group.SPECIAL)):
        found = {p: [one[p]["rows"][key] for one in parts if key in one[p]["rows"]] for p in OPERATING_POINTS}
        gold = str(sum(one["gold"] for one in found["balanced"]))
        title = words["all"] if key == "special" else f"`{key}`"
        rows.append((title, gold, *(shares(found[point], lang) for point in OPERATING_POINTS)))
    return markdown(tuple(words[key] for key in ("label", "statements", *OPERATING_POINTS)), rows)


def percent(share: float, lang: str) -> str:
    """A share as people write it: 97.5 %, %97,5."""
    number = f"{100 * share:.1f}"
    return f"%{number.replace('.', ',')}" if lang == "tr" else f"{number} %"


TABLES: dict[str, Callable[[str], str]] = {
    "labels": table_labels,
    "rules": table_rules,
    "statements": table_statements,
    "evidence": table_evidence,
    "policies": table_policies,
    "results": table_results,
    "special": table_special,
    "special_labels": table_special_labels,
}
_TABLE = re.compile(r"(<!-- table: (\w+) -->\n).*?(<!-- end -->)", re.DOTALL)


def tables(name: str, text: str) -> str:
    """The page with its tables made anew."""
    return _TABLE.sub(lambda one: f"{one[1]}\n{TABLES[one[2]](language(name))}\n{one[3]}", text)


# --- tests -----------------------------------------------------------------------------------------------------------


@posix
@pytest.mark.parametrize("name", PAGES)
def test_commands(name: str) -> None:
    """Every command that a page shows prints what the page says; `make docs` refreshes it."""
    stale: list[str] = []
    console(name, page(name), lambda command, shown, now: stale.append(f"$ {command}\nshown:\n{shown}\nnow:\n{now}"))
    assert not stale, "\n".join(stale)


@pytest.mark.parametrize("name", PAGES)
def test_tables(name: str) -> None:
    """Every table of a page says what its data say; `make docs` refreshes it."""
    assert tables(name, page(name)) == page(name)


@pytest.mark.parametrize("name", [name for name in PAGES if blocks(page(name), "pycon")])
def test_python(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Every Python session of a page gives what the page says."""
    shutil.copytree(ROOT / "examples", tmp_path / "examples")
    monkeypatch.chdir(tmp_path)
    source = "\n".join(block.body for block in blocks(page(name), "pycon"))
    test = doctest.DocTestParser().get_doctest(source, {}, name, name, 0)
    said: list[str] = []
    runner = doctest.DocTestRunner(optionflags=doctest.ELLIPSIS | doctest.NORMALIZE_WHITESPACE)
    runner.run(test, out=said.append)
    assert not runner.failures, "".join(said)


def test_packs_in_docs(tmp_path: Path) -> None:
    """Every pack that docs/packs.md shows loads, and its examples hold."""
    from kvkkscan.detect.examples import check_packs

    shown = blocks(page("docs/packs.md"), "toml")
    assert shown
    for number, block in enumerate(shown):
        folder = tmp_path / str(number)
        folder.mkdir()
        (folder / "shown.toml").write_text(block.body, encoding="utf-8")
        Scanner(packs=[folder])
        assert [one for one in check_packs([folder]) if not one.ok and one.problem != "example-none"] == []


def test_policies_in_docs(tmp_path: Path) -> None:
    """Every policy that docs/policies.md shows loads."""
    shown = blocks(page("docs/policies.md"), "toml")
    assert shown
    for block in shown:
        path = tmp_path / "shown.toml"
        path.write_text(block.body, encoding="utf-8")
        Policy.load(path, keys={"KVKKSCAN_KEY": b"k" * 32}, labels={"MEMBER_CARD": "identity"})


def commands() -> Iterator[tuple[str, Any]]:
    """(name, parser) of every command and sub-command, the program itself first."""
    waiting: list[tuple[str, Any]] = [("kvkkscan", build_parser("en"))]
    while waiting:
        name, parser = waiting.pop(0)
        yield name, parser
        for action in parser._actions:
            if hasattr(action, "choices") and isinstance(action.choices, dict):
                waiting += [(f"{name} {word}", one) for word, one in action.choices.items()]


DOCUMENTED = [
    *(("docs/cli.md", f"$ {name} --help") for name, _ in commands()),
    *(("docs/cli.md", f"`{o}`") for _, p in commands() for a in p._actions for o in a.option_strings if o != "-h"),
    *(("docs/packs.md", f"`{key}`") for keys in (CONCEPT_KEYS, LABEL_KEYS, RECOGNIZER_KEYS) for key in keys),
    *(("docs/packs.md", f"`{word}`") for word in (*KINDS, *SHAPES, *STRENGTHS, *WEIGHTS)),
    *(
        ("docs/policies.md", f"`{word}`")
        for word in (*OPERATORS, *SETTINGS, *(p for ps in PARAMS.values() for p in ps))
    ),
    *(("docs/labels.md", f"`{word}`") for word in (*LABELS, *Group)),
]


@pytest.mark.parametrize(("name", "wanted"), sorted(set(DOCUMENTED)))
def test_everything_is_documented(name: str, wanted: str) -> None:
    """Every command, option, key, operator, setting and label stands on its page."""
    assert wanted in page(name)


@pytest.mark.parametrize("name", LINKED)
def test_links(name: str) -> None:
    """Every relative link leads to a file, and every #part to a heading of it."""
    for target in re.findall(
        r"\]\((?!https?:|mailto:)([^)\s]+)\)", re.sub(r"```.*?```", "", page(name), flags=re.DOTALL)
    ):
        file, _, part = target.partition("#")
        path = (ROOT / name).parent / file if file else ROOT / name
        assert path.exists(), target
        if part:
            headings = re.findall(r"^#+ (.+)$", path.read_text("utf-8"), re.MULTILINE)
            assert part in {re.sub(r"[^\w\- ]", "", one.lower()).replace(" ", "-") for one in headings}, target


def test_twins() -> None:
    """The two READMEs have the same parts in the same order, and show the same commands."""
    english, turkish = (page(name) for name in TWINS)
    for pattern in (r"^(#+) ", r"^\$ (.*)$", r"^```(\w+)", r"\]\((docs/[^)]*)\)"):
        assert re.findall(pattern, english, re.MULTILINE) == re.findall(pattern, turkish, re.MULTILINE)


def test_nothing_of_this_machine() -> None:
    """No page names a path of somebody's machine or a folder outside the checkout."""
    for name in LINKED:
        assert not re.search(r"(?<![\w.])/(?:home|work|root|tmp|Users)/", page(name)), name


def write() -> None:
    """Put the present outputs and tables into the pages."""
    for name in PAGES:
        text = page(name)
        new = console(name, tables(name, text), lambda command, *_: print(f"  $ {command}"))  # noqa: T201
        if new != text:
            (ROOT / name).write_text(new, encoding="utf-8")
            print(f"written: {name}")  # noqa: T201


if __name__ == "__main__":
    if sys.argv[1:] != ["--write"]:
        sys.exit(__doc__)
    write()
