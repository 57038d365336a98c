"""
`python -m incentives` is the command line.
"""

from incentives.cli.main import main

if __name__ == "__main__":
    main()
