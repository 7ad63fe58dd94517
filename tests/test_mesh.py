"""The mesh of siblings: every published version names every other."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from locpipe.siblings import siblings_of

CODES = st.sampled_from(["cs", "de", "en", "pl", "pt-BR", "uk", "zh-Hant"])
SIBLINGS = st.dictionaries(CODES, st.text("abc-", min_size=1))


@given(SIBLINGS)
def test_the_mesh_is_full_and_goes_both_ways(published):
    mesh = {code: siblings_of(code, published, {}, published) for code in published}
    for one in published:
        assert mesh[one] == {code: slug for code, slug in published.items() if code != one}


@given(CODES, SIBLINGS, SIBLINGS, st.sets(CODES))
def test_never_itself_nothing_unpublished_and_the_same_again(language, published, existing, managed):
    siblings = siblings_of(language, published, existing, managed)
    assert language not in siblings
    assert list(siblings) == sorted(siblings)
    for code, slug in siblings.items():
        assert slug == published.get(code, existing.get(code))
        assert code in published or code not in managed
    assert siblings_of(language, published, siblings, managed) == siblings


def test_an_unmanaged_sibling_is_left_alone():
    existing = {"ja": "by-hand", "de": "taken-down", "pl": "old"}
    assert siblings_of("en", {"en": "a", "pl": "b"}, existing, ("en", "pl", "de")) == {"ja": "by-hand", "pl": "b"}


def test_a_code_in_another_case_is_no_second_sibling():
    assert siblings_of("en", {"en": "a", "pt-BR": "b"}, {"pt_br": "x", "EN": "y"}) == {"pt-BR": "b"}
