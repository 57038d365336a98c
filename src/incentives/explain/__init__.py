"""
Why an answer is what it is, as data: messages with typed arguments, before any language.
"""
