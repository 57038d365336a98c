"""
What a person or a script reads: text, JSON and pages, made of results and messages.
"""
