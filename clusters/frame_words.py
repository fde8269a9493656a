"""What the headings and words of a sampling frame mean, in English, Spanish, Chinese and Arabic."""

from collections.abc import Mapping
from typing import TypeVar

from django.utils.translation import gettext_lazy

from clusters.headings import Field, plain
from clusters.models import Disposition, OwnershipClass, SizeClass
from clusters.size_bounds import USUAL

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
            "code, firm code, id, firm id, key, registration number, tax number",
            "código, cód, código de empresa, clave, identificador, número de registro, cuit, nit, ruc, rut, rfc",
            "代码, 企业代码, 编号, 统一社会信用代码, 组织机构代码, 注册号",
            "رمز, رمز المنشأة, رمز الشركة, رقم المنشأة, رقم الشركة, السجل التجاري, رقم السجل التجاري",
        ),
        is_required=True,
    ),
    Field(
        "name",
        _words(
            "name, firm, firm name, company, company name, establishment",
            "nombre, nombre de la empresa, empresa, razón social, denominación, establecimiento",
            "名称, 企业名称, 公司名称, 单位名称, 单位详细名称, 公司",
            "الاسم, اسم المنشأة, اسم الشركة, الشركة, المنشأة",
        ),
        is_required=True,
    ),
    Field(
        "address",
        _words(
            "address, street address, dirección, domicilio, calle",
            "地址, 企业地址, 单位地址, 注册地址, 住所, العنوان",
        ),
    ),
    Field(
        "ownership",
        _words(
            "ownership, ownership class, foreign share, foreign share pct, foreign equity, foreign ownership",
            "propiedad, tipo de propiedad, origen del capital, capital extranjero, participación extranjera",
            "所有制, 外资比例, 所有制性质, 企业性质, 登记注册类型, 外资股比",
            "الملكية, نوع الملكية, ملكية, رأس المال الأجنبي, نسبة الملكية الأجنبية, الجنسية",
        ),
    ),
    Field(
        "employees",
        _words(
            "employees, number of employees, employment, workers, staff, headcount",
            "empleados, número de empleados, empleo, trabajadores, personal ocupado, ocupados, plantilla",
            "员工人数, 职工人数, 从业人数, 从业人员, 从业人员数, 员工数, 人数",
            "عدد العاملين, عدد الموظفين, العاملين, العمالة, عدد العمال, الموظفون",
        ),
    ),
    Field(
        "size",
        _words(
            "size, size class, size band, employment band, tamaño, tamaño de la empresa, estrato de tamaño",
            "rango de empleo, tramo de empleo, tramo, 规模, 企业规模, 人员规模, الحجم, حجم المنشأة, فئة الحجم",
        ),
    ),
    Field(
        "sector",
        _words(
            "sector, industry, activity, branch, economic activity, rama, rama de actividad, actividad, rubro",
            "actividad económica, actividad principal, industria, 行业, 所属行业, 行业类别, 主营业务",
            "القطاع, النشاط, النشاط الاقتصادي, الصناعة",
        ),
    ),
    Field("stratum", _words("stratum, strata, stratum code, estrato, estrato muestral, 层, 分层, الطبقة")),
    Field(
        "population",
        _words(
            "population, stratum population, firms in stratum, población, población del estrato, universo",
            "总体, 总体数, حجم المجتمع",
        ),
    ),
    Field(
        "selected",
        _words(
            "selected, in sample, drawn, sampled, seleccionada, seleccionado, en la muestra, muestra",
            "入选, 样本, 是否入样, العينة, في العينة",
        ),
    ),
    Field(
        "weight",
        _words("weight, base weight, sampling weight, ponderador, peso, factor de expansión, 权重, الوزن"),
    ),
    Field(
        "disposition",
        _words("disposition, interview outcome, disposición, resultado de la entrevista, 调查结果, نتيجة المقابلة"),
    ),
)

FIELD_LABELS = {
    "code": gettext_lazy("Firm code"),
    "name": gettext_lazy("Name"),
    "address": gettext_lazy("Address"),
    "ownership": gettext_lazy("Ownership or foreign share"),
    "employees": gettext_lazy("Employment"),
    "size": gettext_lazy("Size class or band"),
    "sector": gettext_lazy("Sector"),
    "stratum": gettext_lazy("Stratum"),
    "population": gettext_lazy("Population of stratum (N)"),
    "selected": gettext_lazy("In the sample"),
    "weight": gettext_lazy("Base weight"),
    "disposition": gettext_lazy("Interview outcome"),
}

UNKNOWN = _words(
    "unknown, not known, n/a, na, n.d., s/d, ?, desconocido, desconocida, no indica, sin dato",
    "不详, 未知, غير معروف, غير محدد",
)

UNKNOWN_WORDS: dict[str, bool] = _vocabulary({True: UNKNOWN})

OWNERSHIP_WORDS: dict[str, OwnershipClass] = _vocabulary(
    {
        OwnershipClass.FOREIGN: _words(
            "foreign, foreign owned, f, extranjera, extranjero, ext, 外资, 外国, 外商, 外商独资, 外商投资, 外资企业",
            "أجنبي, أجنبية, اجنبي",
        ),
        OwnershipClass.NATIONAL: _words(
            "national, domestic, local, n, nacional, nac, private domestic, state owned",
            "内资, 本国, 国内, 本地, 民营, 私营, 国有, 集体, 内资企业, محلي, محلية, وطني, وطنية, سعودي, حكومي",
        ),
        OwnershipClass.UNKNOWN: UNKNOWN,
    }
)

SIZE_WORDS: dict[str, SizeClass] = _vocabulary(
    {
        SizeClass.MICRO: _words("micro, microempresa, 1-4, 1 to 4, 1 a 4, 微型, متناهية الصغر, متناهي الصغر"),
        SizeClass.SMALL: _words("small, s, pequeña, pequeño, 5-19, 5 to 19, 5 a 19, 小型, صغيرة, صغير"),
        SizeClass.MEDIUM: _words("medium, m, mediana, mediano, 20-99, 20 to 99, 20 a 99, 中型, متوسطة, متوسط"),
        SizeClass.LARGE: _words("large, l, grande, 100+, 100 and more, 100 y más, 大型, كبيرة, كبير"),
        SizeClass.UNKNOWN: UNKNOWN,
    }
)

SELECTED_WORDS: dict[str, bool] = _vocabulary(
    {
        True: _words(
            "yes, y, true, 1, x, ✓, ✔, selected, drawn, sí, s, seleccionada, seleccionado, verdadero, 是, نعم"
        ),
        False: _words("no, n, false, 0, not selected, not drawn, falso, 否, لا"),
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

TOTAL_WORDS = frozenset(
    plain(word)
    for word in _words(
        "total, totals, sum, subtotal, grand total, suma, total general, totales, 合计, 总计, 小计, 共计",
        "المجموع, الإجمالي, إجمالي",
    )
)
FOOTNOTE_WORDS = _words(
    "source, sources, note, notes, fuente, fuentes, nota, notas, 注, 来源, 资料来源, 备注, المصدر, ملاحظة"
)


def meaning(words: Mapping[str, Value], text: str) -> Value | None:
    """The value a word stands for; None when it is not known."""
    return words.get(plain(text) or text)


def size_class(employees: int | None) -> SizeClass:
    """The size class of a head count by the usual bounds: micro below 5, small to 19, medium to 99, large from 100."""
    return USUAL.size_class(employees)
