"""`python -m locpipe`."""

from locpipe.cli import main

if __name__ == "__main__":
    main()
