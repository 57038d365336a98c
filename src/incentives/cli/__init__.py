"""
The command line: words in, exit code out. One file for each command; whatever a command needs is imported inside it.
"""
