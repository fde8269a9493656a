"""The paper's Tables 1 to 5 as printed, and what they say against themselves.

Source: Long and Zhang, sections 3 and 4. Spelling of regions and industries as printed. Money of Tables 1 and 2 is in
thousands of yuan at current prices, of Table 3 in trillions.
"""

from collections.abc import Mapping

Row = tuple[str, int, int, int, int, int, int]

TABLE_1: tuple[Row, ...] = (
    ("Coal Mining & Dressing", 9664, 96_605, 11_953, 17_643, 224_515, 26_822),
    ("Petroleum & Natural Gas Extraction", 1_066_011, 4_254_463, 134, 962_613, 5_758_893, 481),
    ("Ferrous Metals Mining & Dressing", 5228, 25_019, 2141, 9554, 46_737, 10_256),
    ("Nonferrous Metals Mining & Dressing", 8554, 36_978, 3766, 14_919, 104_298, 6075),
    ("Non-Metallic Minerals Mining & Dressing", 3087, 11_114, 11_820, 3293, 19_150, 34_945),
    ("Other Minerals Mining & Dressing", 2515, 4604, 149, 3948, 23_920, 263),
    ("Foodstuff Processing Industry", 10_042, 40_142, 30_962, 13_719, 105_609, 69_521),
    ("Foodstuff Manufacturing Industry", 5856, 34_955, 16_313, 11_026, 87_351, 29_811),
    ("Beverage Manufacturing Industry", 7852, 43_376, 14_719, 10_740, 96_640, 25_485),
    ("Tobacco Processing", 237_406, 902_942, 423, 885_794, 2_275_005, 281),
    ("Spinning Industry", 18_002, 53_656, 24_459, 14_029, 100_348, 83_011),
    ("Manufacturers of Clothes & Other Fiber Products", 7453, 25_219, 18_937, 9671, 58_140, 48_250),
    ("Leather, Fur, Feather & Other Products", 9308, 30_236, 10_468, 13_816, 59_022, 22_677),
    ("Timber Processing & Bamboo, Cane, Palm, Straw Products", 2620, 12_020, 15_480, 5072, 32_941, 37_028),
    ("Furniture", 2580, 9564, 8760, 6255, 39_320, 23_892),
    ("Paper Makers & Paper Products", 7303, 27_232, 13_890, 10_005, 83_103, 39_669),
    ("Printing & Record Medium Reproduction", 2553, 9898, 16_763, 4234, 21_719, 44_070),
    ("Teaching & Sport Products for Daily Use", 8575, 31_219, 5356, 9702, 42_732, 14_711),
    ("Oil Processing & Refining", 73_925, 716_204, 2744, 126_789, 1_373_127, 7146),
    ("Chemical Material & Products", 13_750, 116_761, 26_872, 19_175, 239_355, 69_120),
    ("Pharmaceutical & Medicine Manufacturing", 16_527, 61_057, 6051, 29_861, 148_194, 11_271),
    ("Chemical Fibers", 76_277, 474_156, 1034, 59_128, 329_805, 3372),
    ("Rubber Products", 13_294, 74_614, 4663, 13_490, 128_384, 15_178),
    ("Plastic Products", 5856, 20_254, 19_255, 7573, 44_341, 69_729),
    ("Non-Metallic Mineral Products", 4926, 18_678, 61_278, 6306, 32_082, 157_734),
    ("Smelting & Pressing of Ferrous Metals", 44_108, 479_425, 8429, 84_284, 961_069, 20_494),
    ("Smelting & Pressing of Non-Ferrous Metals", 29_697, 143_612, 4621, 41_174, 259_277, 15_162),
    ("Metal Products", 5534, 24_407, 26_744, 7849, 52_709, 80_976),
    ("Common Machines", 7719, 41_075, 31_474, 9032, 80_815, 113_691),
    ("Special Equipment", 10_805, 69_347, 18_391, 10_556, 84_887, 55_095),
    ("Traffic Equipment", 17_009, 216_986, 19_522, 27_664, 475_230, 51_844),
    ("Manufacture of Electrical Machinery and Apparatus", 13_206, 74_917, 18_928, 20_680, 249_967, 54_979),
    ("Electrical Machines & Equipment", 34_343, 250_416, 5489, 74_793, 1_048_297, 15_211),
    ("Electronic & Communication Equipment", 12_552, 75_699, 9735, 40_516, 532_205, 35_203),
    ("Instruments, Culture & Office Devices", 4576, 17_211, 12_127, 6966, 38_783, 26_627),
    ("Recycling of Material Waste and Scrap", 2799, 10_227, 4440, 4491, 28_720, 6156),
    ("Electricity, Steam, Thermal Power Production & Supply", 19_369, 107_370, 12_600, 60_653, 1_052_128, 24_568),
    ("Coal Gas Production & Supply", 20_474, 82_663, 372, 30_310, 130_000, 1445),
    ("Tap Water Production & Supply", 3545, 29_942, 5147, 5058, 34_173, 11_035),
)
"""Industry, then mean, standard deviation and number of firms of gross output in 1995, and the same in 2004."""
TABLE_1_TOTAL: Row = ("Total", 10_763, 134_410, 506_409, 16_198, 310_686, 1_363_284)

TABLE_2: tuple[Row, ...] = (
    ("Beijing", 15_067, 256_247, 9623, 18_926, 418_528, 31_364),
    ("Tianjin", 13_638, 155_565, 10_735, 23_949, 500_129, 25_432),
    ("Hebei", 9216, 80_343, 23_592, 15_789, 201_284, 64_062),
    ("Shanxi", 8538, 91_723, 11_416, 14_490, 216_240, 28_641),
    ("Neimeng", 5559, 83_740, 9432, 19_689, 223_747, 11_759),
    ("Liaoning", 10_184, 171_331, 29_435, 16_844, 365_899, 54_115),
    ("Jilin", 7751, 167_292, 13_100, 22_085, 542_689, 16_037),
    ("Heilongjiang", 8524, 308_216, 18_745, 19_613, 738_370, 20_101),
    ("Shanghai", 23_260, 273_997, 16_690, 26_263, 499_886, 55_315),
    ("Jiangsu", 15_815, 106_861, 41_582, 15_618, 262_800, 187_212),
    ("Zhejiang", 10_363, 58_130, 32_725, 11_236, 173_580, 187_588),
    ("Anhui", 6912, 64_940, 23_474, 10_808, 189_114, 38_827),
    ("Fujian", 8080, 47_063, 19_038, 15_126, 225_394, 49_532),
    ("Jiangxi", 4528, 45_443, 18_253, 9331, 146_981, 29_144),
    ("Shandong", 17_466, 179_590, 26_980, 20_477, 303_314, 119_699),
    ("Henan", 9703, 75_318, 23_119, 12_065, 164_347, 76_292),
    ("Hubei", 10_432, 139_562, 20_881, 18_191, 359_619, 28_937),
    ("Hunan", 5738, 66_417, 23_720, 9668, 145_047, 43_529),
    ("Gongdong", 17_715, 114_052, 34_536, 22_969, 473_908, 136_606),
    ("Gongxi", 7719, 42_786, 12_312, 11_870, 155_918, 18_753),
    ("Hainan", 9932, 52_781, 1278, 21_086, 198_547, 2025),
    ("Chongqing", 6676, 82_141, 11_456, 12_677, 149_313, 20_359),
    ("Sichuan", 6675, 74_866, 26_380, 12_137, 168_971, 43_325),
    ("Guizhou", 5500, 48_962, 7450, 13_831, 178_497, 10_996),
    ("Yunnan", 13_970, 223_904, 6267, 16_157, 239_845, 14_271),
    ("Tiebet", 2343, 6554, 295, 7004, 22_096, 354),
    ("Shaanxi", 6182, 60_000, 12_950, 12_251, 209_434, 25_573),
    ("Gansu", 8260, 109_848, 7140, 14_648, 305_597, 11_549),
    ("Qinghai", 8193, 77_821, 1446, 17_524, 218_482, 2168),
    ("Ningxia", 9011, 56_606, 1706, 15_132, 151_483, 3984),
    ("Xinjiang", 9990, 187_435, 5077, 28_813, 441_176, 5735),
)
"""Province, then the same six figures."""
TABLE_2_TOTAL: Row = ("Total", 10_725, 134_909, 500_833, 16_198, 310_686, 1_363_284)

TABLE_3: tuple[tuple[int, float, float, float], ...] = ((1995, 5.495, 5.526, 99.438), (2004, 20.174, 18.722, 107.754))
"""Year, output of the sample, of the statistical yearbook, and their ratio in per cent."""

TABLE_4: tuple[tuple[str, float, float], ...] = (
    ("Beijing", 0.206, 0.22),
    ("Tianjin", 0.194, 0.208),
    ("Hebei", 0.212, 0.219),
    ("Shanxi", 0.207, 0.208),
    ("Neimeng", 0.198, 0.214),
    ("Liaoning", 0.204, 0.205),
    ("Jilin", 0.206, 0.22),
    ("Heilongjiang", 0.186, 0.197),
    ("Shanghai", 0.222, 0.219),
    ("Jiangsu", 0.21, 0.21),
    ("Zhejiang", 0.211, 0.22),
    ("Anhui", 0.204, 0.211),
    ("Fujian", 0.208, 0.202),
    ("Jiangxi", 0.2, 0.206),
    ("Shandong", 0.2, 0.205),
    ("Henan", 0.201, 0.209),
    ("Hubei", 0.207, 0.216),
    ("Hunan", 0.201, 0.21),
    ("Guangdong", 0.209, 0.215),
    ("Guangxi", 0.208, 0.214),
    ("Hainan", 0.201, 0.207),
    ("Chongqing", 0.206, 0.197),
    ("Sichuan", 0.198, 0.202),
    ("Guizhou", 0.188, 0.196),
    ("Yunnan", 0.187, 0.197),
    ("Tibet", 0.223, 0.238),
    ("Shaanxi", 0.191, 0.192),
    ("Gansu", 0.199, 0.205),
    ("Qinghai", 0.197, 0.217),
    ("Ningxia", 0.215, 0.22),
    ("Xinjiang", 0.19, 0.199),
)
"""Province and its proximity weighted by output in 1995 and in 2004."""
TABLE_4_AVERAGE = (0.206, 0.211)
TABLE_4_DIFFERENCE = (0.005, 0.001)
"""The difference of the weighted averages and its standard error."""

TABLE_5: tuple[tuple[str, float, float, float, float, int], ...] = (
    ("Proximity 2004 (w=output)", 0.226, 0.038, 0.0, 0.631, 2833),
    ("Proximity 2004 (w=employment)", 0.22, 0.032, 0.0, 0.403, 2834),
    ("Proximity 2004 (w=asset)", 0.226, 0.035, 0.091, 0.397, 2833),
    ("Proximity 1995 (w=output)", 0.217, 0.03, 0.0, 0.495, 2764),
    ("Proximity 1995 (w=employment)", 0.222, 0.037, 0.0, 0.495, 2756),
    ("Proximity 1995 (w=asset)", 0.218, 0.031, 0.0, 0.495, 2765),
    ("Minimum asset 2004 (in millions)", 0.178, 1.536, 0.0, 33.001, 2860),
    ("Minimum asset 1995 (in millions)", 0.101, 1.454, 0.0, 57.603, 2791),
    ("Firm age", 17.601, 14.358, 0.0, 99.0, 104_324),
    ("Private%", 0.146, 0.34, 0.0, 1.0, 104_324),
    ("HMT%", 0.062, 0.216, 0.0, 1.0, 104_324),
    ("Other foreign%", 0.025, 0.139, 0.0, 1.0, 104_324),
    ("Log(value added)", 7.357, 1.973, -2.591, 17.253, 104_324),
    ("Log(value added1)", 7.396, 1.992, -2.461, 17.309, 103_016),
    ("Log(asset)", 8.933, 1.941, 0.693, 18.235, 104_324),
    ("Log(employment)", 4.339, 1.791, 0.0, 13.317, 104_324),
    ("Export/sales", 0.06, 0.203, 0.0, 1.0, 152_122),
    ("Exporter", 0.118, 0.322, 0.0, 1.0, 152_260),
    ("Accounts receivable/revenue", 0.257, 0.287, 0.0, 1.999, 93_792),
    ("Accounts payable/total debt", 0.204, 0.247, 0.0, 1.187, 112_321),
    ("Debt/asset", 0.639, 0.316, 0.0, 2.997, 112_321),
    ("Fixed asset/asset", 0.383, 0.222, 0.0, 1.0, 112_321),
)
"""Variable, mean, standard deviation, least, greatest, number."""

_FELL = "The text says that proximity increased significantly within each region; here it did not."
TABLE_4_SIC: Mapping[str, str] = {
    "Shanghai": f"{_FELL} It fell from 0.222 to 0.219.",
    "Jiangsu": f"{_FELL} It stayed at 0.210.",
    "Fujian": f"{_FELL} It fell from 0.208 to 0.202.",
    "Chongqing": f"{_FELL} It fell from 0.206 to 0.197.",
}

TABLE_5_SIC: Mapping[str, tuple[str, str]] = {
    "Proximity 2004 (w=employment)": (
        "mean",
        "Below the mean of 1995 (0.222): weighted by employment, proximity of counties fell, although the text says it "
        "increased whatever the measure.",
    ),
    "Minimum asset 2004 (in millions)": (
        "deviation",
        "With a mean of 0.178 and a maximum of 33.001, a handful of counties decides any regression on it.",
    ),
    "Log(value added1)": (
        "number",
        "Table 10 has 104,437 rows for value added 1; here 103,016 rows are value added 1 and 104,324 value added. The "
        "two names seem to be exchanged, and neither number is one of Table 10 (104,437 and 103,128).",
    ),
    "Exporter": ("number", "Table 9 has 152,126 or 152,122 rows, fewer than the 152,260 described here."),
    "Accounts receivable/revenue": (
        "number",
        "Table 7 has 93,601 or 93,600 rows, fewer than the 93,792 described here.",
    ),
}
"""Variable, then the column of the figure and what is wrong with it."""

TEXT_SIC: tuple[str, ...] = (
    "Table 1 has 506,409 firms in 1995 and Table 2 has 500,833.",
    "The means and numbers of firms of Table 1 give 5.450 and 22.082 trillion yuan; Table 3 prints 5.495 and 20.174.",
    "A fall of the minimum capital by 0.047 million is called 39 per cent of its average; of the printed averages it "
    "is 26 per cent (0.178, 2004) or 47 per cent (0.101, 1995).",
    "The effect of 0.3 percentage points on exporting is called 4 per cent of the exporters; of the printed share of "
    "0.118 it is 2.5 to 3.6 per cent.",
    "The effect of 0.65 percentage points on export over sales is called 12 per cent; of the printed mean of 0.060 it "
    "is 10.8 per cent.",
    "Note 7 tells of a loss of 3,500 out of 69,000 rows in Table 10; the table prints 104,437 and 103,128.",
    "In Table 8 a standard error is printed as (1,298) where 1.298 is meant.",
    "Equations 2 to 4 write effects of counties (α with index c), while the text and the R² speak of effects of firms.",
    "Tables 7, 9 and 10 tell a coefficient of age beside effects of firms and of the year 2004. A firm is nine years "
    "older in 2004, so that it rests on firms with two different founding years alone.",
    "Table 9 and the text differ on the scale of a firm: log sales in the table, revenue over the industry's mean in "
    "the text.",
)
"""What text and tables say against each other, beyond the cells above."""
