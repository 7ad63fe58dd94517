"""locpipe: localization of Markdown articles through PO files, byte for byte."""

__version__ = "0.1.0"
