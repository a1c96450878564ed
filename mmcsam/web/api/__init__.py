"""The page's JSON calls, which scripts can use too."""
