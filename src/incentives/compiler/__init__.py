"""
From read documents to the typed IR: names, types and units settled before any company is seen.
"""
