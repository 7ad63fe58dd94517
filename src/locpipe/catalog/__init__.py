"""PO catalogs: read, write, made from an article's units, updated when the article changes."""

from locpipe.catalog.keep import plain
from locpipe.catalog.notes import is_machine_text, origin_note
from locpipe.catalog.read import read
from locpipe.catalog.template import template
from locpipe.catalog.update import Update, update
from locpipe.catalog.write import dump, dump_each

__all__ = ["Update", "dump", "dump_each", "is_machine_text", "origin_note", "plain", "read", "template", "update"]
