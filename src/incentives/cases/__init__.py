"""
The worked examples that stand beside each rule file: run, measured, and held against mutants of the rules.

`run` runs them, `coverage` says what none of them exercises, `mutate` what none of them would notice; `report` and
`junit` are their texts, `plugin` is for pytest.
"""
