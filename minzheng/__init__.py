"""What concerns the archive as a whole: settings, the embedded database, first start and tests."""
