"""What locpipe knows about languages: codes, English names, gettext's codes, transliteration."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping
from functools import cache

# ISO 639-1, then three-letter codes that software is really translated into.
_NAMES = """
aa Afar, ab Abkhazian, ae Avestan, af Afrikaans, ak Akan, am Amharic, an Aragonese, ar Arabic, as Assamese, av Avaric,
ay Aymara, az Azerbaijani, ba Bashkir, be Belarusian, bg Bulgarian, bi Bislama, bm Bambara, bn Bengali, bo Tibetan,
br Breton, bs Bosnian, ca Catalan, ce Chechen, ch Chamorro, co Corsican, cr Cree, cs Czech, cu Church Slavic,
cv Chuvash, cy Welsh, da Danish, de German, dv Divehi, dz Dzongkha, ee Ewe, el Greek, en English, eo Esperanto,
es Spanish, et Estonian, eu Basque, fa Persian, ff Fulah, fi Finnish, fj Fijian, fo Faroese, fr French,
fy Western Frisian, ga Irish, gd Scottish Gaelic, gl Galician, gn Guarani, gu Gujarati, gv Manx, ha Hausa, he Hebrew,
hi Hindi, ho Hiri Motu, hr Croatian, ht Haitian Creole, hu Hungarian, hy Armenian, hz Herero, ia Interlingua,
id Indonesian, ie Interlingue, ig Igbo, ii Sichuan Yi, ik Inupiaq, io Ido, is Icelandic, it Italian, iu Inuktitut,
ja Japanese, jv Javanese, ka Georgian, kg Kongo, ki Kikuyu, kj Kuanyama, kk Kazakh, kl Greenlandic, km Khmer,
kn Kannada, ko Korean, kr Kanuri, ks Kashmiri, ku Kurdish, kv Komi, kw Cornish, ky Kyrgyz, la Latin, lb Luxembourgish,
lg Ganda, li Limburgish, ln Lingala, lo Lao, lt Lithuanian, lu Luba-Katanga, lv Latvian, mg Malagasy, mh Marshallese,
mi Maori, mk Macedonian, ml Malayalam, mn Mongolian, mr Marathi, ms Malay, mt Maltese, my Burmese, na Nauru,
nb Norwegian Bokmål, nd North Ndebele, ne Nepali, ng Ndonga, nl Dutch, nn Norwegian Nynorsk, no Norwegian,
nr South Ndebele, nv Navajo, ny Chichewa, oc Occitan, oj Ojibwa, om Oromo, or Odia, os Ossetian, pa Punjabi, pi Pali,
pl Polish, ps Pashto, pt Portuguese, qu Quechua, rm Romansh, rn Rundi, ro Romanian, ru Russian, rw Kinyarwanda,
sa Sanskrit, sc Sardinian, sd Sindhi, se Northern Sami, sg Sango, sh Serbo-Croatian, si Sinhala, sk Slovak,
sl Slovenian, sm Samoan, sn Shona, so Somali, sq Albanian, sr Serbian, ss Swati, st Southern Sotho, su Sundanese,
sv Swedish, sw Swahili, ta Tamil, te Telugu, tg Tajik, th Thai, ti Tigrinya, tk Turkmen, tl Tagalog, tn Tswana,
to Tongan, tr Turkish, ts Tsonga, tt Tatar, tw Twi, ty Tahitian, ug Uyghur, uk Ukrainian, ur Urdu, uz Uzbek, ve Venda,
vi Vietnamese, vo Volapük, wa Walloon, wo Wolof, xh Xhosa, yi Yiddish, yo Yoruba, za Zhuang, zh Chinese, zu Zulu,
arz Egyptian Arabic, ast Asturian, bal Balochi, bho Bhojpuri, brx Bodo, ceb Cebuano, chr Cherokee,
ckb Central Kurdish, cnr Montenegrin, crh Crimean Tatar, csb Kashubian, doi Dogri, dsb Lower Sorbian, fil Filipino,
frp Arpitan, fur Friulian, gsw Swiss German, haw Hawaiian, hil Hiligaynon, hmn Hmong, hne Chhattisgarhi,
hsb Upper Sorbian, ilo Iloko, kab Kabyle, kok Konkani, lij Ligurian, lld Ladin, lmo Lombard, mai Maithili,
mni Manipuri, nap Neapolitan, nds Low German, nso Northern Sotho, pap Papiamento, pcm Nigerian Pidgin, prs Dari,
quc K'iche', rom Romany, sah Yakut, sat Santali, scn Sicilian, sco Scots, sma Southern Sami, smj Lule Sami,
smn Inari Sami, szl Silesian, tet Tetum, tig Tigre, tlh Klingon, tok Toki Pona, tpi Tok Pisin, tzm Tamazight,
vec Venetian, war Waray, yue Cantonese, zgh Standard Moroccan Tamazight
"""
_REGIONS = """
419 Latin America, AE United Arab Emirates, AR Argentina, AT Austria, AU Australia, BA Bosnia and Herzegovina,
BE Belgium, BR Brazil, CA Canada, CH Switzerland, CL Chile, CN China, CO Colombia, CY Cyprus, CZ Czechia, DE Germany,
DK Denmark, EG Egypt, ES Spain, FI Finland, FR France, GB United Kingdom, GR Greece, HK Hong Kong, HR Croatia,
HU Hungary, ID Indonesia, IE Ireland, IL Israel, IN India, IQ Iraq, IR Iran, IT Italy, JP Japan, KR South Korea,
LI Liechtenstein, LU Luxembourg, MA Morocco, MD Moldova, ME Montenegro, MO Macao, MX Mexico, MY Malaysia,
NL Netherlands, NO Norway, NZ New Zealand, PE Peru, PH Philippines, PK Pakistan, PL Poland, PT Portugal, RO Romania,
RS Serbia, RU Russia, SA Saudi Arabia, SE Sweden, SG Singapore, SI Slovenia, SK Slovakia, TH Thailand, TR Türkiye,
TW Taiwan, UA Ukraine, US United States, UY Uruguay, VE Venezuela, VN Vietnam, ZA South Africa
"""
_SCRIPTS = """
Arab Arabic, Cyrl Cyrillic, Deva Devanagari, Guru Gurmukhi, Hans Simplified, Hant Traditional, Latn Latin,
Mong Mongolian, Tfng Tifinagh
"""
_TAG = re.compile(
    r"(?P<language>[a-z]{2,3})(?:-(?P<script>[a-z]{4}))?(?:-(?P<region>[a-z]{2}|[0-9]{3}))?"
    r"(?P<variants>(?:-(?:[a-z0-9]{5,8}|[0-9][a-z0-9]{3}))*)",
    re.IGNORECASE | re.ASCII,
)


@cache
def _table(text: str) -> Mapping[str, str]:
    """Return the codes of one of the lists above with their names."""
    pairs = (item.strip().split(" ", 1) for item in text.replace("\n", " ").split(","))
    return {pair[0]: pair[1] for pair in pairs}


def _parts(code: str) -> tuple[str, str, str, tuple[str, ...]] | None:
    """Return language, script, region and variants in the case BCP 47 recommends; None for another shape."""
    match = _TAG.fullmatch(code)
    if match is None:
        return None
    script, region = match["script"] or "", match["region"] or ""
    variants = tuple(match["variants"].lower().split("-")[1:])
    return match["language"].lower(), script.title(), region.upper(), variants


def primary(code: str) -> str:
    """Return the language without script, region and variants: `pt` for `pt-BR` and `pt_BR`."""
    return re.split("[-_@.]", code, maxsplit=1)[0].lower()


def is_language(code: str) -> bool:
    """Tell whether the code has the shape of BCP 47 (language, script, region, variants) and names a known language."""
    parts = _parts(code)
    return parts is not None and parts[0] in _table(_NAMES)


def english_name(code: str) -> str:
    """Return the language's English name, `Portuguese (Brazil)` for `pt-BR`; the code itself where none is known."""
    parts = _parts(code)
    if parts is None or parts[0] not in _table(_NAMES):
        return code
    language, script, region, variants = parts
    details = [_table(_SCRIPTS).get(script, script), _table(_REGIONS).get(region, region), *variants]
    inside = ", ".join(detail for detail in details if detail)
    name = _table(_NAMES)[language]
    return f"{name} ({inside})" if inside else name


def gettext_code(code: str) -> str:
    """Return the code in gettext's form: `pt_BR`, `zh_TW` for `zh-Hant`, `sr@latin`; else the code itself."""
    parts = _parts(code)
    if parts is None:
        return code
    language, script, region, variants = parts
    if language == "zh" and script in ("Hans", "Hant"):
        region, script = region or {"Hans": "CN", "Hant": "TW"}[script], ""
    modifier = "_".join([name.lower() for name in [_table(_SCRIPTS).get(script, script)] if name] + list(variants))
    return language + (f"_{region}" if region else "") + (f"@{modifier}" if modifier else "")


# A key that begins with ^ holds at the beginning of a word only.
_RUSSIAN = dict(zip("абвгдезийклмнопрстуфыэ", "abvgdeziyklmnoprstufye", strict=True)) | {
    **{"ё": "yo", "ж": "zh", "х": "kh", "ц": "ts", "ч": "ch", "ш": "sh", "щ": "shch", "ъ": "", "ь": "", "ю": "yu"},
    "я": "ya",
}
# Letters of other Cyrillic alphabets, for a language without a table of its own.
_CYRILLIC = _RUSSIAN | {
    **{"і": "i", "ї": "i", "є": "ie", "ґ": "g", "ў": "u", "ђ": "dj", "ј": "j", "љ": "lj", "њ": "nj", "ћ": "c"},
    **{"џ": "dz", "ѓ": "gj", "ќ": "kj", "ѕ": "dz", "ә": "a", "ғ": "g", "қ": "q", "ң": "n", "ө": "o", "ұ": "u"},
    **{"ү": "u", "һ": "h", "ҳ": "h", "ҷ": "j", "ӣ": "i", "ӯ": "u"},
}
_GREEK = dict(zip("αβγδεζηικλμνξοπρσςτυφω", "avgdeziiklmnxoprsstyfo", strict=True)) | {
    **{"θ": "th", "χ": "ch", "ψ": "ps", "ου": "ou", "ού": "ou", "γγ": "ng", "γξ": "nx", "γχ": "nch", "^μπ": "b"},
}
_LATIN = {"ł": "l", "ø": "o", "đ": "d", "ß": "ss", "æ": "ae", "œ": "oe", "þ": "th", "ð": "d", "ı": "i", "ħ": "h"} | {
    **{"ŧ": "t", "ŀ": "l", "ŋ": "ng", "ĸ": "k", "ə": "e", "ǝ": "e"},
}
_GERMAN = {"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss"}
_DANISH = {"æ": "ae", "ø": "oe", "å": "aa"}
_TABLES: dict[str, dict[str, str]] = {
    "de": _GERMAN,
    "gsw": _GERMAN,
    "nds": _GERMAN,
    "da": _DANISH,
    "fo": _DANISH,
    "kl": _DANISH,
    "bs": {"đ": "dj"},
    "hr": {"đ": "dj"},
    "ca": {"l·l": "ll"},
    "el": _GREEK,
    "ru": _RUSSIAN,
    # Resolution 55 of the Cabinet of Ministers of Ukraine, 27 January 2010.
    "uk": {
        **{"г": "h", "ґ": "g", "зг": "zgh", "и": "y", "і": "i", "х": "kh", "ь": ""},
        **{"^є": "ye", "^ї": "yi", "^й": "y", "^ю": "yu", "^я": "ya", "є": "ie", "ї": "i", "й": "i", "ю": "iu"},
        "я": "ia",
    },
    # The Bulgarian transliteration act of 2009; a final "ия" is handled below.
    "bg": {"х": "h", "щ": "sht", "ъ": "a", "ь": "y"},
    "be": {"г": "h", "і": "i", "ў": "u"},
    "sr": {"ж": "z", "х": "h", "ц": "c", "ч": "c", "ш": "s"},
    "mk": {"ж": "zh", "х": "h", "ц": "c", "ј": "j", "џ": "dzh"},
}
_VOICED = "αάεέηήιίϊΐοόυύϋΰωώβγδζλμνρ"
# What a look at the neighbours decides, before the tables: (pattern, replacement).
_CONTEXT: dict[str, tuple[tuple[str, str], ...]] = {
    # An accent on the first vowel or a diaeresis splits the pair: "άυλος" is aylos.
    "el": ((f"([αεη])[υύ](?=[{_VOICED}])", r"\1v"), ("([αεη])[υύ]", r"\1f")),
    "uk": ((r"(?<=\w)['’ʼ](?=\w)", ""),),
    # Geresh and gershayim stand inside a word or acronym, the latter often typed as a quote.
    "he": (('(?<=[א-ת])["״׳](?=[א-ת])', ""),),
    "bg": ((r"ия\b", "ia"),),
}


# Where an apostrophe stands between two words, one of them short: l'été, d'art, dell'arte, l'aigua.
_ELIDING = frozenset(["ca", "fr", "frp", "fur", "it", "lij", "lld", "lmo", "nap", "oc", "scn", "vec", "wa"])


def elides(code: str) -> bool:
    """Tell whether an apostrophe parts two words in the language, as in French; in English it stands inside one."""
    return primary(code) in _ELIDING


@cache
def _rules(language: str) -> tuple[re.Pattern[str], Mapping[str, str]]:
    """Return the pattern that finds what a language's table holds, the longest first, and the table."""
    table = _LATIN | _CYRILLIC | _GREEK | _TABLES.get(language, {})
    keys = sorted(table, key=lambda key: (-len(key.lstrip("^")), not key.startswith("^"), key))
    pattern = "|".join(re.escape(key) if key[0] != "^" else rf"(?<!\w){re.escape(key[1:])}" for key in keys)
    return re.compile(pattern, re.IGNORECASE), table


def _replace(text: str, language: str) -> str:
    """Return the text with its letters replaced by the language's table; a capital stays a capital."""
    pattern, table = _rules(language)

    def replacement(match: re.Match[str]) -> str:
        found = match[0].lower()
        initial = match.start() == 0 or not re.match(r"\w", match.string[match.start() - 1])
        value = table.get(f"^{found}" if initial else found, table.get(found, match[0]))
        return value[:1].upper() + value[1:] if match[0][0].isupper() else value

    return pattern.sub(replacement, text)


def _strip_marks(text: str) -> Iterator[str]:
    """Yield the text's characters, those of Latin, Greek and Cyrillic in NFKD without their marks.

    Other scripts stay as they are: a mark is a vowel in Hindi and Thai, another consonant in Japanese.
    """
    native = True
    for char in text:
        if unicodedata.category(char) == "Mn":
            if native:
                yield char
            continue
        plain = [part for part in unicodedata.normalize("NFKD", char) if unicodedata.category(part) != "Mn"]
        native = not all(part < "\u0590" for part in plain)
        yield char if native else "".join(plain)


def transliterate(text: str, language: str) -> str:
    """Return the text in plain Latin letters by the language's own convention.

    Scripts other than Latin, Greek and Cyrillic stay: there, URLs use the native letters.
    """
    code = primary(language)
    text = unicodedata.normalize("NFC", text)
    for pattern, replacement in _CONTEXT.get(code, ()):
        text = re.sub(pattern, replacement, text, flags=re.IGNORECASE)
    # The language's table needs the composed letter (ö); letters hidden under an accent (ǽ) come after.
    text = "".join(_strip_marks(_replace(text, code)))
    return _replace(unicodedata.normalize("NFC", text), code)
