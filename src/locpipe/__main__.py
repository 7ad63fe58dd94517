"""`python -m locpipe`, and what the command `locpipe` calls."""

import sys


def main() -> None:
    """Run the command line. Ctrl-C is answered from the first import on, as it is later."""
    try:
        from locpipe import cli
    except KeyboardInterrupt:
        from locpipe.errors import StoppedError

        print(f"locpipe: {StoppedError()}", file=sys.stderr)
        sys.exit(StoppedError.exit_code)
    cli.main()


if __name__ == "__main__":
    main()
