"""What the headings and words of a sampling frame mean, in English, Spanish and Chinese."""

from collections.abc import Mapping
from typing import TypeVar

from clusters.headings import Field, plain
from clusters.models import Disposition, OwnershipClass, SizeClass

Value = TypeVar("Value")


def _words(*lines: str) -> tuple[str, ...]:
    return tuple(word for line in lines for word in line.split(", "))


def _vocabulary(words: Mapping[Value, tuple[str, ...]]) -> dict[str, Value]:
    """From the plain word to its value; a mark such as ✓ or ? stays as it is."""
    return {plain(word) or word: value for value, names in words.items() for word in names}


FRAME_FIELDS = (
    Field(
        "code",
        _words(
            "code, firm code, id, firm id, key, código, cód, código de empresa, clave, identificador",
            "代码, 企业代码, 编号",
        ),
        is_required=True,
    ),
    Field(
        "name",
        _words(
            "name, firm, firm name, company, company name",
            "nombre, nombre de la empresa, empresa, razón social, denominación",
            "名称, 企业名称, 公司名称",
        ),
        is_required=True,
    ),
    Field("address", _words("address, street address, dirección, domicilio, 地址, 企业地址")),
    Field(
        "ownership",
        _words(
            "ownership, ownership class, foreign share, foreign share pct, foreign equity, foreign ownership",
            "propiedad, tipo de propiedad, origen del capital, capital extranjero, participación extranjera",
            "所有制, 外资比例",
        ),
    ),
    Field(
        "employees",
        _words(
            "employees, number of employees, employment, workers",
            "empleados, número de empleados, empleo, trabajadores, personal ocupado, ocupados",
            "员工人数, 职工人数, 从业人数",
        ),
    ),
    Field("size", _words("size, size class, tamaño, tamaño de la empresa, estrato de tamaño, 规模, 企业规模")),
    Field("stratum", _words("stratum, strata, stratum code, estrato, estrato muestral, 层")),
    Field(
        "population",
        _words(
            "population, stratum population, firms in stratum, población, población del estrato, universo",
            "总体, 总体数",
        ),
    ),
    Field(
        "selected",
        _words(
            "selected, in sample, drawn, sampled, seleccionada, seleccionado, en la muestra, muestra",
            "入选, 样本",
        ),
    ),
    Field("weight", _words("weight, base weight, sampling weight, ponderador, peso, factor de expansión, 权重")),
    Field(
        "disposition",
        _words("disposition, interview outcome, disposición, resultado de la entrevista, 调查结果"),
    ),
)

UNKNOWN = _words("unknown, not known, n/a, na, n.d., s/d, ?, desconocido, desconocida, 不详")

UNKNOWN_WORDS: dict[str, bool] = _vocabulary({True: UNKNOWN})

OWNERSHIP_WORDS: dict[str, OwnershipClass] = _vocabulary(
    {
        OwnershipClass.FOREIGN: _words("foreign, foreign owned, f, extranjera, extranjero, ext, 外资, 外国, 外商"),
        OwnershipClass.NATIONAL: _words("national, domestic, local, n, nacional, nac, 内资, 本国, 国内"),
        OwnershipClass.UNKNOWN: UNKNOWN,
    }
)

SIZE_WORDS: dict[str, SizeClass] = _vocabulary(
    {
        SizeClass.MICRO: _words("micro, microempresa, 1-4, 1 to 4, 1 a 4, 微型"),
        SizeClass.SMALL: _words("small, s, pequeña, 5-19, 5 to 19, 5 a 19, 小型"),
        SizeClass.MEDIUM: _words("medium, m, mediana, 20-99, 20 to 99, 20 a 99, 中型"),
        SizeClass.LARGE: _words("large, l, grande, 100+, 100 and more, 100 y más, 大型"),
        SizeClass.UNKNOWN: UNKNOWN,
    }
)

SELECTED_WORDS: dict[str, bool] = _vocabulary(
    {
        True: _words("yes, y, true, 1, x, ✓, ✔, selected, drawn, sí, s, seleccionada, seleccionado, verdadero, 是"),
        False: _words("no, n, false, 0, not selected, not drawn, falso, 否"),
    }
)

DISPOSITION_WORDS: dict[str, Disposition] = _vocabulary(
    {
        Disposition.PENDING: _words("pending, not yet contacted, pendiente, 待访"),
        Disposition.COMPLETE: _words("complete, completed, i, completa, completada, realizada, 完成"),
        Disposition.PARTIAL: _words("partial, p, parcial, incompleta, 部分完成"),
        Disposition.REFUSAL: _words("refusal, refused, r, rechazo, rechazada, 拒访"),
        Disposition.NON_CONTACT: _words("non contact, not reached, nc, sin contacto, no contactada, 未联系上"),
        Disposition.OTHER: _words("other, other non response, o, otro, otra, 其他"),
        Disposition.UNKNOWN_ELIGIBILITY: _words("unknown eligibility, u, elegibilidad desconocida, 资格不详"),
        Disposition.INELIGIBLE: _words("ineligible, not eligible, ne, no elegible, 不合格"),
    }
)


def meaning(words: Mapping[str, Value], text: str) -> Value | None:
    """The value a word stands for; None when it is not known."""
    return words.get(plain(text) or text)


def size_class(employees: int | None) -> SizeClass:
    """The size class of a head count: micro below 5, small to 19, medium to 99, large from 100 on."""
    if employees is None:
        return SizeClass.UNKNOWN
    if employees < 5:
        return SizeClass.MICRO
    if employees < 20:
        return SizeClass.SMALL
    return SizeClass.MEDIUM if employees < 100 else SizeClass.LARGE
