"""Glossaries: term lists as files, and terms found in inflected text."""

from locpipe.glossary.analyzer import Analyzer, Token, analyzer
from locpipe.glossary.csv_file import dump, pair_of, read
from locpipe.glossary.matcher import Matcher, Occurrence, Problem

__all__ = ["Analyzer", "Matcher", "Occurrence", "Problem", "Token", "analyzer", "dump", "pair_of", "read"]
