"""What a sentence claims about figures: which fact a number says, by value, unit, label, year and direction."""
