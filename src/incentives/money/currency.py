"""
The currencies there are: code, digits of the minor unit, names in English and Chinese, and the words people write.

The table is ISO 4217: the active currencies, and the discontinued ones that the bundled rates still quote. Not for how
an amount is shown: `incentives.l10n` does that, and a locale may show fewer digits than the minor unit has.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction


@dataclass(frozen=True, slots=True)
class Currency:
    """
    One currency of ISO 4217.

    Args:

        code: Three capital letters.

        digits: Decimal digits of the minor unit: 2 for a currency with cents, 0 for one without.

        english: Name in English.

        chinese: Name in simplified Chinese.
    """

    code: str
    digits: int
    english: str
    chinese: str


def minor_unit(code: str) -> Fraction:
    """
    The smallest amount of the currency *code* that can be paid, in that currency: 1/100 for CNY, 1 for JPY.

    Raises:

        KeyError: if *code* is no currency; ask `is_currency` first.
    """
    return Fraction(1, 10 ** CURRENCIES[code].digits)


def is_currency(code: str) -> bool:
    """Whether *code* is a currency of the table. Codes are capital letters: `usd` is none."""
    return code in CURRENCIES


def currency_of(word: str) -> str | None:
    """The code that *word* means: a code itself, or one of `ALIASES` in any case; None for anything else."""
    return word if word in CURRENCIES else ALIASES.get(word.casefold())


# Digits follow ISO 4217 and not usage: the standard gives the Indonesian rupiah two, though no coin is that small.
_TABLE: tuple[Currency, ...] = (
    Currency("AED", 2, "United Arab Emirates Dirham", "阿联酋迪拉姆"),
    Currency("AFN", 2, "Afghan Afghani", "阿富汗尼"),
    Currency("ALL", 2, "Albanian Lek", "阿尔巴尼亚列克"),
    Currency("AMD", 2, "Armenian Dram", "亚美尼亚德拉姆"),
    Currency("ANG", 2, "Netherlands Antillean Guilder", "荷属安的列斯盾"),
    Currency("AOA", 2, "Angolan Kwanza", "安哥拉宽扎"),
    Currency("ARS", 2, "Argentine Peso", "阿根廷比索"),
    Currency("AUD", 2, "Australian Dollar", "澳大利亚元"),
    Currency("AWG", 2, "Aruban Florin", "阿鲁巴弗罗林"),
    Currency("AZN", 2, "Azerbaijani Manat", "阿塞拜疆马纳特"),
    Currency("BAM", 2, "Bosnia-Herzegovina Convertible Mark", "波黑可兑换马克"),
    Currency("BBD", 2, "Barbadian Dollar", "巴巴多斯元"),
    Currency("BDT", 2, "Bangladeshi Taka", "孟加拉塔卡"),
    Currency("BGN", 2, "Bulgarian Lev", "保加利亚列弗"),
    Currency("BHD", 3, "Bahraini Dinar", "巴林第纳尔"),
    Currency("BIF", 0, "Burundian Franc", "布隆迪法郎"),
    Currency("BMD", 2, "Bermudan Dollar", "百慕大元"),
    Currency("BND", 2, "Brunei Dollar", "文莱元"),
    Currency("BOB", 2, "Bolivian Boliviano", "玻利维亚诺"),
    Currency("BRL", 2, "Brazilian Real", "巴西雷亚尔"),
    Currency("BSD", 2, "Bahamian Dollar", "巴哈马元"),
    Currency("BTN", 2, "Bhutanese Ngultrum", "不丹努尔特鲁姆"),
    Currency("BWP", 2, "Botswanan Pula", "博茨瓦纳普拉"),
    Currency("BYN", 2, "Belarusian Ruble", "白俄罗斯卢布"),
    Currency("BZD", 2, "Belize Dollar", "伯利兹元"),
    Currency("CAD", 2, "Canadian Dollar", "加拿大元"),
    Currency("CDF", 2, "Congolese Franc", "刚果法郎"),
    Currency("CHF", 2, "Swiss Franc", "瑞士法郎"),
    Currency("CLP", 0, "Chilean Peso", "智利比索"),
    Currency("CNY", 2, "Chinese Yuan", "人民币"),
    Currency("COP", 2, "Colombian Peso", "哥伦比亚比索"),
    Currency("CRC", 2, "Costa Rican Colón", "哥斯达黎加科朗"),
    Currency("CUP", 2, "Cuban Peso", "古巴比索"),
    Currency("CVE", 2, "Cape Verdean Escudo", "佛得角埃斯库多"),
    Currency("CYP", 2, "Cypriot Pound", "塞浦路斯镑"),
    Currency("CZK", 2, "Czech Koruna", "捷克克朗"),
    Currency("DJF", 0, "Djiboutian Franc", "吉布提法郎"),
    Currency("DKK", 2, "Danish Krone", "丹麦克朗"),
    Currency("DOP", 2, "Dominican Peso", "多米尼加比索"),
    Currency("DZD", 2, "Algerian Dinar", "阿尔及利亚第纳尔"),
    Currency("EEK", 2, "Estonian Kroon", "爱沙尼亚克朗"),
    Currency("EGP", 2, "Egyptian Pound", "埃及镑"),
    Currency("ERN", 2, "Eritrean Nakfa", "厄立特里亚纳克法"),
    Currency("ETB", 2, "Ethiopian Birr", "埃塞俄比亚比尔"),
    Currency("EUR", 2, "Euro", "欧元"),
    Currency("FJD", 2, "Fijian Dollar", "斐济元"),
    Currency("FKP", 2, "Falkland Islands Pound", "福克兰群岛镑"),
    Currency("GBP", 2, "British Pound", "英镑"),
    Currency("GEL", 2, "Georgian Lari", "格鲁吉亚拉里"),
    Currency("GHS", 2, "Ghanaian Cedi", "加纳塞地"),
    Currency("GIP", 2, "Gibraltar Pound", "直布罗陀镑"),
    Currency("GMD", 2, "Gambian Dalasi", "冈比亚达拉西"),
    Currency("GNF", 0, "Guinean Franc", "几内亚法郎"),
    Currency("GTQ", 2, "Guatemalan Quetzal", "危地马拉格查尔"),
    Currency("GYD", 2, "Guyanese Dollar", "圭亚那元"),
    Currency("HKD", 2, "Hong Kong Dollar", "港元"),
    Currency("HNL", 2, "Honduran Lempira", "洪都拉斯伦皮拉"),
    Currency("HRK", 2, "Croatian Kuna", "克罗地亚库纳"),
    Currency("HTG", 2, "Haitian Gourde", "海地古德"),
    Currency("HUF", 2, "Hungarian Forint", "匈牙利福林"),
    Currency("IDR", 2, "Indonesian Rupiah", "印度尼西亚卢比"),
    Currency("ILS", 2, "Israeli New Shekel", "以色列新谢克尔"),
    Currency("INR", 2, "Indian Rupee", "印度卢比"),
    Currency("IQD", 3, "Iraqi Dinar", "伊拉克第纳尔"),
    Currency("IRR", 2, "Iranian Rial", "伊朗里亚尔"),
    Currency("ISK", 0, "Icelandic Króna", "冰岛克朗"),
    Currency("JMD", 2, "Jamaican Dollar", "牙买加元"),
    Currency("JOD", 3, "Jordanian Dinar", "约旦第纳尔"),
    Currency("JPY", 0, "Japanese Yen", "日元"),
    Currency("KES", 2, "Kenyan Shilling", "肯尼亚先令"),
    Currency("KGS", 2, "Kyrgyzstani Som", "吉尔吉斯斯坦索姆"),
    Currency("KHR", 2, "Cambodian Riel", "柬埔寨瑞尔"),
    Currency("KMF", 0, "Comorian Franc", "科摩罗法郎"),
    Currency("KPW", 2, "North Korean Won", "朝鲜圆"),
    Currency("KRW", 0, "South Korean Won", "韩元"),
    Currency("KWD", 3, "Kuwaiti Dinar", "科威特第纳尔"),
    Currency("KYD", 2, "Cayman Islands Dollar", "开曼元"),
    Currency("KZT", 2, "Kazakhstani Tenge", "哈萨克斯坦坚戈"),
    Currency("LAK", 2, "Laotian Kip", "老挝基普"),
    Currency("LBP", 2, "Lebanese Pound", "黎巴嫩镑"),
    Currency("LKR", 2, "Sri Lankan Rupee", "斯里兰卡卢比"),
    Currency("LRD", 2, "Liberian Dollar", "利比里亚元"),
    Currency("LSL", 2, "Lesotho Loti", "莱索托洛蒂"),
    Currency("LTL", 2, "Lithuanian Litas", "立陶宛立特"),
    Currency("LVL", 2, "Latvian Lats", "拉脱维亚拉特"),
    Currency("LYD", 3, "Libyan Dinar", "利比亚第纳尔"),
    Currency("MAD", 2, "Moroccan Dirham", "摩洛哥迪拉姆"),
    Currency("MDL", 2, "Moldovan Leu", "摩尔多瓦列伊"),
    Currency("MGA", 2, "Malagasy Ariary", "马达加斯加阿里亚里"),
    Currency("MKD", 2, "Macedonian Denar", "马其顿第纳尔"),
    Currency("MMK", 2, "Myanmar Kyat", "缅甸缅元"),
    Currency("MNT", 2, "Mongolian Tugrik", "蒙古图格里克"),
    Currency("MOP", 2, "Macanese Pataca", "澳门币"),
    Currency("MRU", 2, "Mauritanian Ouguiya", "毛里塔尼亚乌吉亚"),
    Currency("MTL", 2, "Maltese Lira", "马耳他里拉"),
    Currency("MUR", 2, "Mauritian Rupee", "毛里求斯卢比"),
    Currency("MVR", 2, "Maldivian Rufiyaa", "马尔代夫卢菲亚"),
    Currency("MWK", 2, "Malawian Kwacha", "马拉维克瓦查"),
    Currency("MXN", 2, "Mexican Peso", "墨西哥比索"),
    Currency("MYR", 2, "Malaysian Ringgit", "马来西亚林吉特"),
    Currency("MZN", 2, "Mozambican Metical", "莫桑比克美提卡"),
    Currency("NAD", 2, "Namibian Dollar", "纳米比亚元"),
    Currency("NGN", 2, "Nigerian Naira", "尼日利亚奈拉"),
    Currency("NIO", 2, "Nicaraguan Córdoba", "尼加拉瓜科多巴"),
    Currency("NOK", 2, "Norwegian Krone", "挪威克朗"),
    Currency("NPR", 2, "Nepalese Rupee", "尼泊尔卢比"),
    Currency("NZD", 2, "New Zealand Dollar", "新西兰元"),
    Currency("OMR", 3, "Omani Rial", "阿曼里亚尔"),
    Currency("PAB", 2, "Panamanian Balboa", "巴拿马巴波亚"),
    Currency("PEN", 2, "Peruvian Sol", "秘鲁索尔"),
    Currency("PGK", 2, "Papua New Guinean Kina", "巴布亚新几内亚基那"),
    Currency("PHP", 2, "Philippine Peso", "菲律宾比索"),
    Currency("PKR", 2, "Pakistani Rupee", "巴基斯坦卢比"),
    Currency("PLN", 2, "Polish Zloty", "波兰兹罗提"),
    Currency("PYG", 0, "Paraguayan Guarani", "巴拉圭瓜拉尼"),
    Currency("QAR", 2, "Qatari Riyal", "卡塔尔里亚尔"),
    Currency("ROL", 2, "Romanian Leu (1952-2006)", "旧罗马尼亚列伊"),
    Currency("RON", 2, "Romanian Leu", "罗马尼亚列伊"),
    Currency("RSD", 2, "Serbian Dinar", "塞尔维亚第纳尔"),
    Currency("RUB", 2, "Russian Ruble", "俄罗斯卢布"),
    Currency("RWF", 0, "Rwandan Franc", "卢旺达法郎"),
    Currency("SAR", 2, "Saudi Riyal", "沙特里亚尔"),
    Currency("SBD", 2, "Solomon Islands Dollar", "所罗门群岛元"),
    Currency("SCR", 2, "Seychellois Rupee", "塞舌尔卢比"),
    Currency("SDG", 2, "Sudanese Pound", "苏丹镑"),
    Currency("SEK", 2, "Swedish Krona", "瑞典克朗"),
    Currency("SGD", 2, "Singapore Dollar", "新加坡元"),
    Currency("SHP", 2, "St. Helena Pound", "圣赫勒拿镑"),
    Currency("SIT", 2, "Slovenian Tolar", "斯洛文尼亚托拉尔"),
    Currency("SKK", 2, "Slovak Koruna", "斯洛伐克克朗"),
    Currency("SLE", 2, "Sierra Leonean Leone", "塞拉利昂利昂"),
    Currency("SOS", 2, "Somali Shilling", "索马里先令"),
    Currency("SRD", 2, "Surinamese Dollar", "苏里南元"),
    Currency("SSP", 2, "South Sudanese Pound", "南苏丹镑"),
    Currency("STN", 2, "São Tomé & Príncipe Dobra", "圣多美和普林西比多布拉"),
    Currency("SVC", 2, "Salvadoran Colón", "萨尔瓦多科朗"),
    Currency("SYP", 2, "Syrian Pound", "叙利亚镑"),
    Currency("SZL", 2, "Swazi Lilangeni", "斯威士兰里兰吉尼"),
    Currency("THB", 2, "Thai Baht", "泰铢"),
    Currency("TJS", 2, "Tajikistani Somoni", "塔吉克斯坦索莫尼"),
    Currency("TMT", 2, "Turkmenistani Manat", "土库曼斯坦马纳特"),
    Currency("TND", 3, "Tunisian Dinar", "突尼斯第纳尔"),
    Currency("TOP", 2, "Tongan Pa'anga", "汤加潘加"),
    Currency("TRL", 0, "Turkish Lira (1922-2005)", "旧土耳其里拉"),
    Currency("TRY", 2, "Turkish Lira", "土耳其里拉"),
    Currency("TTD", 2, "Trinidad & Tobago Dollar", "特立尼达和多巴哥元"),
    Currency("TWD", 2, "New Taiwan Dollar", "新台币"),
    Currency("TZS", 2, "Tanzanian Shilling", "坦桑尼亚先令"),
    Currency("UAH", 2, "Ukrainian Hryvnia", "乌克兰格里夫纳"),
    Currency("UGX", 0, "Ugandan Shilling", "乌干达先令"),
    Currency("USD", 2, "US Dollar", "美元"),
    Currency("UYU", 2, "Uruguayan Peso", "乌拉圭比索"),
    Currency("UZS", 2, "Uzbekistani Som", "乌兹别克斯坦苏姆"),
    Currency("VED", 2, "Venezuelan Digital Bolívar", "委内瑞拉数字玻利瓦尔"),
    Currency("VES", 2, "Venezuelan Bolívar", "委内瑞拉玻利瓦尔"),
    Currency("VND", 0, "Vietnamese Dong", "越南盾"),
    Currency("VUV", 0, "Vanuatu Vatu", "瓦努阿图瓦图"),
    Currency("WST", 2, "Samoan Tala", "萨摩亚塔拉"),
    Currency("XAF", 0, "Central African CFA Franc", "中非法郎"),
    Currency("XCD", 2, "East Caribbean Dollar", "东加勒比元"),
    Currency("XCG", 2, "Caribbean Guilder", "加勒比盾"),
    Currency("XOF", 0, "West African CFA Franc", "西非法郎"),
    Currency("XPF", 0, "CFP Franc", "太平洋法郎"),
    Currency("YER", 2, "Yemeni Rial", "也门里亚尔"),
    Currency("ZAR", 2, "South African Rand", "南非兰特"),
    Currency("ZMW", 2, "Zambian Kwacha", "赞比亚克瓦查"),
    Currency("ZWG", 2, "Zimbabwe Gold", "津巴布韦金元"),
)

CURRENCIES: Mapping[str, Currency] = {currency.code: currency for currency in _TABLE}

# Words for one currency, in lower case. A word that several currencies share (dollar, pound, franc, rupee, won, the
# sign of both yuan and yen) is absent on purpose: guessing a currency is guessing an amount.
ALIASES: Mapping[str, str] = {
    "baht": "THB",
    "euro": "EUR",
    "euros": "EUR",
    "renminbi": "CNY",
    "ringgit": "MYR",
    "rmb": "CNY",
    "sterling": "GBP",
    "yen": "JPY",
    "yuan": "CNY",
    "人民币": "CNY",
    "人民币元": "CNY",
    "元": "CNY",
    "加元": "CAD",
    "加拿大元": "CAD",
    "台币": "TWD",
    "新加坡元": "SGD",
    "新元": "SGD",
    "新台币": "TWD",
    "新币": "SGD",
    "新西兰元": "NZD",
    "日元": "JPY",
    "日圆": "JPY",
    "林吉特": "MYR",
    "欧元": "EUR",
    "泰铢": "THB",
    "港元": "HKD",
    "港币": "HKD",
    "澳元": "AUD",
    "澳大利亚元": "AUD",
    "澳门元": "MOP",
    "澳门币": "MOP",
    "瑞士法郎": "CHF",
    "瑞郎": "CHF",
    "纽元": "NZD",
    "美元": "USD",
    "美金": "USD",
    "英镑": "GBP",
    "韩元": "KRW",
    "韩币": "KRW",
}
