"""The interpreter: content streams -> runs of glyphs, with their places on the page and in the stream.

It follows ISO 32000-2, 9.4.

pikepdf parses the streams, here and when they are written, so what is read and what is edited cannot differ.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

import pikepdf

from kvkkscan.errors import Unscannable
from kvkkscan.files.pdf.fonts import Codes, Font

if TYPE_CHECKING:
    from kvkkscan.files.content import Room

Matrix = tuple[float, float, float, float, float, float]
IDENTITY: Final[Matrix] = (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)
_OPERATORS: Final = 2_000_000
_GLYPHS: Final = 2_000_000
_CALLS: Final = 10_000  # of forms
_LONGEST: Final = 48 << 20  # bytes of one content stream
_DEEPEST: Final = 20
_PATHS: Final = frozenset({"c", "v", "y"})


def mul(one: Matrix, two: Matrix) -> Matrix:
    """First `one`, then `two`."""
    a, b, c, d, e, f = one
    g, h, i, j, k, m = two
    return (a * g + b * i, a * h + b * j, c * g + d * i, c * h + d * j, e * g + f * i + k, e * h + f * j + m)


def at(matrix: Matrix, x: float, y: float) -> tuple[float, float]:
    """Where a point comes to lie."""
    return matrix[0] * x + matrix[2] * y + matrix[4], matrix[1] * x + matrix[3] * y + matrix[5]


@dataclass(slots=True)
class Stream:
    """A content stream: of a page (`page` is its index), or a form, an appearance, a pattern, a glyph of Type 3."""

    obj: Any
    resources: Any
    page: int = -1
    widget: Any = None
    code: list[Any] = field(default_factory=list, repr=False)


@dataclass(slots=True)
class Run:
    """Glyphs shown by one string operand: `stream.code[op]`, element `item` of its array (-1: the string itself).

    `local` leads from the text space of the run to the space of its stream, `place` from there to the page. `size`,
    `char`, `word` and `scale` are Tf, Tc, Tw and Tz / 100.
    """

    stream: Stream
    op: int
    item: int
    font: Font
    codes: Codes
    texts: list[str] = field(repr=False)
    text: str = field(repr=False)
    local: Matrix
    place: Matrix
    size: float
    char: float
    word: float
    scale: float
    width: float = 0.0
    mode: int = 0
    marked: int = -1
    plain: bool = True

    @property
    def matrix(self) -> Matrix:
        """From the text space of the run to the page."""
        return mul(self.local, self.place)

    def advances(self) -> list[float]:
        """How far each glyph moves on, in text space."""
        spaces = self.font.size == 1
        return [
            (self.font.width[code] * self.size + self.char + (self.word if spaces and code == 32 else 0.0)) * self.scale
            for code in self.codes.codes
        ]


@dataclass(slots=True)
class Picture:
    """An image where it is painted; `op` is its place in the stream for inline images, else -1."""

    obj: Any
    place: Matrix
    stream: Stream
    op: int = -1


@dataclass(slots=True)
class Page:
    """What a page, or a stream outside of all pages (`number` 0), shows. `curves` counts curved path segments."""

    number: int
    runs: list[Run] = field(default_factory=list, repr=False)
    pictures: list[Picture] = field(default_factory=list, repr=False)
    props: list[tuple[Stream, int]] = field(default_factory=list, repr=False)
    curves: int = 0
    glyphs: int = 0


@dataclass(slots=True)
class _State:
    ctm: Matrix
    font: Font | None = None
    size: float = 0.0
    char: float = 0.0
    word: float = 0.0
    scale: float = 1.0
    leading: float = 0.0
    rise: float = 0.0
    mode: int = 0

    def copy(self) -> _State:
        return _State(
            self.ctm, self.font, self.size, self.char, self.word, self.scale, self.leading, self.rise, self.mode
        )


class Interpreter:
    """Walks through content streams; one for a document."""

    def __init__(self, room: Room) -> None:
        self.room = room
        self.fonts: dict[Any, Font] = {}
        self.streams: dict[Any, Stream] = {}
        self.reached: set[tuple[int, int]] = set()
        self._operators = self._glyphs = self._calls = 0
        self._parsed: dict[Any, list[Any]] = {}

    def page(self, obj: Any, index: int) -> Page:  # noqa: ANN401 - pikepdf objects are dynamic
        """Everything that a page shows, its annotations included."""
        page = Page(index + 1)
        resources = inherited(obj, "/Resources")
        stream = self._stream(("page", index), obj, resources, page=index)
        self._run(page, stream, IDENTITY, _State(IDENTITY), ())
        annots = obj.get("/Annots")
        for annot in annots if isinstance(annots, pikepdf.Array) else ():
            if isinstance(annot, pikepdf.Dictionary):
                self._annotation(page, annot)
        return page

    def loose(self, obj: Any) -> Page:  # noqa: ANN401 - pikepdf objects are dynamic
        """What a form or pattern shows that no page led to."""
        page = Page(0)
        self._form(page, obj, IDENTITY, _State(IDENTITY), (), None)
        return page

    def _stream(self, key: Any, obj: Any, resources: Any, page: int = -1, widget: Any = None) -> Stream:  # noqa: ANN401
        known = self.streams.get(key)
        if known is None:
            if page < 0:
                self._unpack(obj)
            else:
                contents = obj.get("/Contents")
                for one in contents if isinstance(contents, pikepdf.Array) else [contents]:
                    if isinstance(one, pikepdf.Stream):
                        self.reached.add(one.objgen)
                        self._unpack(one)
            try:
                code = list(pikepdf.parse_content_stream(obj)) if page < 0 or "/Contents" in obj else []
            except (pikepdf.PdfError, TypeError, ValueError):
                raise Unscannable("file-broken") from None
            known = self.streams[key] = Stream(obj, resources, page, widget, code)
        return known

    def _unpack(self, stream: Any) -> None:  # noqa: ANN401 - pikepdf objects are dynamic
        try:
            size = len(stream.read_bytes())
        except pikepdf.PdfError:
            raise Unscannable("file-broken") from None
        self.room.unpack(size)
        if size > _LONGEST:
            raise Unscannable("file-too-much", size=_LONGEST >> 20)

    def _annotation(self, page: Page, annot: Any) -> None:  # noqa: ANN401 - pikepdf objects are dynamic
        looks = annot.get("/AP")
        if not isinstance(looks, pikepdf.Dictionary):
            return
        for _, look in _items(looks):
            forms = [look] if isinstance(look, pikepdf.Stream) else [one for _, one in _items(look)]
            for form in forms:
                if isinstance(form, pikepdf.Stream):
                    self._form(page, form, _fitted(form, annot), _State(IDENTITY), (), annot)

    def _form(self, page: Page, form: Any, ctm: Matrix, state: _State, above: tuple[Any, ...], widget: Any) -> None:  # noqa: ANN401
        key = form.objgen
        if key in above or len(above) > _DEEPEST:
            raise Unscannable("file-too-nested")
        self._calls += 1
        if self._calls > _CALLS:
            raise Unscannable("file-too-many-texts", count=_CALLS)
        self.reached.add(key)
        resources = form.get("/Resources")
        if not isinstance(resources, pikepdf.Dictionary):
            resources = above[0] if above and isinstance(above[0], pikepdf.Dictionary) else pikepdf.Dictionary()
        stream = self._stream(key, form, resources, widget=widget)
        inner = state.copy()
        place = mul(_matrix(form.get("/Matrix")), ctm)
        inner.ctm = IDENTITY
        self._run(page, stream, place, inner, (*above, key))

    def _font(self, stream: Stream, name: str) -> Font | None:
        fonts = stream.resources.get("/Font") if isinstance(stream.resources, pikepdf.Dictionary) else None
        obj = fonts.get(name) if isinstance(fonts, pikepdf.Dictionary) else None
        return self.font_of(obj) if isinstance(obj, pikepdf.Dictionary) else None

    def font_of(self, obj: Any) -> Font:  # noqa: ANN401 - pikepdf objects are dynamic
        """A font dictionary as a font; the same one for the same object."""
        key = obj.objgen if obj.is_indirect else bytes(obj.unparse(resolved=False))
        font = self.fonts.get(key)
        if font is None:
            font = self.fonts[key] = Font(obj, self.room)
        return font

    def _run(  # noqa: PLR0915 - one branch an operator
        self, page: Page, stream: Stream, place: Matrix, state: _State, above: tuple[Any, ...]
    ) -> None:
        """One stream, from its first operator to its last."""
        code = stream.code
        self._operators += len(code)
        if self._operators > _OPERATORS:
            raise Unscannable("file-too-many-texts", count=_OPERATORS)
        self.room.part(0)
        stack: list[_State] = []
        marks: list[int] = []
        tm = line = IDENTITY
        for op, one in enumerate(code):
            name = str(one.operator)
            args = one.operands
            try:
                if name in {"Tj", "TJ", "'", '"'}:
                    if name in {"'", '"'}:
                        if name == '"':
                            state.word, state.char = float(args[0]), float(args[1])
                        line = tm = mul((1, 0, 0, 1, 0, -state.leading), line)
                    tm = self._show(page, stream, op, name, args, state, tm, place, marks)
                elif name == "Td":
                    line = tm = mul((1, 0, 0, 1, float(args[0]), float(args[1])), line)
                elif name == "Tm":
                    line = tm = tuple(map(float, args))  # type: ignore[assignment]
                elif name == "Tf":
                    state.font, state.size = self._font(stream, str(args[0])), float(args[1])
                elif name == "BT":
                    tm = line = IDENTITY
                elif name == "T*":
                    line = tm = mul((1, 0, 0, 1, 0, -state.leading), line)
                elif name == "TD":
                    state.leading = -float(args[1])
                    line = tm = mul((1, 0, 0, 1, float(args[0]), float(args[1])), line)
                elif name == "q":
                    stack.append(state.copy())
                    if len(stack) > 100_000:
                        raise Unscannable("file-too-nested")
                elif name == "Q":
                    if stack:
                        state = stack.pop()
                elif name == "cm":
                    state.ctm = mul(tuple(map(float, args)), state.ctm)  # type: ignore[arg-type]
                elif name in _PATHS:
                    page.curves += 1
                elif name == "Tc":
                    state.char = float(args[0])
                elif name == "Tw":
                    state.word = float(args[0])
                elif name == "Tz":
                    state.scale = float(args[0]) / 100
                elif name == "TL":
                    state.leading = float(args[0])
                elif name == "Ts":
                    state.rise = float(args[0])
                elif name == "Tr":
                    state.mode = int(args[0])
                elif name == "BDC":
                    marks.append(self._marked(page, stream, op, args))
                elif name == "BMC":
                    marks.append(-1)
                elif name == "EMC":
                    if marks:
                        marks.pop()
                elif name == "Do":
                    self._do(page, stream, str(args[0]), state, place, above)
                elif name == "gs":
                    self._settings(stream, str(args[0]), state)
                elif name == "INLINE IMAGE":
                    page.pictures.append(Picture(one.iimage, mul(state.ctm, place), stream, op))
            except (TypeError, ValueError, IndexError, AttributeError, OverflowError):
                raise Unscannable("file-broken") from None

    def _settings(self, stream: Stream, name: str, state: _State) -> None:
        """A font may be set by an ExtGState."""
        known = stream.resources.get("/ExtGState", {}).get(name)
        font = known.get("/Font") if isinstance(known, pikepdf.Dictionary) else None
        if isinstance(font, pikepdf.Array) and isinstance(font[0], pikepdf.Dictionary):
            state.font, state.size = self.font_of(font[0]), float(font[1])

    def _marked(self, page: Page, stream: Stream, op: int, args: Any) -> int:  # noqa: ANN401 - operands
        """The MCID of marked content; its other properties are noted, since they may say what is shown."""
        props = args[1]
        if isinstance(props, pikepdf.Name):
            return -1
        if any(key in props for key in ("/ActualText", "/Alt", "/E")):
            page.props.append((stream, op))
        return int(props.get("/MCID", -1))

    def _do(self, page: Page, stream: Stream, name: str, state: _State, place: Matrix, above: tuple[Any, ...]) -> None:
        known = stream.resources.get("/XObject")
        obj = known.get(name) if isinstance(known, pikepdf.Dictionary) else None
        if not isinstance(obj, pikepdf.Stream):
            return
        if obj.get("/Subtype") == "/Form":
            self._form(page, obj, mul(state.ctm, place), state, above, stream.widget)
        elif obj.get("/Subtype") == "/Image":
            self._calls += 1
            page.pictures.append(Picture(obj, mul(state.ctm, place), stream))

    def _show(  # noqa: PLR0917 - the state of the interpreter
        self, page: Page, stream: Stream, op: int, name: str, args: Any, state: _State, tm: Matrix, place: Matrix,  # noqa: ANN401
        marks: list[int],
    ) -> Matrix:  # fmt: skip
        """The runs of one operator that shows text; where the next one begins."""
        font, size, scale = state.font, state.size, state.scale
        if font is None:
            raise Unscannable("file-pdf-font")
        items: Any = enumerate(args[0]) if name == "TJ" else ((-1, args[2] if name == '"' else args[0]),)
        marked = next((one for one in reversed(marks) if one >= 0), -1)
        x = 0.0
        raised = mul((1, 0, 0, 1, 0, state.rise), tm) if state.rise else tm
        base = mul(raised, state.ctm)
        a, b, c, d, e, f = base
        for item, one in items:
            if not isinstance(one, pikepdf.String):
                x -= float(one) / 1000 * size * scale
                continue
            data = bytes(one)
            if not data:
                continue
            codes = font.decode(data)
            numbers = codes.codes
            texts = list(map(font.text.__getitem__, numbers))
            text = "".join(texts)
            count = len(texts)
            self._glyphs += count
            width = sum(map(font.width.__getitem__, numbers)) * size + count * state.char
            if state.word and font.size == 1:
                width += data.count(32) * state.word
            width *= scale
            local = (a, b, c, d, e + a * x, f + b * x)
            page.runs.append(
                Run(
                    stream, op, item, font, codes, texts, text, local, place, size, state.char, state.word, scale,
                    width, state.mode, marked, len(text) == count,
                )
            )  # fmt: skip
            page.glyphs += count
            x += width
        if self._glyphs > _GLYPHS:
            raise Unscannable("file-too-many-texts", count=_GLYPHS)
        if font.vertical and x:
            raise Unscannable("file-pdf-font")
        return mul((1, 0, 0, 1, x, 0), tm)


def inherited(page: Any, key: str) -> Any:  # noqa: ANN401 - pikepdf objects are dynamic
    """An attribute of a page or of the nodes above it."""
    node, steps = page, 0
    while isinstance(node, pikepdf.Dictionary) and steps < 100:
        if key in node:
            return node.get(key)
        node, steps = node.get("/Parent"), steps + 1
    return pikepdf.Dictionary()


def _items(obj: Any) -> list[tuple[str, Any]]:  # noqa: ANN401 - pikepdf objects are dynamic
    return [(str(key), obj.get(key)) for key in obj.keys()] if isinstance(obj, pikepdf.Dictionary) else []


def _matrix(obj: Any) -> Matrix:  # noqa: ANN401 - pikepdf objects are dynamic
    return tuple(map(float, obj)) if isinstance(obj, pikepdf.Array) and len(obj) == 6 else IDENTITY  # type: ignore[return-value]


def _fitted(form: Any, annot: Any) -> Matrix:  # noqa: ANN401 - pikepdf objects are dynamic
    """The matrix that fits an appearance into the rectangle of its annotation (ISO 32000-2, 12.5.5)."""
    try:
        own, box = _matrix(form.get("/Matrix")), [float(one) for one in form.get("/BBox", [0, 0, 1, 1])]
        rect = [float(one) for one in annot.get("/Rect", [0, 0, 1, 1])]
    except (TypeError, ValueError):
        return IDENTITY
    corners = [at(own, x, y) for x in (box[0], box[2]) for y in (box[1], box[3])]
    left, right = min(x for x, _ in corners), max(x for x, _ in corners)
    low, high = min(y for _, y in corners), max(y for _, y in corners)
    x0, x1, y0, y1 = min(rect[0], rect[2]), max(rect[0], rect[2]), min(rect[1], rect[3]), max(rect[1], rect[3])
    wide = (x1 - x0) / (right - left) if right > left else 1.0
    tall = (y1 - y0) / (high - low) if high > low else 1.0
    return (wide, 0.0, 0.0, tall, x0 - left * wide, y0 - low * tall)
