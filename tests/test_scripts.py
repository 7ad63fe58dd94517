"""Scripts that run from right to left, or have no blanks between words: nothing is added, lost or wrongly reported."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from locpipe import api as pipeline
from locpipe.markdown import Rules
from locpipe.model import Severity
from locpipe.pipeline.article import read_article, translate
from locpipe.pipeline.check import check
from projects import make, review, tree

ARTICLE = """\
---
title: "Sleep better in 7 days"
slug: sleep-better
---
# Sleep better in 7 days

Do **not** drink coffee after 14:00, see [the guide](https://example.org/guide).

Run `sleep --hours 8` and drink 1.5 l of water.

- Sit **down** (slowly), then rest
- About 40% of adults sleep less than 7 hours
"""
TEXTS = (
    "Sleep better in 7 days",
    "Do **not** drink coffee after 14:00, see [the guide](https://example.org/guide).",
    "Run `sleep --hours 8` and drink 1.5 l of water.",
    "Sit **down** (slowly), then rest",
    "About 40% of adults sleep less than 7 hours",
)
WORDS = {
    "ja": (
        "7日でよく眠る",
        "14:00以降はコーヒーを飲ま**ない**でください。[ガイド](https://example.org/guide)を参照。",
        "`sleep --hours 8`を実行し、1.5 lの水を飲みます。",
        "（ゆっくり）**座って**、休みます",
        "成人の約40パーセントは7時間未満しか眠りません",
    ),
    "zh": (
        "7天睡得更好",
        "14:00以后**不要**喝咖啡，请看[指南](https://example.org/guide)。",
        "运行`sleep --hours 8`，喝1.5升水。",
        "**坐下**（慢慢地），然后休息",
        "约百分之40的成年人睡眠不足7小时",
    ),
    "ko": (
        "7일 만에 더 잘 자기",
        "14:00 이후에는 커피를 마시지 **마세요**. [안내](https://example.org/guide)를 보세요.",
        "`sleep --hours 8`을 실행하고 물 1.5 l를 마십니다.",
        "(천천히) **앉아서** 쉽니다",
        "성인의 약 40%는 7시간 미만으로 잡니다",
    ),
    "ar": (
        "نم بشكل أفضل في 7 أيام",
        "**لا** تشرب القهوة بعد الساعة 14:00، انظر [الدليل](https://example.org/guide).",
        "شغّل \u200f`sleep --hours 8`\u200f واشرب ١٫٥ لتر من الماء.",
        "**اجلس** (ببطء)، ثم استرح",
        "حوالي ٤٠٪ من البالغين ينامون أقل من ٧ ساعات",
    ),
    "he": (
        "לישון טוב יותר תוך 7 ימים",
        "**אל** תשתו קפה אחרי 14:00, ראו [את המדריך](https://example.org/guide).",
        "הריצו `sleep --hours 8` ושתו 1.5 ליטר מים.",
        "**שבו** (לאט), ואז נוחו",
        "כ-40% מהמבוגרים ישנים פחות מ-7 שעות",
    ),
}
SLUGS = {
    "native": {
        "ja": "7日でよく眠る",
        "zh": "7天睡得更好",
        "ko": "7일-만에-더-잘-자기",
        "ar": "نم-بشكل-أفضل-في-7-أيام",
        "he": "לישון-טוב-יותר-תוך-7-ימים",
    },
    "latin": {
        "ja": "7rideyokumianru",
        "zh": "7tianshuidegenghao",
        "ko": "7il-mane-deo-jal-jagi",
        "ar": "nm-bshkl-fdl-fy-7-ym",
        "he": "lysvn-tvv-yvtr-tvkh-7-ymym",
    },
}


@pytest.mark.parametrize("script", SLUGS)
def test_a_right_translation_is_published_and_nothing_is_said_of_it(tmp_path, script):
    config = f'targets = {list(WORDS)}\n[slug]\nscript = "{script}"\n'
    project = make(tmp_path, {"sleep-better.md": ARTICLE}, config)
    pipeline.extract(project)
    for language, texts in WORDS.items():
        review(project, language, dict(zip(TEXTS, texts, strict=True)))
    assert pipeline.merge(project).findings == ()
    assert check(project).result.findings == ()
    names = {f"content/{language}/{slug}.md" for language, slug in SLUGS[script].items()}
    written = {name: data.decode() for name, data in tree(tmp_path).items() if name in names}
    assert set(written) == names
    for name, text in written.items():
        assert all(words in text for words in WORDS[name.split("/")[1]])


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("睡眠\n不足", "睡眠不足"),
        ("眠る、\n光", "眠る、光"),
        ("（深い）\n**を**", "（深い） **を**"),
        ("睡眠 \n 不足", "睡眠不足"),
        ("と`睡眠\n不足`", "と`睡眠 不足`"),
        ("睡眠\nsleep", "睡眠 sleep"),
        ("수면\n부족", "수면 부족"),
        ("شغّل\nالآن", "شغّل الآن"),
        ("睡眠\\\n不足", "睡眠\n不足"),
    ],
)
def test_where_a_line_ends_in_the_source(source, expected):
    assert [unit.source for unit in read_article(source, "a.md", Rules()).units] == [expected]


PIECES = ("睡眠", "**を**", "（深い）", "*", "**", "`", "、", "\n", "\n", "  \n", "\\\n", " ", "sleep", "수면")


@given(st.lists(st.sampled_from(PIECES), max_size=12).map("".join))
def test_the_laws_hold_at_every_fold(text):
    rules = Rules()
    found = read_article(text, "a.md", rules)
    same = {(unit.context, unit.source): unit.source for unit in found.units}
    assert translate(found, same, rules).text == text
    # The msgid holds the markup of the text that it stands for: what is added to it can be written.
    wanted = {key: source + "。" for key, source in same.items()}
    result = translate(found, wanted, rules)
    assert not [each for each in result.findings if each.severity is Severity.ERROR]
