"""The command line: thin, Chinese, scriptable."""
