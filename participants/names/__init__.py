"""Names: the key they are searched by, and how alike two of them are across scripts and transliterations."""
