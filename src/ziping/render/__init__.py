"""Values into files: Word, Excel, HTML, JSON. Prints what it is given, computes nothing."""
