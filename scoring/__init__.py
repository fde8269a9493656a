"""The arithmetic of Sextant: answers in, rungs, levels, tables and intervals out.

This room is pure. Nothing in it reads a clock, a file or a database, and the same arguments
always give the same records. Results are frozen dataclasses with named fields.

Front door, in the order a firm's answers travel:

    answers      Answer, State, DoneBy: what was said, and whether it was said
    truth        three-valued logic with a fourth value, not applicable
    rules        the rule language: parse_rule, evaluate, trace
    rungs        one dimension's six rung states
    levels       rung states to a level with a low and a high bound
    ruleset      a published set of rules: parse_ruleset, score_firm, what_is_missing
    columns      one item's answers of many firms as arrays
    vectorised   the same rules and levels over such columns

and for what is made of the levels:

    table5, growth, aggregate_growth, wages, skills,
    ownership, admission, size, rounding                 the tables of the survey
    agreement, rater_agreement                           panels and their votes
    assessed                                             levels that a person gave
    drawing, double_scoring                              firms scored twice, and how far scorers agree
    ladder, ladder_intervals, ladder_errors, rasch       is it a ladder at all?
    estimates, intervals, response                       samples and their uncertainty
    collapsing                                           strata of one unit, joined for the error
    weighting, cell_merging, raking, calibrating,
    trimming                                             from drawn units to final weights
    designs, level_shares, interval_columns, comparisons estimates with such weights, and between clusters
    differences, overlap, transitions, peers             beside others, and beside an earlier round
    disclosure, suppression                              what to hide in public
    flags                                                what to look at again

``docs/scoring.md`` gives each formula with its source and a worked table; the tests read it.
"""
