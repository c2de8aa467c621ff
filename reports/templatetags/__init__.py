"""What templates of every page may ask the archive."""
