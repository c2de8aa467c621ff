"""Shows how fast the archive is at any size: makes an archive, searches it, and compares."""
