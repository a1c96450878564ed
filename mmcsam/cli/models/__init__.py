"""Commands about models as files."""
