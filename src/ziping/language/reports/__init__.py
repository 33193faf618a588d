"""What a read report says, as data: figures with what they are about, grids of its tables, score rows, parts. For every check and comparison."""
