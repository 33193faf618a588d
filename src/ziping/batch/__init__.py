"""Many units in one run: sources, ledger, engines, progress. The work on one unit is the pipeline's."""
