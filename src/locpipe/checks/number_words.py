"""Numbers as words, in the forms that a text may have them, for the languages that have a list here."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import lru_cache

from locpipe.languages import primary

# Value to words; a word that ends in * stands for all that begins with it.
_WORDS: Mapping[str, str] = {
    "en": """
        0 zero none; 1 one once a an single first; 2 two twice second both pair double couple; 3 three thrice
        third triple; 4 four fourth quarter; 5 five fifth; 6 six sixth; 7 seven seventh; 8 eight eighth; 9 nine
        ninth; 10 ten tenth; 11 eleven eleventh; 12 twelve twelfth dozen; 15 fifteen; 20 twenty; 30 thirty; 40
        forty; 50 fifty; 60 sixty; 90 ninety; 100 hundred; 1000 thousand; 0.5 half; 24 day daily
    """,
    "pl": """
        0 zero zera; 1 jeden jedna jedno jednego jednej jednym jedną raz pierwsz*; 2 dwa dwie dwóch dwu dwoma
        dwom dwoje dwukrotn* drugi* drug* oba obie obu obydw* para podwójn*; 3 trzy trzech trzem trzema troje
        trzykrotn* trzeci* potrójn*; 4 cztery czterech czterem czterema czwart* kwarta* czterokrotn*; 5 pięć
        pięciu pięcioma piąt* pięciokrotn*; 6 sześć sześciu szóst*; 7 siedem siedmiu siódm*; 8 osiem ośmiu ósm*;
        9 dziewięć dziewięciu dziewiąt*; 10 dziesięć dziesięciu dziesiąt* dziesięciokrotn*; 11 jedenaście
        jedenastu jedenast*; 12 dwanaście dwunastu dwunast* tuzin*; 15 piętnaście piętnastu kwadrans*; 20
        dwadzieścia dwudziestu dwudziest*; 30 trzydzieści trzydziestu trzydziest*; 40 czterdzieści czterdziestu;
        50 pięćdziesiąt pięćdziesięciu; 60 sześćdziesiąt sześćdziesięciu; 90 dziewięćdziesiąt; 100 sto stu; 1000
        tysiąc tysiąca tysiące tysięcy; 0.5 pół połow* połów*; 24 dob*; 1.5 półtora półtorej
    """,
    "de": """
        0 null; 1 ein eine einen einem einer eines eins einmal erst*; 2 zwei zweimal beide* doppel* doppelt*
        paar zweit* zweifach*; 3 drei dreimal dritt* dreifach*; 4 vier viermal viert* vierfach*; 5 fünf fünfmal
        fünft*; 6 sechs sechst*; 7 sieben siebt*; 8 acht achtmal; 9 neun neunt*; 10 zehn zehnt* zehnfach*; 11
        elf elft*; 12 zwölf zwölft* dutzend; 15 fünfzehn viertelstunde*; 20 zwanzig zwanzigst*; 30 dreißig
        dreißigst*; 40 vierzig; 50 fünfzig; 60 sechzig; 90 neunzig; 100 hundert; 1000 tausend; 0.5 halb*
        hälfte*; 1.5 anderthalb* eineinhalb*
    """,
    "es": """
        0 cero; 1 un uno una primer* solo; 2 dos doble segund* ambos ambas par; 3 tres tercer* triple; 4 cuatro
        cuart*; 5 cinco quint*; 6 seis sext*; 7 siete séptim*; 8 ocho octav*; 9 nueve noven*; 10 diez décim*; 11
        once; 12 doce docena*; 15 quince; 20 veinte; 30 treinta; 40 cuarenta; 50 cincuenta; 60 sesenta; 90
        noventa; 100 cien ciento; 1000 mil; 0.5 medio media mitad
    """,
    "fr": """
        0 zéro; 1 un une premier première; 2 deux double second* deuxième*; 3 trois triple troisième*; 4 quatre
        quart* quatrième*; 5 cinq cinquième*; 6 six sixième*; 7 sept septième*; 8 huit huitième*; 9 neuf
        neuvième*; 10 dix dixième* dizaine*; 11 onze; 12 douze douzaine*; 15 quinze; 20 vingt vingtaine*; 30
        trente; 40 quarante; 50 cinquante; 60 soixante; 100 cent centaine*; 1000 mille millier*; 0.5 demi demie
        moitié
    """,
    "uk": """
        0 нуль; 1 один одна одне одного одну раз перш*; 2 два дві двох двома двічі друг* обидва обидві пара
        подвійн*; 3 три трьох трьома тричі трет* потрійн*; 4 чотири чотирьох четверт*; 5 п'ять п'яти п'ят*; 6
        шість шести шост*; 7 сім семи сьом*; 8 вісім восьми восьм*; 9 дев'ять дев'яти дев'ят*; 10 десять десяти
        десят*; 11 одинадцять; 12 дванадцять; 15 п'ятнадцять; 20 двадцять; 30 тридцять; 40 сорок; 50 п'ятдесят;
        60 шістдесят; 100 сто; 1000 тисяч*; 0.5 пів половин*
    """,
}
_WORD = re.compile(r"[^\W\d_]+(?:['’ʼ][^\W\d_]+)*")


def values_of(text: str, language: str) -> Iterator[str]:
    """Yield what the number words of a text stand for, in their order; nothing for a language without a list."""
    known = _known(primary(language))
    if known is None:
        return
    words, beginnings = known
    for match in _WORD.finditer(text.casefold().replace("’", "'").replace("ʼ", "'")):
        word = match[0]
        if word in words:
            yield words[word]
        elif found := beginnings.match(word):
            yield _beginning_values(primary(language))[found[0]]


@lru_cache(maxsize=16)
def _known(language: str) -> tuple[Mapping[str, str], re.Pattern[str]] | None:
    if language not in _WORDS:
        return None
    words = {word: value for value, word in _pairs(language) if not word.endswith("*")}
    beginnings = sorted(_beginning_values(language), key=len, reverse=True)
    return words, re.compile("|".join(map(re.escape, beginnings)) or "(?!)")


@lru_cache(maxsize=16)
def _beginning_values(language: str) -> Mapping[str, str]:
    return {word[:-1]: value for value, word in _pairs(language) if word.endswith("*")}


def _pairs(language: str) -> Iterator[tuple[str, str]]:
    for entry in _WORDS[language].split(";"):
        value, *words = entry.split()
        yield from ((value, word) for word in words)
