"""``python -m ziping``."""

from ziping.cli import main

if __name__ == "__main__":
    main()
