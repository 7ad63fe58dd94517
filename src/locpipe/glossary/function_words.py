"""Words that no term begins or ends with: articles, prepositions, pronouns, and verbs that go with anything."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from locpipe.languages import primary

_ENGLISH = """
a about above across actually after again against ago all almost alone along already also although always am among an
and another any anybody anyone anything are around as aside at away back-to-back be because been before behind being
below beneath beside besides best better between beyond both but by can cannot could did do does doing done down during
each either else enough especially even ever every everybody everyone everything except far few fewer first for
forever from further had has have having he hence her here hers herself him himself his how however i if in indeed
instead into is it its itself just last later least less lest let like likely little lot lots made main many may maybe
me means meanwhile might mine more moreover most mostly much must my myself namely near nearly need neither never
nevertheless next no nobody none nor not nothing now nowhere of off often on once one ones only onto or other others
otherwise ought our ours ourselves out over own per perhaps please plenty quite rather really same second several shall
she should simply since so some somebody someone something sometimes somewhat somewhere soon still such than that the
their theirs them themselves then there therefore these they thing things third this those though three through
throughout thus till time times to together too toward towards two under unless until up upon us usually various very
via was way ways we well were what whatever when whenever where wherever whether which whichever while who whoever whom
whose why will with within without would yes yet you your yours yourself yourselves don doesn didn isn aren wasn weren
won wouldn couldn shouldn hasn haven hadn ain ll ve re d s t m four five six seven eight nine ten half
able add adds added ask asks avoid become becomes begin begins bring brings call called calls cause causes change
changes check choose come comes consider continue days day different difficult early easier easily easy end ends extra
feel feels felt find finds follow full gently get gets getting give gives go goes going good got great happen happens
hard help helps high hold hour hours important improve improves increase increases keep keeps kind know known large
late leave left let lets long longer look looks low lower main make makes making matter mean minute minutes month
months move new note number old part people person place possible prevent put rarely read reduce reduces regular
remain remember repeat right say says seconds see seek seem seems short show shows side similar slightly slowly small
sort start starts stay stays step steps stop stops take takes taking tell tells think today try trying turn twice type
types use used useful uses using usual want wants week weeks went work works worse worst year years
"""
_GERMAN = """
ab aber alle allem allen aller alles als also am an ander andere anderem anderen anderer anderes auch auf aus bei beim
beide beiden bereits bis bisher bitte bleiben bleibt da dabei dadurch dafür dagegen daher damit danach dann daran darauf
darf darum das dass davon davor dazu dein deine deinem deinen deiner dem den denen denn der deren des deshalb dessen
dich die dies diese diesem diesen dieser dieses dir doch dort du durch dürfen ebenso eher eigentlich ein eine einem
einen einer eines einfach einige einigen einiger einmal er erst es etwa etwas euch euer eure falls fast für ganz gar
geben gegen gehen gibt gut haben habe hat hatte hatten hier hilft hin hinter ich ihm ihn ihnen ihr ihre ihrem ihren
ihrer ihres im immer in ins ist ja je jede jedem jeden jeder jedes jedoch jetzt kann kannst kein keine keinem keinen
keiner können könnte langsam lassen machen macht man manche manchmal mehr mehrere mein meine meist meisten mich
mindestens mir mit möglich müssen muss nach nächste nächsten neben nein nicht nichts nie nimmt noch nun nur ob oder oft
ohne pro schon sehr sein seine seinem seinen seiner seit selbst sich sie sind so sobald sofort sogar solche solchen soll
sollen sollte sollten somit sondern sonst statt über um und uns unser unsere unter viel viele vielen vom von vor
während wann war waren warum was weil weiter weitere welche welchem welchen welcher wenig weniger wenn wer werden wie
wieder will wir wird wo wobei wohl wollen worden wurde wurden würde zu zum zur zwar zwei zwischen
"""
_POLISH = """
a aby albo ale ani aż bardziej bardzo bez bo bowiem być był była było były będzie będą bądź chociaż choć chyba ci cię co
coś cały całe czasem często czy czyli dla dlaczego dlatego do dobrze dużo dwa dwie dwóch gdy gdyż gdzie go i ich ile im
inne innych inny ja jak jaka jakie jako je jeden jedna jednak jednego jedno jego jej jest jeszcze jeśli jeżeli już ją
kiedy kilka kilku kto która które którego której który których którym każda każde każdego każdej każdy lecz lub ma mają
mamy masz mi mieć mniej mnie może mogą można możesz mu my na nad najbardziej najlepiej nam nas nasz natomiast nawet nic
nich nie niech niego niej nigdy nim niż no o obie oba od około on ona one oni ono oprócz oraz pan pod podczas po ponad
ponieważ potem powinien powinna powinno poza prawie przed przede przez przy raczej raz razem również rób są się sobie
spróbuj swoje swój swoją sposób szybko tak taka taki takie także tam ten tego tej też tę to tobie trzeba trzy tu tutaj
twoje twój twoja ty tych tylko tym u w we wam was wcale wiele wielu więc więcej wszystkie wszystko właśnie z za zamiast
zanim zawsze ze zwłaszcza zwykle że żadne żeby
"""
_SPANISH = """
a al algo alguna algunas alguno algunos ante antes aquel aquella aquellas aquellos aquí así aun aunque bajo bastante
bien cada casi como con contra cual cuales cualquier cuando cuanto de debe deben del demás dentro desde después donde
dos durante e el ella ellas ellos en entonces entre era eran es esa esas ese eso esos esta estas este esto estos está
están estar fue fueron ha hace hacer hacia han hasta hay incluso ir la las le les lo los luego me mediante menos mi mis
mientras mismo misma mismos mismas mucha muchas mucho muchos muy más nada ni no nos nosotros nuestra nuestro nunca o
otra otras otro otros para pero poca pocas poco pocos por porque primero pueda puede pueden pues que quien quienes qué
se sea sean según ser si sido siempre sin sino sobre solo son su sus sí tal también tampoco tan tanto te tener tiene
tienen toda todas todavía todo todos tras tu tus un una unas uno unos usted ustedes va vez veces y ya yo él
"""
_FRENCH = """
à afin ai ainsi alors après au aucun aucune aussi autant autour autre autres aux avant avec avez avoir beaucoup bien
car ce ceci cela celle celles celui cependant ces cet cette ceux chaque chez comme comment contre c d dans de depuis
des dès deux devant doit doivent donc dont du elle elles en encore entre est et étaient était été être eu eux faire
fait faites font fois grâce hors ici il ils j je jamais jusque l la le les leur leurs lors lorsque lui m ma mais malgré
me même mêmes mes mieux moins mon n ne ni non nos notre nous on ont ou où par parce parfois pas pendant peu peut
peuvent plus plusieurs plutôt pour pourquoi pourtant près presque puis qu quand que quel quelle quelles quelque
quelques quels qui quoi s sa sans se selon sera ses si sinon soi soit son sont souvent sous surtout sur ta tandis tant
te tel telle tes toi ton toujours tous tout toute toutes très trop tu un une vers voici voilà vos votre vous vraiment y
"""
_TEXTS: Mapping[str, str] = {"en": _ENGLISH, "de": _GERMAN, "pl": _POLISH, "es": _SPANISH, "fr": _FRENCH}


@cache
def function_words(language: str) -> frozenset[str]:
    """Return the words, casefolded; none for a language that has no list here."""
    return frozenset(_TEXTS.get(primary(language), "").casefold().split())


# What stands between the words of one term: "range of motion", "dolor de espalda".
_JOINING: Mapping[str, str] = {
    "en": "of",
    "es": "de del la",
    "fr": "de du des la d l",
    "it": "di del della",
    "pt": "de do da",
}


def joining_words(language: str) -> frozenset[str]:
    """Return the words that may stand within a term, though not at its ends."""
    return frozenset(_JOINING.get(primary(language), "").split())
