"""
Languages: the words for messages, and how numbers, amounts and days are written.
"""
