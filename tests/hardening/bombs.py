"""Files that are small and grow when they are read, and a way to read them that cannot take the machine along."""

import gzip
import io
import os
import resource
import zipfile
from collections.abc import Callable
from pathlib import Path

from clusters.problems import ImportRefused

NAMESPACE = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
KIND = "application/vnd.openxmlformats-officedocument.spreadsheetml"
LAUGHS = (
    '<!DOCTYPE x [<!ENTITY a0 "ha">' + "".join(f'<!ENTITY a{i} "{f"&a{i - 1};" * 10}">' for i in range(1, 10)) + "]>"
)
PASSWORDS = '<!DOCTYPE x [<!ENTITY a9 SYSTEM "file:///etc/passwd">]>'
ROOM = 1536 * 2**20
SECONDS = 60
PAGE = resource.getpagesize()


def packed(parts: dict[str, str | bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return out.getvalue()


def xlsx(*sheets: str, before: str = "", after: str = "", more: dict[str, str | bytes] | None = None) -> bytes:
    """A workbook of sheets that are given as the rows they hold."""
    numbers = range(len(sheets))
    main = f'<Override PartName="/xl/workbook.xml" ContentType="{KIND}.sheet.main+xml"/>'
    kinds = "".join(f'<Override PartName="/s{at}.xml" ContentType="{KIND}.worksheet+xml"/>' for at in numbers)
    xml = '<Default Extension="xml" ContentType="application/xml"/>'
    listed = "".join(f'<sheet name="S{at}" sheetId="{at + 1}" r:id="r{at}"/>' for at in numbers)
    found = "".join(f'<Relationship Id="r{at}" Type="{OFFICE}/worksheet" Target="/xl/s{at}.xml"/>' for at in numbers)
    root = f'<Relationship Id="r" Type="{OFFICE}/officeDocument" Target="xl/workbook.xml"/>'
    return packed(
        {
            "[Content_Types].xml": f'<Types xmlns="{PACKAGE}/content-types">{xml}{main}{kinds}</Types>',
            "_rels/.rels": f'<Relationships xmlns="{PACKAGE}/relationships">{root}</Relationships>',
            "xl/workbook.xml": f'<workbook {NAMESPACE} xmlns:r="{OFFICE}"><sheets>{listed}</sheets></workbook>',
            "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{PACKAGE}/relationships">{found}</Relationships>',
            **{
                f"xl/s{at}.xml": f"{before}<worksheet {NAMESPACE}><sheetData>{rows}</sheetData>{after}</worksheet>"
                for at, rows in enumerate(sheets)
            },
            **(more or {}),
        }
    )


def ods(tables: str, before: str = "", table: str = "urn:oasis:names:tc:opendocument:xmlns:table:1.0") -> bytes:
    names = "urn:oasis:names:tc:opendocument:xmlns"
    spaces = f'xmlns:office="{names}:office:1.0" xmlns:table="{table}" xmlns:text="{names}:text:1.0"'
    body = f"<office:body><office:spreadsheet>{tables}</office:spreadsheet></office:body>"
    return packed(
        {
            "mimetype": "application/vnd.oasis.opendocument.spreadsheet",
            "META-INF/manifest.xml": f'<manifest:manifest xmlns:manifest="{names}:manifest:1.0"/>',
            "content.xml": f"{before}<office:document-content {spaces}>{body}</office:document-content>",
        }
    )


def repeated(cell: str, rows: int, columns: int) -> str:
    """A table of one cell that says how often it stands."""
    told = cell.replace("<table:table-cell", f'<table:table-cell table:number-columns-repeated="{columns}"')
    row = f'<table:table-row table:number-rows-repeated="{rows}">{told}</table:table-row>'
    return f'<table:table table:name="a">{row}</table:table>'


def corners(row: int, column: str) -> str:
    last = f'<row r="{row}"><c r="{column}{row}"><v>1</v></c></row>'
    return f'<row r="1"><c r="A1"><v>1</v></c></row>{last}'


NUMBER = '<table:table-cell office:value-type="float" office:value="1"/>'
UNTYPED = '<table:table-cell office:value="1"/>'
WORD = "<table:table-cell><text:p>a</text:p></table:table-cell>"
LAUGH = "<table:table-cell><text:p>&a9;</text:p></table:table-cell>"
PLACELESS = "<row><c><v>1</v></c></row>" + "<row/>" * 1_000_000 + "<row>" + "<c/>" * 16_000 + "<c><v>1</v></c></row>"
INLINE = '<row r="1"><c r="A1" t="inlineStr"><is><t>&a9;</t></is></c></row>'
MERGES = "<mergeCells>" + '<mergeCell ref="A1:IV60000"/>' * 20_001 + "</mergeCells>"
WORKBOOKS: dict[str, Callable[[], bytes]] = {
    "a cell in the last corner": lambda: xlsx(corners(1_048_576, "XFD")),
    "cells that tell no places": lambda: xlsx(PLACELESS),
    "many sheets, each just small enough": lambda: xlsx(*[corners(100_000, "FZ")] * 30),
    "cells merged over and over": lambda: xlsx(corners(60_000, "IV"), after=MERGES),
    "many parts": lambda: xlsx(corners(1, "A"), more={f"x/{at}": "" for at in range(6_000)}),
    "a part of zeros": lambda: xlsx(corners(1, "A"), more={"xl/media/a": bytes(610 * 2**20)}),
    "entities that grow": lambda: xlsx(INLINE, before=LAUGHS),
    "entities of other files": lambda: xlsx(INLINE, before=PASSWORDS),
    "a workbook in a workbook": lambda: packed({"a.zip": packed({"a.xlsx": xlsx(corners(1, "A"))})}),
}
LISTS: dict[str, Callable[[], bytes]] = {
    "repeated cells": lambda: ods(repeated(NUMBER, 1_000_000, 16_000)),
    "repeated cells of no kind": lambda: ods(repeated(UNTYPED, 100_000, 5_000)),
    "repeated words": lambda: ods(repeated(WORD, 100_000, 5_000)),
    "repeated cells under another name": lambda: ods(repeated(NUMBER, 100_000, 5_000), table="urn:x"),
    "many tables, each just small enough": lambda: ods(repeated(NUMBER, 10_000, 1_900) * 20),
    "entities that grow in a table": lambda: ods(repeated(LAUGH, 1, 1), before=LAUGHS),
    "entities of other files in a table": lambda: ods(repeated(LAUGH, 1, 1), before=PASSWORDS),
    "an endless line": lambda: b"code,name\n" + b"a" * 38 * 2**20,
    "an endless row": lambda: b"," * 38 * 2**20,
    "an endless row over many lines": lambda: b"a,b\n" + b'"\n",' * (9 * 2**20),
    "packed zeros": lambda: gzip.compress(bytes(100 * 2**20), 1),
    "packed beyond measure": lambda: gzip.compress(b"a,b\n" * (60 * 2**20), 1),
    "quotation marks astray": lambda: b"a,b\n" + b'"a\n' * 200_000,
}


def read_apart(reader: Callable[[bytes], object], content: bytes) -> str:
    """What a process of bounded memory and time made of the content: "taken", "refused: …" or a fault."""
    inlet, outlet = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(inlet)
        taken = int(Path("/proc/self/statm").read_text().split()[0]) * PAGE
        resource.setrlimit(resource.RLIMIT_AS, (taken + ROOM, taken + ROOM))
        resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
        try:
            reader(content)
            said = "taken"
        except ImportRefused as refusal:
            said = "refused: " + " ".join(map(str, refusal.problems[:3]))
        except BaseException as fault:
            said = f"fault: {fault!r}"
        os.write(outlet, said.encode()[:4000])
        os._exit(0)
    os.close(outlet)
    with os.fdopen(inlet, "rb") as told:
        said = told.read().decode()
    _child, status = os.waitpid(child, 0)
    return said or f"died: {status}"
