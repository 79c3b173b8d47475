"""Taking glyphs out of content streams, and drawing labelled boxes where they stood.

Only operators that hold removed glyphs are written anew: what stays of their strings, and one number for each hole, so
that all else stays where it was and a hole does not tell the widths of single glyphs. An operator that only moves to
removed glyphs goes, too.
"""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass, field
from math import hypot
from typing import TYPE_CHECKING, Any, Final

import pikepdf
from pikepdf import ContentStreamInstruction as Instruction
from pikepdf import Operator

from kvkkscan.files.pdf.glyphs import IDENTITY, Matrix, Run, Stream, at, mul

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from kvkkscan.files.pdf.glyphs import Page
    from kvkkscan.files.pdf.views import View

_SHOWS: Final = frozenset({"Tj", "TJ", "'", '"'})
_LOW: Final = -0.24  # of the font's size: how far a box reaches below the line, and above it
_HIGH: Final = 0.92
_CENTRE: Final = 0.3
_NARROWEST: Final = 0.35  # of a label's own width
_WORDS: Final = re.compile(r"[^\W\d_]")
_NEXT: Final = re.compile(r"[^\S\n\t]*[^\s]+")
_BEFORE: Final = re.compile(r"[^\s]+[^\S\n\t]*$")
LABEL_FONT: Final = "/KvkkscanLabel"


@dataclass(slots=True)
class Hole:
    """What one edit takes out: glyphs (run, code) and what is written instead."""

    label: str = field(repr=False)
    words: bool = False
    glyphs: dict[tuple[int, int], Run] = field(default_factory=dict, repr=False)  # (id of the run, code) -> run


@dataclass(slots=True)
class Cuts:
    """All that is taken out of a document. `gone`: stream, operator, item -> codes."""

    holes: list[Hole] = field(default_factory=list)
    gone: dict[int, dict[tuple[int, int], set[int]]] = field(default_factory=dict)
    streams: dict[int, Stream] = field(default_factory=dict, repr=False)
    _owner: dict[tuple[int, int], Hole] = field(default_factory=dict, repr=False)

    def add(self, view: View, start: int, end: int, label: str) -> None:
        """An edit of a view. What it shares glyphs with is one hole with it, under the label that came first."""
        value = view.text[start:end]
        hole = Hole(
            label, words=not any(sign.isdigit() or sign == "@" for sign in value) and bool(_WORDS.search(value))
        )
        for run, first, last in view.glyphs(start, end):
            for code in range(first, last):
                hole.glyphs[id(run), code] = run
        others = {id(own): own for key in hole.glyphs if (own := self._owner.get(key)) is not None}
        for own in others.values():
            hole.label, hole.words = own.label or hole.label, hole.words and own.words
            hole.glyphs |= own.glyphs
            self.holes = [one for one in self.holes if one is not own]
        self._own(hole, hole.glyphs)
        self.holes.append(hole)

    def take(self, hole: Hole, run: Run, code: int) -> None:
        """One more glyph of a hole."""
        hole.glyphs[id(run), code] = run
        self._own(hole, {(id(run), code): run})

    def has(self, run: Run, code: int) -> bool:
        """Whether a glyph goes."""
        return (id(run), code) in self._owner

    def _own(self, hole: Hole, glyphs: Mapping[tuple[int, int], Run]) -> None:
        for (number, code), run in glyphs.items():
            self._owner[number, code] = hole
            self.streams[id(run.stream)] = run.stream
            self.gone.setdefault(id(run.stream), {}).setdefault((run.op, run.item), set()).add(code)

    def spread(self, pages: Iterable[Page]) -> None:
        """Glyphs of a stream that is shown more than once go wherever it is shown."""
        for page in pages:
            for run in page.runs:
                codes = self.gone.get(id(run.stream), {}).get((run.op, run.item))
                if codes and not all((id(run), code) in self._owner for code in codes):
                    hole = Hole("")
                    for code in codes:
                        hole.glyphs[id(run), code] = run
                        self._owner.setdefault((id(run), code), hole)


def widen(cuts: Cuts, views: Sequence[View]) -> None:
    """Takes a neighbour along where words go: the width of the hole must not tell which ones they were.

    The next word of the line goes, or the one before where there is none. A number needs no such care: digits of a font
    have one width.
    """
    places: dict[int, list[tuple[View, int]]] = defaultdict(list)
    for view in views:
        for start, run in zip(view.starts, view.runs, strict=True):
            places[id(run)].append((view, start))
    for hole in [one for one in cuts.holes if one.words]:
        spans: dict[int, list[int]] = {}
        seen: dict[int, View] = {}
        for (number, code), run in list(hole.glyphs.items()):
            if not places[number]:
                continue
            view, base = places[number][0]
            offset = base + sum(map(len, run.texts[:code]))
            line = view.text.rfind("\n", 0, offset)
            key = hash((id(view), line))
            span = spans.setdefault(key, [offset, offset])
            seen[key] = view
            span[0], span[1] = min(span[0], offset), max(span[1], offset + len(run.texts[code]))
        for key, (start, end) in spans.items():
            view = seen[key]
            first, last = _neighbour(view.text, start, end)
            for run, one, stop in view.glyphs(first, last):
                for code in range(one, stop):
                    if not cuts.has(run, code):
                        cuts.take(hole, run, code)


def _neighbour(text: str, start: int, end: int) -> tuple[int, int]:
    """Where the neighbour of `text[start:end]` stands that goes with it; an empty stretch where the line ends."""
    stop = end
    while match := _NEXT.match(text, stop):
        if "[" in match[0]:
            break
        stop = match.end()
        if len(_WORDS.findall(text[end:stop])) > 2:
            return end, stop
    first = start
    line = text.rfind("\n", 0, start) + 1
    while match := _BEFORE.search(text[line:first]):
        if "]" in match[0]:
            break
        first = line + match.start()
        if len(_WORDS.findall(text[first:start])) > 2:
            return first, start
    return end, stop


# --- geometry --------------------------------------------------------------------------------------------------------


@dataclass(slots=True)
class Box:
    """A rectangle along a line of text: turned by the unit vector (x, y); from `left` to `right`, `low` to `high`."""

    x: float
    y: float
    left: float
    right: float
    base: float
    size: float

    def holds(self, x: float, y: float) -> bool:
        """Whether a point lies in it, its edges left out."""
        along, height = x * self.x + y * self.y, y * self.x - x * self.y
        edge = 0.05 * self.size
        return (
            self.left + edge < along < self.right - edge
            and self.base + _LOW * self.size < height < self.base + 0.75 * self.size
        )

    def corners(self) -> list[tuple[float, float]]:
        """Its corners."""
        low, high = self.base + _LOW * self.size, self.base + _HIGH * self.size
        return [
            (along * self.x - height * self.y, along * self.y + height * self.x)
            for along in (self.left, self.right)
            for height in (low, high)
        ]


def boxes(glyphs: Mapping[tuple[int, int], Run], *, local: bool = False) -> list[tuple[Stream, Box]]:
    """The boxes over some glyphs, one a line and stream; on the page, or in the space of their stream."""
    done: list[tuple[Stream, Box]] = []
    of: dict[int, list[int]] = defaultdict(list)
    runs = {number: run for (number, _), run in glyphs.items()}
    for number, code in glyphs:
        of[number].append(code)
    spans = []
    for number, codes in of.items():
        run = runs[number]
        matrix = run.local if local else run.matrix
        long = hypot(matrix[0], matrix[1])
        if not long:
            continue
        steps = run.advances()
        first, last = min(codes), max(codes)
        before, width = sum(steps[:first]), sum(steps[first : last + 1])
        x, y = matrix[0] / long, matrix[1] / long
        px, py = at(matrix, before, 0.0)
        start, base = px * x + py * y, py * x - px * y
        size = abs(run.size) * hypot(matrix[2], matrix[3]) or 1.0
        end = start + width * long
        spans.append((run.stream, Box(x, y, min(start, end), max(start, end), base, size)))
    for stream, one in sorted(spans, key=lambda span: (-span[1].base, span[1].left)):
        for known, other in done:
            near = max(one.size, other.size)
            if (
                known is stream
                and abs(one.x - other.x) + abs(one.y - other.y) < 0.02
                and abs(one.base - other.base) < 0.45 * near
                and one.left < other.right + 3 * near
                and other.left < one.right + 3 * near
            ):
                other.left, other.right = min(one.left, other.left), max(one.right, other.right)
                other.size = near
                break
        else:
            done.append((stream, Box(one.x, one.y, one.left, one.right, one.base, one.size)))
    return done


def under(cuts: Cuts, page: Page) -> list[Box]:
    """Takes along what lies under the boxes of a page: a second printing, an OCR layer. The boxes, on the page."""
    own = {id(run) for run in page.runs}
    covered: list[Box] = []
    for hole in list(cuts.holes):
        mine = {key: run for key, run in hole.glyphs.items() if key[0] in own}
        if not mine:
            continue
        found = [box for _, box in boxes(mine)]
        covered += found
        for run in page.runs:
            matrix = run.matrix
            for box in found:
                if not _may_lie(run, matrix, box):
                    continue
                x = 0.0
                for code, step in enumerate(run.advances()):
                    if not cuts.has(run, code) and box.holds(*at(matrix, x + step / 2, _CENTRE * run.size)):
                        cuts.take(hole, run, code)
                    x += step
    return covered


def _may_lie(run: Run, matrix: Matrix, box: Box) -> bool:
    ends = [at(matrix, x, _CENTRE * run.size) for x in (0.0, run.width)]
    heights = [y * box.x - x * box.y for x, y in ends]
    alongs = [x * box.x + y * box.y for x, y in ends]
    return not (
        max(heights) < box.base + _LOW * box.size
        or min(heights) > box.base + box.size
        or max(alongs) < box.left
        or min(alongs) > box.right
    )


# --- streams ---------------------------------------------------------------------------------------------------------


def rewritten(stream: Stream, gone: Mapping[tuple[int, int], set[int]], runs: Mapping[tuple[int, int], Run],
              codes: Mapping[int, Mapping[int, int]], dirty: set[int]) -> list[Any]:  # fmt: skip
    """The operators of a stream without the glyphs that go.

    `runs`: (operator, item) -> a run that shows it. `codes`: id of a font -> its new codes. `dirty`: operators of
    marked content whose properties go.
    """
    return _Writer(stream, gone, runs, codes, dirty).walk()


class _Writer:
    """One stream being written anew."""

    def __init__(self, stream: Stream, gone: Mapping[tuple[int, int], set[int]], runs: Mapping[tuple[int, int], Run],
                 codes: Mapping[int, Mapping[int, int]], dirty: set[int]) -> None:  # fmt: skip
        self.stream, self.gone, self.runs, self.codes, self.dirty = stream, gone, runs, codes, set(dirty)
        self.cut_ops = {op for op, _ in gone}
        self.out: list[Any] = []
        self.pending = 0.0  # a hole that goes on in the next operator, in thousandths
        self.line: Matrix = IDENTITY
        self.leading = 0.0
        self.dead = -1  # where in `out` the operator stands that moved to glyphs that are gone; -1: none
        self.moved = -1  # where the last operator that moves stands
        self.live = self.hit = False

    def walk(self) -> list[Any]:
        """All operators."""
        marks: list[int] = []
        for op, one in enumerate(self.stream.code):
            name = str(one.operator)
            if name in {"BDC", "BMC"}:
                marks.append(op)
            elif name == "EMC" and marks:
                marks.pop()
            if op in self.cut_ops:
                self.dirty.update(marks)
        saved: list[float] = []
        for op, one in enumerate(self.stream.code):
            name, args = str(one.operator), one.operands
            if name in _SHOWS:
                self._show(op, name, one)
            elif name in {"Td", "TD", "Tm", "T*"}:
                self._move(name, args, one)
            elif name in {"BT", "ET"}:
                self._settle()
                self.pending = 0.0
                self.out.append(one)
                self.moved, self.live, self.hit = -1, False, False
                if name == "BT":
                    self.line = IDENTITY
            else:
                if name == "TL":
                    self.leading = float(args[0])
                elif name == "q":
                    saved.append(self.leading)
                elif name == "Q" and saved:
                    self.leading = saved.pop()
                if name in {"Tf", "Tc", "Tw", "Tz", "Ts"}:
                    self._flush()
                if name == "BDC" and op in self.dirty:
                    one = _without_texts(one)  # noqa: PLW2901
                self.out.append(one)
        return [one for one in self.out if one is not None]

    def _settle(self) -> bool:
        """Removes the last operator that moved, if all that it moved to is gone; whether it did."""
        if self.moved < 0 or self.live or not self.hit:
            return False
        self.out[self.moved] = None
        return True

    def _moves(self, matrix: Matrix, one: Any, *, absolute: bool) -> None:  # noqa: ANN401 - an instruction
        """A new line matrix; as Tm where what it was relative to is gone."""
        settled = self._settle()
        self.pending = 0.0
        self.line = matrix
        self.out.append(one if absolute or not settled else Instruction([_number(x) for x in matrix], Operator("Tm")))
        self.moved, self.live, self.hit = len(self.out) - 1, False, False

    def _move(self, name: str, args: Any, one: Any) -> None:  # noqa: ANN401 - an instruction
        if name == "Tm":
            self._moves(tuple(map(float, args)), one, absolute=True)  # type: ignore[arg-type]
            return
        if name == "T*":
            step = (0.0, -self.leading)
        else:
            step = (float(args[0]), float(args[1]))
            if name == "TD":
                self.leading = -step[1]
                self.out.append(Instruction([_number(self.leading)], Operator("TL")))
                one = Instruction([args[0], args[1]], Operator("Td"))
        self._moves(mul((1, 0, 0, 1, *step), self.line), one, absolute=False)

    def _flush(self) -> None:
        if self.pending:
            self.out.append(Instruction([pikepdf.Array([_number(self.pending)])], Operator("TJ")))
            self.pending = 0.0

    def _show(self, op: int, name: str, one: Any) -> None:  # noqa: ANN401 - an instruction
        args = one.operands
        if name in {"'", '"'}:
            if name == '"':
                self.out.append(Instruction([args[0]], Operator("Tw")))
                self.out.append(Instruction([args[1]], Operator("Tc")))
            self._moves(mul((1, 0, 0, 1, 0, -self.leading), self.line), Instruction([], Operator("T*")), absolute=False)
        operand = args[2] if name == '"' else args[0]
        items = list(operand) if name == "TJ" else [operand]
        fonts = {id(run.font) for at_item in range(-1, len(items)) if (run := self.runs.get((op, at_item)))}
        if op not in self.cut_ops and not self.pending and not fonts & set(self.codes):
            self.live = True
            self.out.append(one if name in {"Tj", "TJ"} else Instruction([operand], Operator("Tj")))
            return
        made: list[Any] = []
        shift, self.pending = self.pending, 0.0
        for number, item in enumerate(items):
            place = number if name == "TJ" else -1
            if not isinstance(item, pikepdf.String):
                shift += float(item)
                continue
            run = self.runs.get((op, place))
            if run is None:
                continue
            for piece, hole in self._pieces(run, bytes(item), self.gone.get((op, place), set())):
                if piece:
                    if shift:
                        made.append(_number(shift))
                        shift = 0.0
                    made.append(pikepdf.String(piece))
                shift += hole
        if op in self.cut_ops:
            self.hit = True
        self.pending = shift
        if made:
            self.live = True
            self.out.append(Instruction([pikepdf.Array(made)], Operator("TJ")))

    def _pieces(self, run: Run, data: bytes, gone: set[int]) -> list[tuple[bytes, float]]:
        """What stays of a string, each piece with the width of the hole after it, in thousandths."""
        codes = run.codes
        new = self.codes.get(id(run.font))
        steps = run.advances() if gone else []
        unit = run.size * run.scale
        pieces: list[tuple[bytes, float]] = []
        first, count = 0, len(codes.codes)
        while first < count:
            last = first
            while last < count and last not in gone:
                last += 1
            kept = self._bytes(run, data, first, last, new)
            hole = 0.0
            while last < count and last in gone:
                hole -= steps[last] * 1000 / unit if unit else 0.0
                last += 1
            pieces.append((kept, hole))
            first = last
        return pieces

    def _bytes(self, run: Run, data: bytes, first: int, last: int, new: Mapping[int, int] | None) -> bytes:
        if new is None:
            return run.codes.bytes_of(data, first, last)
        return b"".join(new[code].to_bytes(run.font.size, "big") for code in run.codes.codes[first:last])


def _number(value: float) -> Any:  # noqa: ANN401 - pikepdf takes Decimal
    from decimal import Decimal

    return Decimal(f"{value:.5f}".rstrip("0").rstrip(".") or "0")


def _without_texts(one: Any) -> Any:  # noqa: ANN401 - an instruction
    tag, props = one.operands[0], one.operands[1]
    if isinstance(props, pikepdf.Name):
        return one
    kept = pikepdf.Dictionary(
        {str(key): props.get(key) for key in props.keys() if key not in {"/ActualText", "/Alt", "/E"}}
    )
    return Instruction([tag, kept], Operator("BDC"))


# --- labels ----------------------------------------------------------------------------------------------------------

# Not every reader's Helvetica has the letters of Turkish: they look like the Latin ones, and are copied as themselves.
_TURKISH: Final = {"Ğ": "G", "ğ": "g", "İ": "I", "ı": "dotlessi", "Ş": "S", "ş": "s"}
_CODES: Final = {sign: 128 + number for number, sign in enumerate(_TURKISH)}
_WIDE: Final = frozenset("MWmw@%")
_THIN: Final = frozenset("Iİiıljtf.,:;|!'()[]- ")


def _coded(text: str) -> bytes:
    return bytes(
        _CODES.get(sign) or (ord(sign) if " " <= sign <= "~" or "\u00a1" <= sign <= "\u00ff" else 63) for sign in text
    )


def _label_width(text: str) -> float:
    """The width of a label in Helvetica-Bold of size 1, not less than it is."""
    return sum(0.9 if sign in _WIDE else 0.4 if sign in _THIN else 0.75 for sign in text)


def label_font(pdf: pikepdf.Pdf) -> Any:  # noqa: ANN401 - pikepdf objects are dynamic
    """Helvetica-Bold, with the letters of Turkish."""
    names = [pikepdf.Name("/" + name) for name in _TURKISH.values()]
    pairs = "\n".join(f"<{code:02X}> <{ord(sign):04X}>" for sign, code in _CODES.items())
    cmap = (
        "/CIDInit /ProcSet findresource begin 12 dict begin begincmap /CMapType 2 def\n"
        "1 begincodespacerange <00> <FF> endcodespacerange\n"
        f"{len(_CODES)} beginbfchar\n{pairs}\nendbfchar\n"
        "2 beginbfrange <20> <7E> <0020> <A1> <FF> <00A1> endbfrange\n"
        "endcmap CMapName currentdict /CMap defineresource pop end end\n"
    )
    return pdf.make_indirect(
        pikepdf.Dictionary(
            Type=pikepdf.Name.Font,
            Subtype=pikepdf.Name.Type1,
            BaseFont=pikepdf.Name("/Helvetica-Bold"),
            Encoding=pikepdf.Dictionary(
                Type=pikepdf.Name.Encoding,
                BaseEncoding=pikepdf.Name.WinAnsiEncoding,
                Differences=pikepdf.Array([128, *names]),
            ),
            ToUnicode=pdf.make_stream(cmap.encode()),
        )
    )


def overlay(cuts: Cuts) -> dict[int, list[str]]:
    """What is drawn over the holes, by stream: a black box, and in it, in white, what was written instead."""
    drawn: dict[int, list[str]] = defaultdict(list)
    known: set[tuple[int, int, int, int]] = set()
    for hole in sorted(cuts.holes, key=lambda one: not one.label):
        found = boxes(hole.glyphs, local=True)
        widest = max((box.right - box.left for _, box in found), default=0.0)
        said = False
        for stream, box in found:
            place = (id(stream), round(box.left), round(box.right), round(box.base))
            if place in known:
                said = True  # the same glyphs of a form that is shown more than once
                continue
            known.add(place)
            wide = box.right - box.left
            says = hole.label if not said and wide >= 0.6 * widest else ""
            said = said or bool(says)
            drawn[id(stream)].append(_box(box, says))
    return drawn


def _box(box: Box, label: str) -> str:
    low, height, wide = box.base + _LOW * box.size, (_HIGH - _LOW) * box.size, max(box.right - box.left, 0.01)
    turned = f"{box.x:.6f} {box.y:.6f} {-box.y:.6f} {box.x:.6f} 0 0 cm"
    drawn = f"q {turned} 0 g {box.left:.3f} {low:.3f} {wide:.3f} {height:.3f} re f"
    if label:
        size = min(0.75 * height, 0.94 * wide / (_label_width(label) * _NARROWEST))
        squeeze = min(1.0, 0.94 * wide / (_label_width(label) * size))
        text = _coded(label).hex()
        drawn += (
            f" BT {LABEL_FONT} {size:.3f} Tf 0 Tc 0 Tw 0 Ts 0 Tr {100 * squeeze:.2f} Tz 1 g"
            f" 1 0 0 1 {box.left + 0.03 * wide:.3f} {low + 0.5 * (height - 0.72 * size):.3f} Tm <{text}> Tj ET"
        )
    return drawn + " Q\n"


def lay_over(pdf: pikepdf.Pdf, stream: Stream, body: bytes, drawn: Sequence[str], font: Any) -> None:  # noqa: ANN401
    """Puts a new body, and what is drawn over it, in the place of a stream."""
    if drawn:
        depth = lowest = 0
        for one in stream.code:
            name = str(one.operator)
            depth += (name == "q") - (name == "Q")
            lowest = min(lowest, depth)
        body = b"q\n" * (1 - lowest) + body + b"\nQ" * (1 + max(depth - lowest, 0)) + b"\n" + "".join(drawn).encode()
        own = stream.resources if isinstance(stream.resources, pikepdf.Dictionary) else pikepdf.Dictionary()
        copied = pikepdf.Dictionary({str(key): own.get(key) for key in own.keys()})
        fonts = own.get("/Font")
        held = {str(key): fonts.get(key) for key in fonts.keys()} if isinstance(fonts, pikepdf.Dictionary) else {}
        copied.Font = pikepdf.Dictionary({**held, LABEL_FONT: font})
        stream.obj["/Resources"] = copied
    if stream.page >= 0:
        stream.obj["/Contents"] = pdf.make_stream(body)
    else:
        stream.obj.write(body)
