"""
Whole tables of companies: columns to facts, files in and out, every row answered, none dropped.
"""
