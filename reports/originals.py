"""file's bytes → their place on disk under their SHA-256; written whole or not at all."""

from __future__ import annotations

import os
import tempfile
from hashlib import sha256
from pathlib import Path

from .models import original_path


def keep_original(data: bytes) -> Path:
    """Write the bytes under their hash, durably, before any row names them. Keeping twice is harmless.

    Raises OSError where the disk cannot take them.
    """
    path = original_path(sha256(data).hexdigest())
    if path.exists() and path.stat().st_size == len(data):
        return path
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=".part-")
    try:
        with os.fdopen(handle, "wb") as out:
            out.write(data)
            out.flush()
            os.fsync(out.fileno())
        Path(name).replace(path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
    return path
