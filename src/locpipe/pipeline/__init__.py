"""One use case per module, each imported alone: a command waits for nothing that it does not need (see locpipe.api)."""
